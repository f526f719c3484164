// Iface: calls of methods of two types through an interface. An op is a call.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 2000000
	want = 39000000
)

type shape interface {
	area() int
}

type square struct {
	side int
}

type rectangle struct {
	w, h int
}

func (s *square) area() int    { return s.side * s.side }
func (r *rectangle) area() int { return r.w * r.h }

func run() int {
	shapes := make([]shape, 8)
	for i := range shapes {
		if i%2 == 0 {
			shapes[i] = &square{i}
		} else {
			shapes[i] = &rectangle{i, i + 1}
		}
	}
	s := 0
	for i := 0; i < ops; i++ {
		s += shapes[i&7].area()
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
