// Five wait for a channel that main closes.
package main

import (
	"runtime"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	c := make(chan int)
	for i := 0; i < 5; i++ {
		wg.Add(1)
		go func() {
			<-c
			print(i, " ")
			wg.Done()
		}()
	}
	runtime.Gosched()
	close(c)
	wg.Wait()
}

// go1.0-1.4: 0 1 2 3 4
// go1.5-1.6: 3 4 0 1 2
// go1.7-: 4 3 2 1 0
