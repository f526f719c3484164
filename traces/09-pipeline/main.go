// A pipeline of three stages with small buffers between them. Every stage
// computes 1 ms an item: with enough Ps the stages work at the same time.
package main

import (
	"fmt"
	"time"

	"gmpsim/work"
)

func stage(in <-chan int, f func(int) int) <-chan int {
	out := make(chan int, 2)
	go func() {
		for v := range in {
			work.CPU(time.Millisecond)
			out <- f(v)
		}
		close(out)
	}()
	return out
}

func main() {
	source := make(chan int, 2)
	go func() {
		for i := 1; i <= 8; i++ {
			source <- i
		}
		close(source)
	}()
	squares := stage(source, func(v int) int { return v * v })
	odd := stage(squares, func(v int) int { return 2*v + 1 })
	for v := range odd {
		fmt.Println(v)
	}
}
