// Package syscall has the one system call that blocks for a time.
package syscall

// Errno is the number of an error of a system call.
type Errno uintptr

// The numbers that programs here can meet.
const (
	ENOENT        Errno = 0x2
	EINTR         Errno = 0x4
	EBADF         Errno = 0x9
	EAGAIN        Errno = 0xb
	EINVAL        Errno = 0x16
	EMFILE        Errno = 0x18
	EPIPE         Errno = 0x20
	EOPNOTSUPP    Errno = 0x5f
	EADDRNOTAVAIL Errno = 0x63
	ECONNRESET    Errno = 0x68
	ECONNREFUSED  Errno = 0x6f
)

func (e Errno) Error() string {
	switch e {
	case ENOENT:
		return "no such file or directory"
	case EINTR:
		return "interrupted system call"
	case EBADF:
		return "bad file descriptor"
	case EAGAIN:
		return "resource temporarily unavailable"
	case EINVAL:
		return "invalid argument"
	case EMFILE:
		return "too many open files"
	case EPIPE:
		return "broken pipe"
	case EOPNOTSUPP:
		return "operation not supported"
	case EADDRNOTAVAIL:
		return "cannot assign requested address"
	case ECONNRESET:
		return "connection reset by peer"
	case ECONNREFUSED:
		return "connection refused"
	}
	return "input/output error"
}

// Timespec is a time in seconds and nanoseconds.
type Timespec struct {
	Sec  int64
	Nsec int64
}

// Nano returns the time in nanoseconds.
func (ts *Timespec) Nano() int64 { return ts.Sec*1e9 + ts.Nsec }

// NsecToTimespec returns nsec nanoseconds as a Timespec.
func NsecToTimespec(nsec int64) Timespec {
	sec := nsec / 1e9
	nsec = nsec % 1e9
	if nsec < 0 {
		nsec += 1e9
		sec--
	}
	return Timespec{Sec: sec, Nsec: nsec}
}

// TimespecToNsec returns ts in nanoseconds.
func TimespecToNsec(ts Timespec) int64 { return ts.Nano() }

func sleep(nsec int64)

// Nanosleep blocks the thread in the kernel for the time; nothing interrupts
// it, so that nothing is left over.
func Nanosleep(time *Timespec, leftover *Timespec) (err error) {
	if time.Sec < 0 || time.Nsec < 0 || time.Nsec >= 1e9 {
		return EINVAL
	}
	const most = 1<<63 - 1
	if time.Sec < most/1000000000 {
		sleep(time.Nano())
	} else {
		sleep(most)
	}
	return nil
}
