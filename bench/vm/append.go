// Append: slices that grow to 1000 elements. An op is an element.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 1000000
	want = 1000000
)

func run() int {
	n := 0
	for i := 0; i < ops/1000; i++ {
		var v []int
		for j := 0; j < 1000; j++ {
			v = append(v, j)
		}
		n += len(v)
	}
	return n
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
