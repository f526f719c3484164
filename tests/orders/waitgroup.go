// Five wait for a wait group.
package main

import (
	"runtime"
	"sync"
)

func main() {
	var wg, all sync.WaitGroup
	all.Add(1)
	for i := 0; i < 5; i++ {
		wg.Add(1)
		go func() {
			all.Wait()
			print(i, " ")
			wg.Done()
		}()
	}
	runtime.Gosched()
	all.Done()
	wg.Wait()
}

// go1.0-1.4: 0 1 2 3 4
// go1.5-: 3 4 0 1 2
