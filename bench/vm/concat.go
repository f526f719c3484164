// Concat: strings that grow by eight bytes at a time. An op is a concatenation.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 400000
	want = 3200000
)

func run() int {
	sum := 0
	for i := 0; i < ops/20; i++ {
		s := ""
		for j := 0; j < 20; j++ {
			s += "abcdefgh"
		}
		sum += len(s)
	}
	return sum
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
