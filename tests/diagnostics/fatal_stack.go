// A stack overflow shows every goroutine, too.
package main

import "runtime"

func f(n int) int { return f(n+1) + 1 }

func main() {
	go func() { select {} }()
	runtime.Gosched()
	println(f(0))
}
