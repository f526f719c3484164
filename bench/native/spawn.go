// Spawn: goroutines that end at once, in batches of 1,000 that a WaitGroup
// waits for. An op is a goroutine.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

const (
	reps    = 4 // the first is cold
	batches = 500
	batch   = 1000
)

var ran int64

func task(wg *sync.WaitGroup) {
	atomic.AddInt64(&ran, 1)
	wg.Done()
}

func round() {
	var wg sync.WaitGroup
	for b := 0; b < batches; b++ {
		wg.Add(batch)
		for i := 0; i < batch; i++ {
			go task(&wg)
		}
		wg.Wait()
	}
}

func main() {
	const ops = batches * batch
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
