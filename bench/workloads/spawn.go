// Spawn and end: 1,000 goroutines at a time, a wait group between.
package main

import "sync"

func main() {
	for r := 0; r < 1000; r++ {
		var wg sync.WaitGroup
		wg.Add(1000)
		for i := 0; i < 1000; i++ {
			go func() { wg.Done() }()
		}
		wg.Wait()
	}
}
