// Package os ends the program, and reads and writes its descriptors and pipes.
package os

import (
	"errors"
	"io"
	"sync"
	"syscall"
)

// ErrClosed is the error in what is done with a closed File.
var ErrClosed = errors.New("file already closed")

// PathError is an error of an operation on a file.
type PathError struct {
	Op   string
	Path string
	Err  error
}

func (e *PathError) Error() string {
	return e.Op + " " + e.Path + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *PathError) Unwrap() error { return e.Err }

// File is an open descriptor. One reads and one writes at a time, the others
// wait for it (internal/poll: FD).
type File struct {
	fd       int
	name     string
	pipe     bool
	closed   bool
	rmu, wmu sync.Mutex
}

// Standard input, output and error.
var (
	Stdin  = &File{fd: 0, name: "/dev/stdin"}
	Stdout = &File{fd: 1, name: "/dev/stdout"}
	Stderr = &File{fd: 2, name: "/dev/stderr"}
)

// ErrInvalid is the error of a nil *File.
var ErrInvalid = errors.New("invalid argument")

func write(fd int, s string) (n int, err error)
func writeBytes(fd int, p []byte) (n int)
func readFile(fd int, p []byte) (n, errno int)
func writeFile(fd int, p []byte, done int) (n, errno int)
func closeFile(fd int) (errno int)
func pipe() (r, w, errno int)
func arg(i int) (s string, ok bool)
func getenv(key string) (s string, ok bool)

// Fd returns the number of the descriptor.
func (f *File) Fd() uintptr { return uintptr(f.fd) }

// Name returns the path of the file.
func (f *File) Name() string { return f.name }

// failed returns the error of an operation of f.
func (f *File) failed(op string, errno int) error {
	if f.closed {
		return &PathError{op, f.name, ErrClosed}
	}
	return &PathError{op, f.name, syscall.Errno(errno)}
}

// Read reads up to len(p) bytes; at the end it returns 0 and io.EOF.
func (f *File) Read(p []byte) (n int, err error) {
	if f == nil {
		return 0, ErrInvalid
	}
	f.rmu.Lock()
	defer f.rmu.Unlock()
	if f.closed {
		return 0, f.failed("read", 0)
	}
	if len(p) == 0 {
		return 0, nil
	}
	n, errno := readFile(f.fd, p)
	if errno != 0 {
		return 0, f.failed("read", errno)
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// Write writes all of p, or returns an error.
func (f *File) Write(p []byte) (n int, err error) {
	if f == nil {
		return 0, ErrInvalid
	}
	if !f.pipe && !f.closed && f.fd != 0 {
		return writeBytes(f.fd, p), nil
	}
	f.wmu.Lock()
	defer f.wmu.Unlock()
	if f.closed {
		return 0, f.failed("write", 0)
	}
	n, errno := writeFile(f.fd, p, 0)
	if errno != 0 {
		return n, f.failed("write", errno)
	}
	return n, nil
}

// WriteString writes s.
func (f *File) WriteString(s string) (n int, err error) {
	if f != nil && !f.pipe && !f.closed && f.fd != 0 {
		return write(f.fd, s)
	}
	return f.Write([]byte(s))
}

// Close closes f: who waits for it returns.
func (f *File) Close() error {
	if f == nil {
		return ErrInvalid
	}
	if f.closed {
		return f.failed("close", 0)
	}
	f.closed = true
	if f.pipe {
		closeFile(f.fd)
	}
	return nil
}

// Pipe returns a connected pair of Files: what is written to w is read from r.
func Pipe() (r *File, w *File, err error) {
	rfd, wfd, errno := pipe()
	if errno != 0 {
		return nil, nil, errors.New("pipe2: " + syscall.Errno(errno).Error())
	}
	return &File{fd: rfd, name: "|0", pipe: true},
		&File{fd: wfd, name: "|1", pipe: true}, nil
}

// Args holds the name of the program and its arguments.
var Args = args()

func args() []string {
	list := []string{"main"}
	for i := 0; ; i++ {
		s, ok := arg(i)
		if !ok {
			return list
		}
		list = append(list, s)
	}
}

// LookupEnv returns the value of a variable of the environment and whether it
// is set.
func LookupEnv(key string) (string, bool) { return getenv(key) }

// Getenv returns the value of a variable of the environment, or "".
func Getenv(key string) string {
	s, _ := getenv(key)
	return s
}

// Exit ends the program at once with the status code; deferred calls are not
// run.
func Exit(code int)
