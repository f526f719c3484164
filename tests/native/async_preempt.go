// Loops without any call, empty and deeply nested, give up their P; and the
// program ends while they run.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

var sink int

func nested(n int) int {
	x := 0
	for {
		for i := 0; i < n; i++ {
			for j := 0; j < n; j++ {
				x += i ^ j
			}
		}
	}
}

func main() {
	var here int32
	for i := 0; i < 3; i++ {
		go func() {
			atomic.AddInt32(&here, 1)
			for {
			}
		}()
		go func() {
			atomic.AddInt32(&here, 1)
			sink = nested(1000)
		}()
	}
	for atomic.LoadInt32(&here) < 6 {
		runtime.Gosched()
	}
	time.Sleep(time.Millisecond)
	fmt.Println("main is back")
}

// output:
// main is back
