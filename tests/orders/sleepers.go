// Four sleepers are all due when main, which was busy, waits.
package main

import (
	"runtime"
	"sync"
	"time"
)

func main() {
	var wg sync.WaitGroup
	for i := 1; i <= 4; i++ {
		wg.Add(1)
		go func() {
			time.Sleep(time.Duration(i) * time.Millisecond)
			print(i, " ")
			wg.Done()
		}()
	}
	runtime.Gosched()
	for begin := time.Now(); time.Since(begin) < 7*time.Millisecond; {
	}
	wg.Wait()
}

// go1.0-1.4: 1 2 3 4
// go1.5-: 4 1 2 3
