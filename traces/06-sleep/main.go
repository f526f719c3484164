// Sleep sort: each goroutine sleeps as long as its number says. Timers wake
// them in the order of their deadlines.
package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	var wg sync.WaitGroup
	for _, n := range []int{30, 10, 40, 20} {
		wg.Add(1)
		go func(n int) {
			defer wg.Done()
			time.Sleep(time.Duration(n) * time.Millisecond)
			fmt.Println(n)
		}(n)
	}
	wg.Wait()
}
