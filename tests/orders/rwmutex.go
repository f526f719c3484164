// Five readers wait for a writer.
package main

import (
	"runtime"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	var mu sync.RWMutex
	mu.Lock()
	for i := 0; i < 5; i++ {
		wg.Add(1)
		go func() {
			mu.RLock()
			print(i, " ")
			mu.RUnlock()
			wg.Done()
		}()
	}
	runtime.Gosched()
	mu.Unlock()
	wg.Wait()
}

// go1.0-1.4: 0 1 2 3 4
// go1.5-: 3 4 0 1 2
