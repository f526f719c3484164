// A system call blocks its thread in the kernel for 40 ms. The P must not wait:
// sysmon takes it away and hands it to another thread, which runs the others.
package main

import (
	"fmt"
	"sync"
	"time"

	"gmpsim/work"
)

func main() {
	var wg sync.WaitGroup
	wg.Add(3)
	for i := 0; i < 2; i++ {
		go func(id int) {
			defer wg.Done()
			work.CPU(15 * time.Millisecond)
			fmt.Println("goroutine", id, "computed")
		}(i)
	}
	go func() {
		defer wg.Done()
		work.Syscall(40 * time.Millisecond)
		fmt.Println("system call returned")
	}()
	wg.Wait()
}
