package work

import (
	"runtime"
	"syscall"
	"time"
	"unsafe"
)

const clockThreadCPU = 3 // CLOCK_THREAD_CPUTIME_ID

func clock(id uintptr) time.Duration {
	var ts syscall.Timespec
	syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, id,
		uintptr(unsafe.Pointer(&ts)), 0)
	return time.Duration(ts.Nano())
}

func threadCPU() time.Duration { return clock(clockThreadCPU) }

// spin is a stretch of work of some microseconds with preemptible loops.
//
//go:noinline
func spin(n int, x uint32) uint32 {
	for i := 0; i < n; i++ {
		x = x*1664525 + 1013904223
	}
	return x
}

// cpu adds up short stretches measured on the thread they ran on: the goroutine
// may move between them, but a stretch that was moved or preempted counts only
// what its own thread says it used, never the time spent waiting.
func cpu(d time.Duration) {
	const chunk = 2000
	var used time.Duration
	x := uint32(1)
	for used < d {
		runtime.LockOSThread()
		t := threadCPU()
		x = spin(chunk, x)
		dt := threadCPU() - t
		runtime.UnlockOSThread()
		if dt > 0 {
			used += dt
		}
	}
	sink = x
}

var sink uint32

func syscallSleep(d time.Duration) {
	if d <= 0 {
		return
	}
	ts := syscall.NsecToTimespec(int64(d))
	for {
		var left syscall.Timespec
		err := syscall.Nanosleep(&ts, &left)
		if err != syscall.EINTR {
			return
		}
		ts = left
	}
}
