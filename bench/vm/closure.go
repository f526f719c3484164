// Closure: calls of a function that changes a captured variable. An op is a call.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 2000000
	want = 6000003000000
)

func counter(step int) func() int {
	n := 0
	return func() int {
		n += step
		return n
	}
}

func run() int {
	next, s := counter(3), 0
	for i := 0; i < ops; i++ {
		s += next()
	}
	return s
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
