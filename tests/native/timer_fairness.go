// Timers fire, and I/O comes back, while goroutines that wake each other never
// let a P be idle.
package main

import (
	"fmt"
	"gmpsim/work"
	"sync/atomic"
	"time"
)

func main() {
	var stop int32
	for i := 0; i < 2; i++ {
		a, b := make(chan int), make(chan int)
		go func() {
			for v := range a {
				b <- v
			}
		}()
		go func() {
			for atomic.LoadInt32(&stop) == 0 {
				a <- 1
				<-b
			}
			close(a)
		}()
	}
	done := make(chan string)
	go func() {
		for i := 0; i < 10; i++ {
			time.Sleep(time.Millisecond)
		}
		done <- "timers"
	}()
	go func() {
		<-done
		for i := 0; i < 10; i++ {
			work.IO(time.Millisecond)
		}
		done <- "I/O"
	}()
	// The second takes "timers" from main or from the first: both may.
	s := <-done
	if s == "timers" {
		done <- s
		s = <-done
	}
	atomic.StoreInt32(&stop, 1)
	fmt.Println(s)
}

// output:
// I/O
