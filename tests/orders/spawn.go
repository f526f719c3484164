// Goroutines that are started and then waited for.
package main

import "sync"

func main() {
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func() {
			print(i, " ")
			wg.Done()
		}()
	}
	wg.Wait()
}

// go1.0-1.4: 0 1 2 3
// go1.5-: 3 0 1 2
// global: 0 1 2 3
// norunnext: 0 1 2 3
// fifo: 0 1 2 3
// lifo: 3 2 1 0
