// Package work says what Go has no word for: use the CPU for a given time,
// block a thread in the kernel, wait for I/O in the network poller or for the
// machine's disk.
package work

import "time"

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
