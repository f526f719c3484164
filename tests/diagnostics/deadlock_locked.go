// A goroutine that is locked to its thread says so.
package main

import "runtime"

func locked(c chan int) {
	runtime.LockOSThread()
	<-c
}

func main() {
	c := make(chan int)
	go locked(c)
	runtime.Gosched()
	select {}
}
