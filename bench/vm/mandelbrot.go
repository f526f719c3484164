// Mandelbrot: float64 in local variables. An op is a step of z*z + c.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 988985
	want = 988985
)

const n = 150

func run() int {
	steps := 0
	for y := 0; y < n; y++ {
		ci := 2.0*float64(y)/n - 1.0
		for x := 0; x < n; x++ {
			cr := 2.0*float64(x)/n - 1.5
			zr, zi := 0.0, 0.0
			for i := 0; i < 100; i++ {
				r, m := zr*zr, zi*zi
				if r+m > 4.0 {
					break
				}
				zi = 2.0*zr*zi + ci
				zr = r - m + cr
				steps++
			}
		}
	}
	return steps
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
