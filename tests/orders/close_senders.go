// Close wakes senders, which panic, and receivers of a select.
package main

import (
	"runtime"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	c := make(chan int)
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() {
				recover()
				print(i, " ")
			}()
			c <- i
		}()
	}
	runtime.Gosched()
	close(c)
	wg.Wait()
}

// go1.0-1.4: 0 1 2 3
// go1.5-1.6: 2 3 0 1
// go1.7-: 3 2 1 0
