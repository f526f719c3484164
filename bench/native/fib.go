// Fib: fork and join. Of the two halves of fib(25), one is a goroutine that
// sends its result over a channel of one. An op is a goroutine.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	n    = 25
	want = 75025
	ops  = 121392 // fib(n+1) - 1
)

func send(c chan int, n int) {
	c <- fib(n)
}

func fib(n int) int {
	if n < 2 {
		return n
	}
	c := make(chan int, 1)
	go send(c, n-1)
	v := fib(n - 2)
	return v + <-c
}

func main() {
	for rep := 0; rep < reps; rep++ {
		start := time.Now()
		v := fib(n)
		ns := float64(time.Since(start))
		if v != want {
			panic(fmt.Sprint("fib is ", v))
		}
		if rep > 0 {
			fmt.Printf("ns_per_op %.2f\n", ns/ops)
		}
	}
	fmt.Println("ops", reps*ops)
}
