// A fatal error shows every goroutine, the current one first.
package main

import (
	"runtime"
	"sync"
)

var mu sync.Mutex

func bad() { mu.Unlock() }

func main() {
	c := make(chan int)
	go func() { <-c }()
	runtime.Gosched()
	go bad()
	go func() {}() // runnable: it runs first, as runnext
	for {
		runtime.Gosched()
	}
}
