package work

import (
	"fmt"
	"math"
	"math/bits"
	"os"
	"sync"
	"syscall"
	"time"
	"unsafe"
)

// The disk of gmpsim's machine laptop-4; the environment variable GMPSIM_DISK
// gives those of another as "READ,WRITE,LATENCY": bytes per second of reads and
// of writes, nanoseconds that each request takes besides.
const laptopDisk = "3000000000,2000000000,0"

const (
	timerAbstime      = 1
	prSetTimerslack   = 29
	diskVariable      = "GMPSIM_DISK"
	nanosecondsPerSec = 1_000_000_000
)

var disk struct {
	once             sync.Once
	read, write, lat int64
	mu               sync.Mutex
	freeAt           int64 // when the last request is done
}

func findDisk() {
	text := os.Getenv(diskVariable)
	if text == "" {
		text = laptopDisk
	}
	n, err := fmt.Sscanf(text, "%d,%d,%d", &disk.read, &disk.write, &disk.lat)
	if n != 3 || err != nil || disk.read < 1 || disk.write < 1 || disk.lat < 0 {
		panic(diskVariable + "='" + text + "' is not READ,WRITE,LATENCY")
	}
}

// bytesTake returns the nanoseconds of a request, rounded up.
func bytesTake(bytes, perSec, latency int64) int64 {
	hi, lo := bits.Mul64(uint64(bytes), nanosecondsPerSec)
	lo, carry := bits.Add64(lo, uint64(perSec-1), 0)
	hi += carry
	if hi >= uint64(perSec) {
		return math.MaxInt64
	}
	ns, _ := bits.Div64(hi, lo, uint64(perSec))
	if ns > uint64(math.MaxInt64-latency) {
		return math.MaxInt64
	}
	return int64(ns) + latency
}

// transfer waits in the kernel until the disk has served all requests before
// this one, and then this one.
func transfer(bytes int, perSec *int64) {
	if bytes <= 0 {
		return
	}
	disk.once.Do(findDisk)
	d := bytesTake(int64(bytes), *perSec, disk.lat)
	disk.mu.Lock()
	now := int64(monotonic())
	if disk.freeAt < now {
		disk.freeAt = now
	}
	if d > math.MaxInt64-disk.freeAt {
		d = math.MaxInt64 - disk.freeAt
	}
	disk.freeAt += d
	done := syscall.NsecToTimespec(disk.freeAt)
	disk.mu.Unlock()
	// A disk wakes who waits at once: no slack, as timers have.
	syscall.RawSyscall(syscall.SYS_PRCTL, prSetTimerslack, 1, 0)
	for {
		_, _, errno := syscall.Syscall6(syscall.SYS_CLOCK_NANOSLEEP,
			clockMonotonic, timerAbstime, uintptr(unsafe.Pointer(&done)), 0, 0, 0)
		if errno != syscall.EINTR {
			break
		}
	}
	syscall.RawSyscall(syscall.SYS_PRCTL, prSetTimerslack, 0, 0)
}

func monotonic() time.Duration { return clock(clockMonotonic) }
