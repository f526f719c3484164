// Goroutines that only yield do not keep those that work from ending.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

func main() {
	var stop int32
	yields := make(chan int)
	for i := 0; i < 3; i++ {
		go func() {
			n := 0
			for atomic.LoadInt32(&stop) == 0 {
				runtime.Gosched()
				n++
			}
			yields <- n
		}()
	}
	worker := make(chan int)
	go func() {
		sum := 0
		for i := 0; i < 1000; i++ {
			sum += i
			runtime.Gosched()
		}
		worker <- sum
	}()
	fmt.Println(<-worker)
	atomic.StoreInt32(&stop, 1)
	for i := 0; i < 3; i++ {
		<-yields
	}
	fmt.Println("all stopped")
}

// output:
// 499500
// all stopped
