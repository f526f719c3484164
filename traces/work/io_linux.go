package work

import (
	"os"
	"syscall"
	"time"
	"unsafe"
)

const clockMonotonic = 1

// waitIO waits for a timer of the kernel: its descriptor lies in the network poller
// as a socket would, so that the wake-up comes from there. A timer of package
// time would be fired by whichever P looks.
func waitIO(d time.Duration) {
	fd, _, errno := syscall.Syscall(syscall.SYS_TIMERFD_CREATE, clockMonotonic,
		syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	if errno != 0 {
		panic(errno)
	}
	spec := [2]syscall.Timespec{{}, syscall.NsecToTimespec(int64(d))}
	_, _, errno = syscall.Syscall6(syscall.SYS_TIMERFD_SETTIME, fd, 0,
		uintptr(unsafe.Pointer(&spec)), 0, 0, 0)
	if errno != 0 {
		panic(errno)
	}
	f := os.NewFile(fd, "timer")
	var b [8]byte
	f.Read(b[:])
	f.Close()
}
