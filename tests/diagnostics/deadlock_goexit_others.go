// main has ended, another goroutine waits.
package main

import "runtime"

func main() {
	go func() { <-make(chan int) }()
	runtime.Goexit()
}
