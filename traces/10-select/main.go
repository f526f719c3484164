// select waits for several channels at once: two producers at different speeds
// and the signal to stop.
package main

import (
	"fmt"
	"time"
)

func producer(name string, every time.Duration, out chan<- string) {
	for {
		time.Sleep(every)
		out <- name
	}
}

func main() {
	fast, slow := make(chan string), make(chan string)
	stop := make(chan bool)
	go producer("fast", 3*time.Millisecond, fast)
	go producer("slow", 10*time.Millisecond, slow)
	go func() {
		time.Sleep(25 * time.Millisecond)
		close(stop)
	}()
	for {
		select {
		case s := <-fast:
			fmt.Println(s)
		case s := <-slow:
			fmt.Println(s)
		case <-stop:
			fmt.Println("stop")
			return
		}
	}
}
