// Fields: a ring of structs, a field of each is read and written. An op is a step.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 2000000
	want = 20100000000
)

type node struct {
	id, visits int
	next       *node
}

func run() int {
	first := &node{}
	last := first
	for i := 1; i < 100; i++ {
		last.next = &node{id: i}
		last = last.next
	}
	last.next = first
	s, at := 0, first
	for i := 0; i < ops; i++ {
		at.visits++
		s += at.id + at.visits
		at = at.next
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
