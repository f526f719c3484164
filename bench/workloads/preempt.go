// Time slices: 64 goroutines that use the CPU, preempted by sysmon.
package main

import (
	"gmpsim/work"
	"sync"
	"time"
)

func main() {
	var wg sync.WaitGroup
	for i := 0; i < 64; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := 0; k < 100; k++ {
				work.CPU(20 * time.Millisecond)
			}
		}()
	}
	wg.Wait()
}
