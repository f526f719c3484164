// Three that print and yield, in turn.
package main

import (
	"runtime"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go func() {
			for k := 0; k < 4; k++ {
				print(i, " ")
				runtime.Gosched()
			}
			wg.Done()
		}()
	}
	wg.Wait()
}

// go1.0-1.4: 0 1 2 0 1 2 0 1 2 0 1 2
// go1.5-: 2 0 1 2 0 1 2 0 1 2 0 1
// global: 0 1 2 0 1 2 0 1 2 0 1 2
// norunnext: 0 1 2 0 1 2 0 1 2 0 1 2
// fifo: 0 1 2 0 1 2 0 1 2 0 1 2
// lifo: 2 1 0 2 0 1 2 1 0 2 0 1
