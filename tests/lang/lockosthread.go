// A locked goroutine runs only on its thread; whoever finds it gives its P away.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

var begun = make(chan int)

func init() {
	go func() { begun <- 7 }()
	fmt.Println("init", <-begun)
}

func pingpong(n int) (sum int) {
	c, d := make(chan int), make(chan int)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		for x := range c {
			d <- x * 2
		}
		close(d)
	}()
	for i := 0; i < n; i++ {
		c <- i
		sum += <-d
	}
	close(c)
	<-d
	return sum
}

// Threads end with goroutines that are still locked to them.
func endings(n int) {
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			runtime.LockOSThread()
			runtime.LockOSThread()
			runtime.UnlockOSThread()
			runtime.Gosched()
		}()
	}
	wg.Wait()
}

func main() {
	runtime.UnlockOSThread() // of nothing
	fmt.Println(pingpong(100))
	endings(50)
	runtime.LockOSThread()
	fmt.Println(pingpong(100))
	runtime.Gosched()
	old := runtime.GOMAXPROCS(3)
	runtime.GOMAXPROCS(old)
	runtime.UnlockOSThread()
	var mu sync.Mutex
	n := 0
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			runtime.LockOSThread()
			for k := 0; k < 25; k++ {
				mu.Lock()
				n++
				mu.Unlock()
				runtime.Gosched()
			}
		}()
	}
	wg.Wait()
	fmt.Println(n)
}

// output:
// init 7
// 9900
// 9900
// 100
