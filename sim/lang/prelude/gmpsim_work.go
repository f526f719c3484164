// Package work says what Go has no word for: use the CPU for a given time,
// block a thread in the kernel, wait for I/O in the network poller.
package work

import "time"

// CPU uses d of CPU time on the running core. It can be preempted.
func CPU(d time.Duration)

// Syscall blocks the calling thread in the kernel for d. The P can be retaken.
func Syscall(d time.Duration)

// IO waits d in the network poller: the P is released at once.
func IO(d time.Duration)
