// Ring: a token goes around 10,000 goroutines, over unbuffered channels. An op
// is a hop.
package main

import (
	"fmt"
	"time"
)

const (
	reps  = 4 // the first is cold
	tasks = 10000
	ops   = 25 * tasks
)

// pass counts the token down; who gets the last one says which it is.
func pass(id int, in, out, last chan int) {
	for v := range in {
		if v == 0 {
			last <- id
		} else {
			out <- v - 1
		}
	}
}

func main() {
	last := make(chan int)
	first := make(chan int)
	in := first
	for id := 0; id < tasks; id++ {
		out := first
		if id < tasks-1 {
			out = make(chan int)
		}
		go pass(id, in, out, last)
		in = out
	}
	for rep := 0; rep < reps; rep++ {
		start := time.Now()
		first <- ops - 1
		id := <-last
		ns := float64(time.Since(start))
		if id != (ops-1)%tasks {
			panic(fmt.Sprint("ends at ", id))
		}
		if rep > 0 {
			fmt.Printf("ns_per_op %.2f\n", ns/ops)
		}
	}
	fmt.Println("ops", reps*ops)
}
