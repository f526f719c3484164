// Buffered: one goroutine sends, one receives, 128 fit into the channel. An op
// is an item.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 3000000
)

func produce(c chan int) {
	for i := 0; i < ops; i++ {
		c <- i
	}
	close(c)
}

func round() int {
	c := make(chan int, 128)
	go produce(c)
	sum := 0
	for v := range c {
		sum += v
	}
	return sum
}

func main() {
	for rep := 0; rep < reps; rep++ {
		start := time.Now()
		sum := round()
		ns := float64(time.Since(start))
		if sum != ops*(ops-1)/2 {
			panic(fmt.Sprint("sum ", sum))
		}
		if rep > 0 {
			fmt.Printf("ns_per_op %.2f\n", ns/ops)
		}
	}
	fmt.Println("ops", reps*ops)
}
