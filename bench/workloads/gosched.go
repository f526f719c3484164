// Switch by the global queue: 1,000 goroutines that yield.
package main

import (
	"runtime"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	for i := 0; i < 1000; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := 0; k < 1000; k++ {
				runtime.Gosched()
			}
		}()
	}
	wg.Wait()
}
