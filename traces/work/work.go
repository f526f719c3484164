// Package work says in Go what Go has no word for: use the CPU for a given
// time, block a thread in the kernel, wait for I/O in the network poller or for
// the machine's disk.
//
// gmpsim has these functions built in; this is their twin for the real Go
// toolchain, so that the same workload file runs in both.
package work

import "time"

// CPU uses d of CPU time on the running core. It can be preempted.
func CPU(d time.Duration) {
	cpu(d)
}

// Syscall blocks the calling thread in the kernel for d. The P can be retaken.
func Syscall(d time.Duration) {
	syscallSleep(d)
}

// IO waits d in the network poller: the P is released at once.
func IO(d time.Duration) {
	if d <= 0 {
		return
	}
	waitIO(d)
}

// Read reads so many bytes from the machine's disk, which serves one request at
// a time: the thread blocks in the kernel until it is done. The P can be
// retaken.
func Read(bytes int) {
	transfer(bytes, &disk.read)
}

// Write writes so many bytes to the machine's disk, likewise.
func Write(bytes int) {
	transfer(bytes, &disk.write)
}

// Get connects to the host, asks for that many bytes, reads them all in the
// network poller and hangs up. It panics when it gets no connection.
func Get(host string, bytes int) {
	get(host, bytes)
}
