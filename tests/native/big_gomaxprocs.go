// 1024 Ps, more than there are goroutines, or CPUs; then one again.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

func main() {
	var n int64
	for _, procs := range []int{1024, 1, 300, 2} {
		runtime.GOMAXPROCS(procs)
		fmt.Println(runtime.GOMAXPROCS(0))
		var wg sync.WaitGroup
		for i := 0; i < 100; i++ {
			wg.Add(1)
			go func() {
				atomic.AddInt64(&n, 1)
				wg.Done()
			}()
		}
		wg.Wait()
	}
	fmt.Println(n)
}

// output:
// 1024
// 1
// 300
// 2
// 400
