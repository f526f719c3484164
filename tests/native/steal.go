// One goroutine makes all the others, and never yields: who is to run them must
// steal them, the last of them from where the newest waits.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

func main() {
	const procs = 4
	runtime.GOMAXPROCS(procs)
	for n := int32(1); n <= 300; n += 23 {
		var ran int32
		for i := int32(0); i < n; i++ {
			go func() { atomic.AddInt32(&ran, 1) }()
		}
		for atomic.LoadInt32(&ran) < n {
		}
	}
	fmt.Println("none left")
}

// output:
// none left
