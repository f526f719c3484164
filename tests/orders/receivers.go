// Four wait for values that main sends.
package main

import "runtime"

func main() {
	c := make(chan int)
	done := make(chan bool, 4)
	for i := 0; i < 4; i++ {
		go func() {
			x := <-c
			print(i, "<-", x, " ")
			done <- true
		}()
	}
	runtime.Gosched()
	for i := 0; i < 4; i++ {
		c <- i
	}
	for i := 0; i < 4; i++ {
		<-done
	}
}

// go1.0-1.4: 0<-0 1<-1 2<-2 3<-3
// go1.5-: 2<-3 3<-0 0<-1 1<-2
