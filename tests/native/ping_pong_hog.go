// Two that wake each other share one P with two that never stop: none starves.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

func main() {
	runtime.GOMAXPROCS(1)
	var stop, hogs, rounds int64
	for i := 0; i < 2; i++ {
		go func() {
			for atomic.LoadInt64(&stop) == 0 {
				atomic.AddInt64(&hogs, 1)
			}
		}()
	}
	ping, pong := make(chan bool), make(chan bool)
	go func() {
		for range ping {
			pong <- true
		}
	}()
	go func() {
		for atomic.LoadInt64(&stop) == 0 {
			ping <- true
			<-pong
			atomic.AddInt64(&rounds, 1)
		}
		close(ping)
	}()
	time.Sleep(200 * time.Millisecond)
	atomic.StoreInt64(&stop, 1)
	fmt.Println(atomic.LoadInt64(&hogs) > 100, atomic.LoadInt64(&rounds) > 100)
}

// output:
// true true
