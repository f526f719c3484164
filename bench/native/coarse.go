// Coarse: ping-pong between goroutines that compute for microseconds
// before each message, so that events are rare. An op is a round trip.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 10000
	spin = 1200
)

// work is what a compiler cannot leave out.
func work(x int) int {
	for i := 0; i < spin; i++ {
		x = (x*1103515245 + 12345) & 0x7fffffff
	}
	return x
}

func echo(ping, pong chan int) {
	for v := range ping {
		pong <- work(v)
	}
	close(pong)
}

func round() int {
	ping, pong := make(chan int), make(chan int)
	go echo(ping, pong)
	v := 1
	for i := 0; i < ops; i++ {
		ping <- work(v)
		v = <-pong
	}
	close(ping)
	<-pong
	return v
}

func main() {
	want := round()
	for rep := 1; rep < reps; rep++ {
		start := time.Now()
		v := round()
		ns := float64(time.Since(start))
		if v != want {
			panic(fmt.Sprint("got ", v, ", want ", want))
		}
		fmt.Printf("ns_per_op %.2f\n", ns/ops)
	}
	fmt.Println("ops", reps*ops)
}
