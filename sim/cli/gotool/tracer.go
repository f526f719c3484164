// Package tracer turns Go's execution trace on before the program's own
// packages are initialised, and stops it when the program ends. The run time's
// part is in the files beside this one.
package tracer

import (
	"os"
	"runtime"
	"runtime/trace"
	"sync"
	"syscall"
	"unsafe"
)

// atEnd makes stop be called when the program ends: implemented in the run
// time. Goroutines that write meanwhile wait for ever.
func atEnd(stop func(why int))

const (
	settle  = 10
	sizeMax = 64 << 20 // bytes of a trace
	full    = 5        // why it ends
)

var once sync.Once

// file writes past package os, whose files are closed to writers at the end.
type file int

// bounded stops the trace when it has become too long to be read.
type bounded struct {
	file
	name string
	size int
}

func (t *bounded) Write(b []byte) (int, error) {
	if t.size < sizeMax && t.size+len(b) >= sizeMax {
		go stop(t.name, full)
	}
	t.size += len(b)
	return t.file.Write(b)
}

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
	if err != nil || trace.Start(&bounded{file: file(fd), name: name}) != nil {
		return
	}
	atEnd(func(why int) { stop(name, why) })
	// The goroutines that this started are to wait when main begins, not to
	// stand in its run queue.
	for i := 0; i < settle; i++ {
		runtime.Gosched()
	}
}

var _ unsafe.Pointer
