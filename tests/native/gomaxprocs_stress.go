// The number of Ps changes while goroutines compute, talk, sleep and are in
// system calls: several ask for it at once, and nothing is lost.
package main

import (
	"fmt"
	"gmpsim/work"
	"runtime"
	"sync"
	"time"
)

func main() {
	var wg sync.WaitGroup
	c := make(chan int)
	results := make(chan int, 4)
	task := func(f func(i int)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := 0; i < 30; i++ {
				f(i)
			}
		}()
	}
	for k := 0; k < 2; k++ {
		task(func(i int) { runtime.GOMAXPROCS(1 + i%5) })
		task(func(i int) { c <- i })
		task(func(i int) { time.Sleep(50 * time.Microsecond) })
		task(func(i int) { work.Syscall(50 * time.Microsecond) })
		task(func(i int) { work.IO(50 * time.Microsecond) })
		task(func(i int) { work.CPU(50 * time.Microsecond) })
		task(func(i int) { runtime.Gosched() })
	}
	go func() {
		sum := 0
		for v := range c {
			sum += v
		}
		results <- sum
	}()
	wg.Wait()
	close(c)
	fmt.Println(<-results)
}

// output:
// 870
