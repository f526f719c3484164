// Twenty-three consumers share a queue; what each item was is seen once.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	const consumers, items = 23, 20000
	primes := []int{2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31}
	queue := make(chan int, consumers*3)
	results := make(chan int, consumers*3)
	var wg sync.WaitGroup
	for i := 0; i < consumers; i++ {
		wg.Add(1)
		go func(w int) {
			defer wg.Done()
			for v := range queue {
				if primes[w%len(primes)] == v {
					runtime.Gosched()
				}
				results <- v
			}
		}(i)
	}
	want := 0
	for i := 0; i < items; i++ {
		want += primes[i%len(primes)]
	}
	go func() {
		for i := 0; i < items; i++ {
			queue <- primes[i%len(primes)]
		}
		close(queue)
		wg.Wait()
		close(results)
	}()
	n, sum := 0, 0
	for v := range results {
		n++
		sum += v
	}
	fmt.Println(n, sum == want)
}

// output:
// 20000 true
