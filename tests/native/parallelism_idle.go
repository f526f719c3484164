// Ps that fell asleep in between must be woken for new goroutines: with timers,
// with I/O and with nothing to wait for, and while others keep a P busy.
package main

import (
	"fmt"
	"gmpsim/work"
	"runtime"
	"sync/atomic"
	"time"
)

const procs = 4

func meet(n int32, done chan<- bool) {
	var here int32
	for i := int32(0); i < n; i++ {
		go func() {
			atomic.AddInt32(&here, 1)
			for atomic.LoadInt32(&here) < n {
			}
			done <- true
		}()
	}
}

func main() {
	done := make(chan bool)
	runtime.GOMAXPROCS(procs)
	for round := 0; round < 10; round++ {
		for how := 0; how < 3; how++ {
			switch how {
			case 0:
				time.Sleep(time.Millisecond)
			case 1:
				work.IO(time.Millisecond)
			case 2:
				go func() { done <- true }()
				<-done
			}
			// Main spins with them: procs-1 others.
			meet(procs-1, done)
			for i := 0; i < procs-1; i++ {
				<-done
			}
		}
	}
	fmt.Println("all met")
}

// output:
// all met
