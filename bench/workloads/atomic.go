// One counter, four goroutines: what an access to contended memory costs us.
package main

import (
	"sync"
	"sync/atomic"
)

func main() {
	var n int64
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := 0; k < 1000000; k++ {
				atomic.AddInt64(&n, 1)
			}
		}()
	}
	wg.Wait()
}
