package work

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// Sockets of IPv4 without package net: with it comes cgo, and a program that has
// cgo is never told that all its goroutines are asleep. As files that do not
// block they lie in the network poller like those of package net.

var errAddress = errors.New("not an address as 127.0.0.1:80")

func parseAddress(addr string) (*syscall.SockaddrInet4, error) {
	i := strings.LastIndexByte(addr, ':')
	if i < 0 {
		return nil, errAddress
	}
	port, err := strconv.ParseUint(addr[i+1:], 10, 16)
	parts := strings.Split(addr[:i], ".")
	if err != nil || len(parts) != 4 {
		return nil, errAddress
	}
	sa := &syscall.SockaddrInet4{Port: int(port)}
	for k, part := range parts {
		b, err := strconv.ParseUint(part, 10, 8)
		if err != nil {
			return nil, errAddress
		}
		sa.Addr[k] = byte(b)
	}
	return sa, nil
}

func newSocket() (int, error) {
	return syscall.Socket(syscall.AF_INET,
		syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
}

func socketFile(fd int) (*os.File, error) {
	if err := syscall.SetNonblock(fd, true); err != nil {
		syscall.Close(fd)
		return nil, err
	}
	return os.NewFile(uintptr(fd), "socket"), nil
}

func dialSocket(addr string) (*os.File, error) {
	sa, err := parseAddress(addr)
	if err != nil {
		return nil, err
	}
	fd, err := newSocket()
	if err != nil {
		return nil, err
	}
	// On loopback this does not wait.
	for err = syscall.Connect(fd, sa); err == syscall.EINTR; {
		err = syscall.Connect(fd, sa)
	}
	if err != nil && err != syscall.EISCONN {
		syscall.Close(fd)
		return nil, err
	}
	return socketFile(fd)
}

// listenSocket returns a socket that listens on a free port of loopback.
func listenSocket() (l *os.File, addr string, err error) {
	fd, err := newSocket()
	if err != nil {
		return nil, "", err
	}
	err = syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}})
	if err == nil {
		err = syscall.Listen(fd, syscall.SOMAXCONN)
	}
	var sa syscall.Sockaddr
	if err == nil {
		sa, err = syscall.Getsockname(fd)
	}
	if err != nil {
		syscall.Close(fd)
		return nil, "", err
	}
	port := sa.(*syscall.SockaddrInet4).Port
	l, err = socketFile(fd)
	return l, "127.0.0.1:" + strconv.Itoa(port), err
}

func acceptSocket(l *os.File) (*os.File, error) {
	raw, err := l.SyscallConn()
	if err != nil {
		return nil, err
	}
	fd := -1
	var accepted error
	err = raw.Read(func(listener uintptr) bool {
		fd, _, accepted = syscall.Accept4(int(listener),
			syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC)
		return accepted != syscall.EAGAIN && accepted != syscall.EINTR
	})
	if err == nil {
		err = accepted
	}
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), "socket"), nil
}
