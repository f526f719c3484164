// The number of Ps changes while the program runs: the world stops, Ps appear
// or go, and run queues of those that go move to the global queue.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"

	"gmpsim/work"
)

func burst() {
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			work.CPU(3 * time.Millisecond)
		}()
	}
	wg.Wait()
}

func main() {
	for _, n := range []int{1, 4, 2} {
		old := runtime.GOMAXPROCS(n)
		fmt.Println("from", old, "to", runtime.GOMAXPROCS(0))
		burst()
	}
}
