// Fib: recursive calls. An op is a call of fib(27).
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 635621
	want = 196418
)

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func run() int {
	return fib(27)
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
