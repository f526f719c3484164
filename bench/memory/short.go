// Short goroutines, a thousand at a time: each finds the memory of one before.
package main

import "sync"

const n = 100000000

func main() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	sum := 0
	for i := 0; i < n; i += 1000 {
		wg.Add(1000)
		for k := 0; k < 1000; k++ {
			go func(k int) {
				defer wg.Done()
				mu.Lock()
				sum += k
				mu.Unlock()
			}(k)
		}
		wg.Wait()
	}
	if sum != n/1000*499500 {
		panic(sum)
	}
}
