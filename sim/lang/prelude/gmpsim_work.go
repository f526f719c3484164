// Package work says what Go has no word for: use the CPU for a given time,
// block a thread in the kernel, wait for I/O in the network poller or for the
// machine's disk, get bytes from another machine.
package work

import (
	"sync"
	"syscall"
	"time"
)

// CPU uses d of CPU time on the running core. It can be preempted.
func CPU(d time.Duration)

// Syscall blocks the calling thread in the kernel for d. The P can be retaken.
func Syscall(d time.Duration)

// IO waits d in the network poller: the P is released at once.
func IO(d time.Duration)

// Read reads so many bytes from the machine's disk, which serves one request at
// a time: the thread blocks in the kernel until it is done. The P can be
// retaken.
func Read(bytes int)

// Write writes so many bytes to the machine's disk, likewise.
func Write(bytes int)

// The requests to the network (vm/request.def).
func dial(host string) (n, errno int)
func get(n, bytes int) (length int64, errno int)
func read(n int, p []byte) (got, errno int)
func hangUp(n int) (errno int)

// Buffers that nobody uses.
var (
	buffersMu sync.Mutex
	buffers   [][]byte
)

func takeBuffer() []byte {
	const size = 32 << 10
	buffersMu.Lock()
	defer buffersMu.Unlock()
	n := len(buffers)
	if n == 0 {
		return make([]byte, size)
	}
	b := buffers[n-1]
	buffers = buffers[:n-1]
	return b
}

func putBuffer(b []byte) {
	buffersMu.Lock()
	buffers = append(buffers, b)
	buffersMu.Unlock()
}

// Get connects to the host, asks for that many bytes, reads them all in the
// network poller and hangs up. It panics when there is no such host, or no
// connection to be had.
func Get(host string, bytes int) {
	n, errno := dial(host)
	if syscall.Errno(errno) == syscall.ENOENT {
		panic("work.Get: lookup " + host + ": no such host")
	}
	if errno == 0 {
		errno = getAll(n, bytes)
		hangUp(n)
	}
	if errno != 0 {
		panic("work.Get: " + host + ": " + syscall.Errno(errno).Error())
	}
}

func getAll(n, bytes int) (errno int) {
	if bytes < 0 {
		bytes = 0
	}
	left, errno := get(n, bytes)
	if errno != 0 || left == 0 {
		return errno
	}
	b := takeBuffer()
	for left > 0 && errno == 0 {
		got := 0
		got, errno = read(n, b)
		left -= int64(got)
		if got == 0 {
			break
		}
	}
	putBuffer(b)
	return errno
}
