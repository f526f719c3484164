// A panic that nobody recovers ends the whole program with status 2, after the
// deferred calls of its own goroutine only.
package main

import (
	"fmt"
	"time"
)

func main() {
	defer fmt.Println("main's deferred call does not run")
	go func() {
		defer fmt.Println("the goroutine's deferred call runs")
		panic("boom")
	}()
	time.Sleep(10 * time.Millisecond)
	fmt.Println("not reached")
}
