// A counter under a mutex, wanted by those who hold it long, short, and those
// who only try; and by one who sleeps between.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

func main() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	n := 0
	add := func() {
		x := n
		if x%16 == 0 {
			runtime.Gosched()
		}
		n = x + 1
	}
	for i := 0; i < 6; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			for k := 0; k < 1000; {
				if i%3 == 2 {
					if !mu.TryLock() {
						runtime.Gosched()
						continue
					}
				} else {
					mu.Lock()
				}
				add()
				mu.Unlock()
				k++
			}
		}(i)
	}
	wg.Add(1)
	go func() {
		defer wg.Done()
		for k := 0; k < 20; k++ {
			time.Sleep(100 * time.Microsecond)
			mu.Lock()
			add()
			mu.Unlock()
		}
	}()
	wg.Wait()
	fmt.Println(n)
}

// output:
// 6020
