// Timers that are all due when a P looks fire in the order of their deadlines,
// and each takes the place of the next to run: the last one's goroutine is
// first, the others follow in order.
package main

import (
	"fmt"
	"runtime"
	"time"
)

func main() {
	for round := 0; round < 3; round++ {
		names := make(chan string, 4)
		for i, name := range []string{"a", "b", "c", "d"} {
			go func(i int, name string) {
				time.Sleep(time.Duration(i+1) * time.Millisecond)
				names <- name
			}(i, name)
		}
		runtime.Gosched() // now they sleep
		for start := time.Now(); time.Since(start) < 6*time.Millisecond; {
		}
		fmt.Println(<-names, <-names, <-names, <-names)
	}
}

// procs: 1
// output:
// d a b c
// d a b c
// d a b c
