// Two goroutines that never give up the P by themselves. sysmon sees that one
// has run for its time slice of 10 ms and preempts it, so that they share.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

func main() {
	runtime.GOMAXPROCS(1)
	var wg sync.WaitGroup
	var stop int32
	wg.Add(2)
	go func() {
		defer wg.Done()
		for atomic.LoadInt32(&stop) == 0 {
		}
		fmt.Println("the spinning goroutine saw it")
	}()
	go func() {
		defer wg.Done()
		sum := 0
		for i := 0; i < 30000000; i++ {
			sum += i
		}
		atomic.StoreInt32(&stop, 1)
		fmt.Println("sum", sum)
	}()
	wg.Wait()
}
