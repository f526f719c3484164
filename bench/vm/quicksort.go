// Quicksort: a slice of pseudo-random int. An op is an element.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 100000
	want = 4489208
)

func sort(v []int, lo, hi int) {
	for lo < hi {
		p, i, j := v[(lo+hi)/2], lo, hi
		for i <= j {
			for v[i] < p {
				i++
			}
			for p < v[j] {
				j--
			}
			if i <= j {
				v[i], v[j] = v[j], v[i]
				i++
				j--
			}
		}
		sort(v, lo, j)
		lo = i
	}
}

func run() int {
	v, x := make([]int, ops), 42
	for i := range v {
		x = (x*1103515245 + 12345) & 0x7fffffff
		v[i] = x
	}
	sort(v, 0, ops-1)
	s := 0
	for i := 1; i < ops; i++ {
		if v[i-1] > v[i] {
			return -1
		}
		s = (s*31 + v[i]) & 0xffffff
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
