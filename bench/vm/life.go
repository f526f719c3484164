// Life: Conway's game in slices of slices. An op is a cell.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 960400
	want = 100
)

const n = 100

func grid() [][]int {
	g := make([][]int, n)
	for i := range g {
		g[i] = make([]int, n)
		for j := range g[i] {
			g[i][j] = (i * j) & 1
		}
	}
	return g
}

func run() int {
	g, h := grid(), grid()
	for t := 0; t < 100; t++ {
		for i := 1; i < n-1; i++ {
			for j := 1; j < n-1; j++ {
				s := g[i-1][j-1] + g[i-1][j] + g[i-1][j+1] +
					g[i][j-1] + g[i][j+1] +
					g[i+1][j-1] + g[i+1][j] + g[i+1][j+1]
				if s == 3 || (s == 2 && g[i][j] == 1) {
					h[i][j] = 1
				} else {
					h[i][j] = 0
				}
			}
		}
		g, h = h, g
	}
	s := 0
	for i := range g {
		for _, x := range g[i] {
			s += x
		}
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
