// Collatz: the longest way to 1 from below 30000. An op is a step.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 2864133
	want = 2864440
)

func run() int {
	steps, longest := 0, 0
	for i := 1; i < 30000; i++ {
		n, k := i, 0
		for n != 1 {
			if n%2 == 0 {
				n /= 2
			} else {
				n = 3*n + 1
			}
			k++
		}
		steps += k
		if k > longest {
			longest = k
		}
	}
	return steps + longest
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
