// Five wait for a condition.
package main

import (
	"runtime"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	for i := 0; i < 5; i++ {
		wg.Add(1)
		go func() {
			mu.Lock()
			cond.Wait()
			print(i, " ")
			mu.Unlock()
			wg.Done()
		}()
	}
	runtime.Gosched()
	cond.Broadcast()
	wg.Wait()
}

// go1.0-1.4: 0 1 2 3 4
// go1.5-: 3 4 0 1 2
