// Strings: the bytes of a string one by one. An op is a byte.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 327680
	want = 14843904
)

func run() int {
	all := "abcdefghij"
	for len(all) < ops {
		all += all
	}
	sum := 0
	for i := 0; i < len(all); i++ {
		sum = (sum*31 + int(all[i])) & 0xffffff
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
