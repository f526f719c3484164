// Misuse of package sync: a mutex and a group are overwritten while others use
// them. That may hang, or end in a fatal error, but not crash.
package main

import (
	"fmt"
	"sync"
	"time"
)

var (
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
)

func quiet(f func(i int)) {
	go func() {
		for i := 0; ; i++ {
			func() {
				defer func() { recover() }()
				f(i)
			}()
		}
	}()
}

func main() {
	for k := 0; k < 3; k++ {
		quiet(func(i int) {
			mu.Lock()
			n++
			mu.Unlock()
		})
		quiet(func(i int) {
			wg.Add(1)
			wg.Done()
		})
		quiet(func(i int) {
			wg.Wait()
			if mu.TryLock() {
				mu.Unlock()
			}
		})
	}
	quiet(func(i int) {
		var m sync.Mutex
		mu = m
		time.Sleep(20 * time.Microsecond)
	})
	quiet(func(i int) {
		var g sync.WaitGroup
		wg = g
		time.Sleep(30 * time.Microsecond)
	})
	time.Sleep(50 * time.Millisecond)
	fmt.Println("ended")
}
