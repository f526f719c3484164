// Globals: package variables. An op is an iteration.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 3000000
	want = 98301315616
)

var count, state int

func run() int {
	count, state = 0, 1
	for i := 0; i < ops; i++ {
		state = (state*5 + 1) & 0xffff
		count += state
	}
	return count
}

func main() {
	for rep := 0; rep < reps; rep++ {
		start := time.Now()
		v := run()
		ns := float64(time.Since(start))
		if v != want {
			panic(fmt.Sprint("got ", v))
		}
		if rep > 0 {
			fmt.Printf("ns_per_op %.3f\n", ns/ops)
		}
	}
}
