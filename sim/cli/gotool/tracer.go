// Package tracer turns Go's execution trace on before the program's own
// packages are initialised, and stops it when the program ends. The run time's
// part is in the files beside this one.
package tracer

import (
	"os"
	"runtime/trace"
	"sync"
	"syscall"
	"unsafe"
)

// atEnd makes stop be called when the program ends: implemented in the run
// time. Goroutines that write meanwhile wait for ever.
func atEnd(stop func(why int))

var once sync.Once

// file writes past package os, whose files are closed to writers at the end.
type file int

func (f file) Write(b []byte) (int, error) {
	for n := 0; n < len(b); {
		m, err := syscall.Write(int(f), b[n:])
		if err != nil && err != syscall.EINTR {
			return n, err
		}
		if m > 0 {
			n += m
		}
	}
	return len(b), nil
}

func stop(name string, why int) {
	once.Do(func() {
		trace.Stop()
		fd, err := syscall.Open(name+".end", syscall.O_WRONLY|syscall.O_CREAT|syscall.O_CLOEXEC, 0o600)
		if err == nil {
			file(fd).Write([]byte{byte('0' + why)})
		}
	})
}

func init() {
	const variable = "GMPSIM_GO_TRACE"
	name := os.Getenv(variable)
	os.Unsetenv(variable)
	if name == "" {
		return
	}
	fd, err := syscall.Open(name, syscall.O_WRONLY|syscall.O_CREAT|syscall.O_CLOEXEC, 0o600)
	if err != nil || trace.Start(file(fd)) != nil {
		return
	}
	atEnd(func(why int) { stop(name, why) })
}

var _ unsafe.Pointer
