// Four goroutines wait for each other in loops that never yield. They end only
// when several Ps run them, or each is preempted.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

const (
	procs  = 4
	rounds = 3
	turns  = 10
)

func main() {
	before := runtime.GOMAXPROCS(procs)
	for round := 0; round < rounds; round++ {
		done := make(chan bool)
		var turn uint32
		for id := uint32(0); id < procs; id++ {
			go func(id uint32) {
				for i := uint32(0); i < turns; i++ {
					for atomic.LoadUint32(&turn) != i*procs+id {
					}
					atomic.AddUint32(&turn, 1)
				}
				done <- true
			}(id)
		}
		for i := 0; i < procs; i++ {
			<-done
		}
		if turn != procs*turns {
			fmt.Println("turn", turn)
		}
	}
	runtime.GOMAXPROCS(before)
	fmt.Println("ended")
}

// output:
// ended
