// Two goroutines play ping-pong over unbuffered channels: each send finds its
// receiver waiting, which then runs next on the same P.
package main

import "fmt"

func player(name string, in <-chan int, out chan<- int) {
	for n := range in {
		fmt.Println(name, n)
		out <- n + 1
	}
	close(out)
}

func main() {
	ping, pong := make(chan int), make(chan int)
	go player("ping", ping, pong)
	for n := 0; n < 4; n++ {
		ping <- n
		fmt.Println("pong", <-pong)
	}
	close(ping)
	<-pong
}
