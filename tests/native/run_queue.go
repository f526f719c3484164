// No goroutine is lost or run twice: bursts of every size around that of the
// local queue, made by one P, by several and by the new ones themselves.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

var ran = make([]int32, 1025)

func burst(n int) {
	var wg sync.WaitGroup
	wg.Add(n)
	for i := 0; i < n; i++ {
		go func(i int) {
			atomic.AddInt32(&ran[i], 1)
			wg.Done()
		}(i)
	}
	wg.Wait()
	for i := 0; i < n; i++ {
		if ran[i] != 1 {
			fmt.Println(n, "goroutines:", i, "ran", ran[i], "times")
		}
		ran[i] = 0
	}
}

func tree(depth int, leaves *int64, wg *sync.WaitGroup) {
	if depth == 0 {
		atomic.AddInt64(leaves, 1)
	} else {
		wg.Add(2)
		go tree(depth-1, leaves, wg)
		go tree(depth-1, leaves, wg)
	}
	wg.Done()
}

func main() {
	for _, n := range []int{0, 1, 2, 3, 127, 128, 129, 255, 256, 257, 258, 259,
		511, 512, 513, 514, 1023, 1024, 1025} {
		burst(n)
	}
	var wg sync.WaitGroup
	var leaves int64
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go tree(9, &leaves, &wg)
	}
	wg.Wait()
	fmt.Println(leaves)
}

// output:
// 2048
