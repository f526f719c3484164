// Mutex4: four goroutines lock and unlock one mutex to count. An op is a
// critical section.
package main

import (
	"fmt"
	"sync"
	"time"
)

const (
	reps  = 4 // the first is cold
	tasks = 4
	each  = 1500000
)

var (
	mu    sync.Mutex
	count int
)

func task(wg *sync.WaitGroup) {
	for i := 0; i < each; i++ {
		mu.Lock()
		count++
		mu.Unlock()
	}
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
	const ops = tasks * each
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
