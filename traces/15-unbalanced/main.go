// One goroutine spawns all the work, so that it all lands in one P's run queue.
// The other Ps are idle, look around and steal half of what they find.
package main

import (
	"fmt"
	"sync"
	"time"

	"gmpsim/work"
)

func main() {
	var wg sync.WaitGroup
	for i := 0; i < 24; i++ {
		wg.Add(1)
		go func(id int) {
			defer wg.Done()
			work.CPU(time.Duration(1+id%3) * time.Millisecond)
		}(i)
	}
	wg.Wait()
	fmt.Println("all done")
}
