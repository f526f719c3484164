// Twenty pairs pass a value to and fro, ten thousand times each.
package main

import (
	"fmt"
	"sync"
)

func main() {
	const pairs, rounds = 20, 10000
	var wg sync.WaitGroup
	sums := make([]int, pairs)
	for i := 0; i < pairs; i++ {
		a, b := make(chan int), make(chan int)
		wg.Add(2)
		go func() {
			defer wg.Done()
			for v := range a {
				b <- v + 1
			}
		}()
		go func(i int) {
			defer wg.Done()
			v := 0
			for k := 0; k < rounds; k++ {
				a <- v
				v = <-b
			}
			close(a)
			sums[i] = v
		}(i)
	}
	wg.Wait()
	total := 0
	for _, s := range sums {
		total += s
	}
	fmt.Println(total)
}

// output:
// 200000
