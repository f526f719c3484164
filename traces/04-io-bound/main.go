// Four goroutines that wait for the network poller, then compute a little. A
// waiting goroutine has no P and no thread, so that one P serves all of them:
// concurrency without parallelism.
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
			work.IO(time.Duration(10+5*id) * time.Millisecond)
			work.CPU(time.Millisecond)
			fmt.Println("answer", id)
		}(i)
	}
	wg.Wait()
}
