// Skynet: a tree of goroutines, ten children each, with 1,000,000 leaves that
// send their numbers up, where they are added. An op is a goroutine.
package main

import (
	"fmt"
	"time"
)

const (
	reps   = 3 // the first is cold
	leaves = 1000000
	ops    = 1111111
)

func node(up chan int, num, size int) {
	if size == 1 {
		up <- num
		return
	}
	size /= 10
	c := make(chan int)
	for i := 0; i < 10; i++ {
		go node(c, num+i*size, size)
	}
	sum := 0
	for i := 0; i < 10; i++ {
		sum += <-c
	}
	up <- sum
}

func main() {
	for rep := 0; rep < reps; rep++ {
		start := time.Now()
		c := make(chan int)
		go node(c, 0, leaves)
		sum := <-c
		ns := float64(time.Since(start))
		if sum != leaves*(leaves-1)/2 {
			panic(fmt.Sprint("sum ", sum))
		}
		if rep > 0 {
			fmt.Printf("ns_per_op %.2f\n", ns/ops)
		}
	}
	fmt.Println("ops", reps*ops)
}
