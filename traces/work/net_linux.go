package work

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The network of gmpsim's machine laptop-4: one way to the internet, bytes per
// second, bytes of an answer.
const (
	netLatency  = 10 * time.Millisecond
	netRate     = 12_500_000
	netPiece    = 64 << 10
	netVariable = "GMPSIM_NET"
)

var network struct {
	once sync.Once
	addr string        // of what answers for all hosts
	rtt  time.Duration // of setting a connection up
}

// findNet reads "HOST:PORT,RTT" (nanoseconds) from the environment variable
// GMPSIM_NET, or else starts a server in this process.
func findNet() {
	network.rtt = 2 * netLatency
	text := os.Getenv(netVariable)
	if text == "" {
		startServer()
		return
	}
	network.addr = text
	if i := strings.IndexByte(text, ','); i >= 0 {
		ns, err := strconv.ParseInt(text[i+1:], 10, 64)
		if err != nil || ns < 0 {
			panic(netVariable + "='" + text + "' is not HOST:PORT,RTT")
		}
		network.addr = text[:i]
		network.rtt = time.Duration(ns)
	}
}

// get connects, asks for so many bytes, reads them and hangs up.
func get(host string, bytes int) {
	network.once.Do(findNet)
	if bytes < 0 {
		bytes = 0
	}
	if network.rtt > 0 {
		waitIO(network.rtt)
	}
	if err := getFrom(network.addr, host, bytes); err != nil {
		panic("work.Get: " + host + ": " + err.Error())
	}
}

func getFrom(addr, host string, bytes int) error {
	c, err := dialSocket(addr)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = fmt.Fprintf(c, "GET http://%s/?bytes=%d HTTP/1.1\r\nHost: %s\r\n\r\n",
		host, bytes, host)
	if err != nil {
		return err
	}
	r := bufio.NewReader(c)
	status, err := r.ReadString('\n')
	if err != nil {
		return err
	}
	if !strings.HasPrefix(status, "HTTP/1.1 200 ") {
		return fmt.Errorf("%s", strings.TrimSpace(status))
	}
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return err
		}
		if line == "\r\n" {
			break
		}
	}
	_, err = io.CopyN(io.Discard, r, int64(bytes))
	return err
}

// startServer answers on a loopback socket as the internet would. Its
// goroutines take part in the scheduling of the program; GMPSIM_NET names a
// server that does not.
func startServer() {
	l, addr, err := listenSocket()
	if err != nil {
		panic("work.Get: " + err.Error())
	}
	network.addr = addr
	go func() {
		for {
			c, err := acceptSocket(l)
			if err == nil {
				go answer(c)
			} else {
				time.Sleep(time.Millisecond) // there may be descriptors then
			}
		}
	}()
}

var link struct {
	mu     sync.Mutex
	freeAt time.Time
}

// overLink waits until so many bytes have come over the link, which all answers
// share in turn.
func overLink(bytes int) {
	ns := bytesTake(int64(bytes), netRate, 0)
	link.mu.Lock()
	if now := time.Now(); link.freeAt.Before(now) {
		link.freeAt = now
	}
	link.freeAt = link.freeAt.Add(time.Duration(ns))
	done := link.freeAt
	link.mu.Unlock()
	time.Sleep(time.Until(done))
}

func answer(c *os.File) {
	defer c.Close()
	r := bufio.NewReader(c)
	bytes := 0
	target, err := r.ReadString('\n')
	for line := target; err == nil && line != "\r\n"; {
		line, err = r.ReadString('\n')
	}
	if err != nil {
		return
	}
	if i := strings.Index(target, "?bytes="); i >= 0 {
		fmt.Sscanf(target[i:], "?bytes=%d", &bytes)
	}
	time.Sleep(2 * netLatency)
	fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", bytes)
	zeros := make([]byte, netPiece)
	for bytes > 0 {
		n := bytes
		if n > netPiece {
			n = netPiece
		}
		overLink(n)
		if _, err := c.Write(zeros[:n]); err != nil {
			return
		}
		bytes -= n
	}
}
