// Memory of 1,000,000 parked goroutines. When all of them wait for a channel,
// the program says so and sleeps while its resident memory is read from outside.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

const ops = 1000000

func task(gate chan int, ready, wg *sync.WaitGroup) {
	ready.Done()
	<-gate
	wg.Done()
}

func main() {
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
	fmt.Println("parked", ops)
	time.Sleep(200 * time.Millisecond)
	close(gate)
	wg.Wait()
}
