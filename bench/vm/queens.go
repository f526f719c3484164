// Queens: eight of them on a board, by recursion, 20 times. An op is a square tried.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 314400
	want = 1840
)

const n = 8

var (
	solutions     int
	col, up, down []bool
)

func place(r int) {
	if r == n {
		solutions++
		return
	}
	for c := 0; c < n; c++ {
		if !col[c] && !up[r+c] && !down[r-c+n] {
			col[c], up[r+c], down[r-c+n] = true, true, true
			place(r + 1)
			col[c], up[r+c], down[r-c+n] = false, false, false
		}
	}
}

func run() int {
	solutions = 0
	col, up, down = make([]bool, n), make([]bool, 2*n), make([]bool, 2*n)
	for i := 0; i < 20; i++ {
		place(0)
	}
	return solutions
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
