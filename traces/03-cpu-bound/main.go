// Four goroutines that only compute, for 50 ms each: GOMAXPROCS decides how
// many of them run at once, the machine's cores how many really do.
package main

import (
	"fmt"
	"sync"
	"time"

	"gmpsim/work"
)

func main() {
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func(id int) {
			defer wg.Done()
			work.CPU(50 * time.Millisecond)
			fmt.Println("goroutine", id, "computed")
		}(i)
	}
	wg.Wait()
}
