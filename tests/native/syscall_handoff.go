// Goroutines in system calls do not keep the others from running, whatever the
// number of Ps.
package main

import (
	"fmt"
	"gmpsim/work"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	var wg sync.WaitGroup
	var calls, turns int64
	for i := 0; i < 12; i++ {
		wg.Add(2)
		go func() {
			defer wg.Done()
			for k := 0; k < 5; k++ {
				work.Syscall(time.Millisecond)
				atomic.AddInt64(&calls, 1)
			}
		}()
		go func() {
			defer wg.Done()
			for k := 0; k < 100; k++ {
				work.CPU(10 * time.Microsecond)
				atomic.AddInt64(&turns, 1)
			}
		}()
	}
	wg.Wait()
	fmt.Println(calls, turns)
}

// output:
// 60 1200
