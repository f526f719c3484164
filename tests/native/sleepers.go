// Two thousand timers at once, many of them equal: each fires once, none early.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	var wg sync.WaitGroup
	var early, ran int64
	for i := 0; i < 2000; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			d := time.Duration(i%7) * time.Millisecond
			start := time.Now()
			time.Sleep(d)
			if time.Since(start) < d {
				atomic.AddInt64(&early, 1)
			}
			atomic.AddInt64(&ran, 1)
		}(i)
	}
	wg.Wait()
	fmt.Println(ran, early)
}

// output:
// 2000 0
