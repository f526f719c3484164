// Four goroutines read a file of 3 MB each from the disk and compute on it. The
// disk serves one at a time, so that their reads take turns however many Ps
// there are; while one thread waits for the disk in the kernel, its P runs the
// next goroutine.
package main

import (
	"fmt"
	"sync"
	"time"

	"gmpsim/work"
)

func main() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	sum := 0
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func(id int) {
			defer wg.Done()
			work.Read(3_000_000)
			work.CPU(500 * time.Microsecond)
			mu.Lock()
			sum += id
			mu.Unlock()
		}(i)
	}
	wg.Wait()
	work.Write(100_000)
	fmt.Println("sum", sum)
}
