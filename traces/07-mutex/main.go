// Four goroutines take turns at one mutex: what they do while they hold it is
// done by one at a time, however many Ps there are.
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
	total := 0
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := 0; j < 3; j++ {
				mu.Lock()
				work.CPU(500 * time.Microsecond)
				total++
				mu.Unlock()
				work.CPU(500 * time.Microsecond)
			}
		}()
	}
	wg.Wait()
	fmt.Println("total", total)
}
