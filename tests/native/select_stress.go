// Four channels with 1e5 values each, half of them sent alone, half in selects
// of four whose cases become nil one by one; received in the same way.
package main

import (
	"fmt"
	"sync"
)

const n = 100000

func main() {
	c := []chan int{make(chan int), make(chan int), make(chan int, 2),
		make(chan int, 3)}
	var wg sync.WaitGroup
	sums := make([]int, 9)
	task := func(f func()) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			f()
		}()
	}
	for i := 0; i < 4; i++ {
		i := i
		task(func() {
			for k := 0; k < n/2; k++ {
				c[i] <- k
			}
		})
		task(func() {
			sum := 0
			for k := 0; k < n/2; k++ {
				sum += <-c[i]
			}
			sums[i] = sum
		})
	}
	task(func() {
		c0, c1, c2, c3 := c[0], c[1], c[2], c[3]
		k := make([]int, 4)
		for i := 0; i < 4*(n/2); i++ {
			select {
			case c3 <- k[3]:
				if k[3]++; k[3] == n/2 {
					c3 = nil
				}
			case c2 <- k[2]:
				if k[2]++; k[2] == n/2 {
					c2 = nil
				}
			case c0 <- k[0]:
				if k[0]++; k[0] == n/2 {
					c0 = nil
				}
			case c1 <- k[1]:
				if k[1]++; k[1] == n/2 {
					c1 = nil
				}
			}
		}
	})
	task(func() {
		c0, c1, c2, c3 := c[0], c[1], c[2], c[3]
		k := make([]int, 4)
		sum := 0
		for i := 0; i < 4*(n/2); i++ {
			select {
			case v := <-c0:
				sum += v
				if k[0]++; k[0] == n/2 {
					c0 = nil
				}
			case v := <-c1:
				sum += v
				if k[1]++; k[1] == n/2 {
					c1 = nil
				}
			case v := <-c2:
				sum += v
				if k[2]++; k[2] == n/2 {
					c2 = nil
				}
			case v := <-c3:
				sum += v
				if k[3]++; k[3] == n/2 {
					c3 = nil
				}
			}
		}
		sums[8] = sum
	})
	wg.Wait()
	total := 0
	for _, s := range sums {
		total += s
	}
	fmt.Println(total == 8*(n/2*(n/2-1)/2), len(c[2])+len(c[3]))
}

// output:
// true 0
