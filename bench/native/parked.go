// Parked: 100,000 goroutines start, wait for a channel at the same time, and
// are released by its close. An op is a goroutine.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 100000
)

var ran int64

func task(gate chan int, ready, wg *sync.WaitGroup) {
	ready.Done()
	<-gate
	atomic.AddInt64(&ran, 1)
	wg.Done()
}

func round() {
	var ready, wg sync.WaitGroup
	gate := make(chan int)
	ready.Add(ops)
	wg.Add(ops)
	for i := 0; i < ops; i++ {
		go task(gate, &ready, &wg)
	}
	ready.Wait()
	if n := runtime.NumGoroutine(); n != ops+1 {
		panic(fmt.Sprint(n, " goroutines"))
	}
	close(gate)
	wg.Wait()
}

func main() {
	for rep := 0; rep < reps; rep++ {
		ran = 0
		start := time.Now()
		round()
		ns := float64(time.Since(start))
		if ran != ops {
			panic(fmt.Sprint("ran ", ran, " of ", ops))
		}
		if rep > 0 {
			fmt.Printf("ns_per_op %.2f\n", ns/ops)
		}
	}
	fmt.Println("ops", reps*ops)
}
