// Only the goroutine that panics is shown, though others wait and run.
package main

import "runtime"

type e struct{ n int }

func boom(x int) { panic("boom") }

func main() {
	go func() { select {} }()
	go func() { boom(1) }()
	for {
		runtime.Gosched()
	}
}
