// Gosched: 1,000 goroutines that only yield. An op is a yield.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

const (
	reps   = 4 // the first is cold
	tasks  = 1000
	yields = 2000
)

var done int64

func task(wg *sync.WaitGroup) {
	n := 0
	for n < yields {
		runtime.Gosched()
		n++
	}
	atomic.AddInt64(&done, int64(n))
	wg.Done()
}

func round() {
	var wg sync.WaitGroup
	wg.Add(tasks)
	for i := 0; i < tasks; i++ {
		go task(&wg)
	}
	wg.Wait()
}

func main() {
	const ops = tasks * yields
	for rep := 0; rep < reps; rep++ {
		done = 0
		start := time.Now()
		round()
		ns := float64(time.Since(start))
		if done != ops {
			panic(fmt.Sprint(done, " yields of ", ops))
		}
		if rep > 0 {
			fmt.Printf("ns_per_op %.2f\n", ns/ops)
		}
	}
	fmt.Println("ops", reps*ops)
}
