// While: a sum by a loop with a condition only. An op is an iteration.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 5000000
	want = 12499997500000
)

func run() int {
	s, i := 0, 0
	for i < ops {
		s += i
		i++
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
