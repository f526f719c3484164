// Two that wake each other, and one that only waits for its turn.
package main

import "runtime"

func main() {
	a, b := make(chan int), make(chan int)
	go func() {
		for x := range a {
			b <- x
		}
	}()
	stop := false
	turns := 0
	go func() {
		for !stop {
			turns++
			runtime.Gosched()
		}
	}()
	for i := 0; i < 1000; i++ {
		a <- i
		<-b
	}
	stop = true
	print(turns > 100)
}

// go1.0-1.0: true
// go1.1-: false
