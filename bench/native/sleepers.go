// Sleepers: 100,000 goroutines sleep once, for 1 to 10 ms. An op is a sleep;
// all of them at once need 10 ms, which is 100 ns each.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 100000
)

var slept int64

func task(wg *sync.WaitGroup, d time.Duration) {
	time.Sleep(d)
	atomic.AddInt64(&slept, int64(d))
	wg.Done()
}

// round returns how long all have to sleep together.
func round() int64 {
	var wg sync.WaitGroup
	var sum int64
	wg.Add(ops)
	for i := 0; i < ops; i++ {
		d := time.Millisecond + time.Duration(i*7919%9001)*time.Microsecond
		sum += int64(d)
		go task(&wg, d)
	}
	wg.Wait()
	return sum
}

func main() {
	for rep := 0; rep < reps; rep++ {
		slept = 0
		start := time.Now()
		sum := round()
		d := time.Since(start)
		if slept != sum || d < 10*time.Millisecond {
			panic(fmt.Sprint("slept ", slept, " of ", sum, " ns in ", d))
		}
		if rep > 0 {
			fmt.Printf("ns_per_op %.2f\n", float64(d)/ops)
		}
	}
	fmt.Println("ops", reps*ops)
}
