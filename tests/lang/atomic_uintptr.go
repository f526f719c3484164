// Atomic operations on uintptr; and runtime/trace, which records nothing.
package main

import (
	"fmt"
	"os"
	"runtime/trace"
	"sync"
	"sync/atomic"
)

func main() {
	if err := trace.Start(nothing{}); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	defer trace.Stop()
	var u uintptr
	var wg sync.WaitGroup
	for i := 0; i < 10; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			atomic.AddUintptr(&u, uintptr(i))
		}()
	}
	wg.Wait()
	fmt.Println(atomic.LoadUintptr(&u), atomic.AddUintptr(&u, ^uintptr(0)))
	fmt.Println(atomic.SwapUintptr(&u, 7), atomic.CompareAndSwapUintptr(&u, 8, 9))
	atomic.StoreUintptr(&u, 1<<63)
	fmt.Println(atomic.CompareAndSwapUintptr(&u, 1<<63, 2))
	fmt.Println(u)
}

type nothing struct{}

func (nothing) Write(p []byte) (int, error) { return len(p), nil }

// output:
// 45 44
// 44 false
// true
// 2
