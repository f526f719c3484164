// The end of all progress is seen, however many Ps went to sleep, and in
// whatever order: after channels, timers, I/O and system calls.
package main

import (
	"fmt"
	"gmpsim/work"
	"sync"
	"time"
)

func main() {
	var wg sync.WaitGroup
	c := make(chan int)
	var mu sync.Mutex
	mu.Lock()
	for i := 0; i < 40; i++ {
		wg.Add(1)
		go func(i int) {
			switch i % 5 {
			case 0:
				time.Sleep(time.Millisecond)
			case 1:
				work.IO(time.Millisecond)
			case 2:
				work.Syscall(time.Millisecond)
			case 3:
				work.CPU(time.Millisecond)
			}
			wg.Done()
			if i%2 == 0 {
				<-c
			}
			mu.Lock()
		}(i)
	}
	wg.Wait()
	fmt.Println("waiting")
	<-c
}

// status: 2
// stderr: fatal error: all goroutines are asleep - deadlock!
// output:
// waiting
