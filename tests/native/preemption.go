// Each of two goroutines waits for the other in a loop without calls, N times:
// on one P nothing but preemption lets the other run.
package main

import (
	"fmt"
	"sync/atomic"
)

func main() {
	const n = 5
	done := make(chan bool)
	var turn int32
	for id := int32(0); id < 2; id++ {
		go func(id int32) {
			for i := int32(0); i < n; i++ {
				for atomic.LoadInt32(&turn) != 2*i+id {
				}
				atomic.AddInt32(&turn, 1)
			}
			done <- true
		}(id)
	}
	<-done
	<-done
	fmt.Println(turn)
}

// output:
// 10
