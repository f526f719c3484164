// Mutex1: one goroutine locks and unlocks a mutex that nobody else wants. An op
// is a critical section.
package main

import (
	"fmt"
	"sync"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 10000000
)

var (
	mu    sync.Mutex
	count int
)

func round() {
	for i := 0; i < ops; i++ {
		mu.Lock()
		count++
		mu.Unlock()
	}
}

func main() {
	for rep := 0; rep < reps; rep++ {
		count = 0
		start := time.Now()
		round()
		ns := float64(time.Since(start))
		if count != ops {
			panic(fmt.Sprint("counted ", count, " of ", ops))
		}
		if rep > 0 {
			fmt.Printf("ns_per_op %.2f\n", ns/ops)
		}
	}
	fmt.Println("ops", reps*ops)
}
