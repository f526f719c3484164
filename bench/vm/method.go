// Method: calls of a method through a pointer. An op is a call.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 2000000
	want = 2000001000000
)

type account struct {
	balance int
}

func (a *account) add(n int) int {
	a.balance += n
	return a.balance
}

func run() int {
	a, s := &account{}, 0
	for i := 0; i < ops; i++ {
		s += a.add(1)
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
