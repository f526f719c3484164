// Ping-pong: two goroutines and two unbuffered channels. An op is a round trip.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 400000
)

func echo(ping, pong chan int) {
	for v := range ping {
		pong <- v + 1
	}
	close(pong)
}

func round() int {
	ping, pong := make(chan int), make(chan int)
	go echo(ping, pong)
	v := 0
	for i := 0; i < ops; i++ {
		ping <- v
		v = <-pong
	}
	close(ping)
	<-pong
	return v
}

func main() {
	for rep := 0; rep < reps; rep++ {
		start := time.Now()
		v := round()
		ns := float64(time.Since(start))
		if v != ops {
			panic(fmt.Sprint(v, " round trips of ", ops))
		}
		if rep > 0 {
			fmt.Printf("ns_per_op %.2f\n", ns/ops)
		}
	}
	fmt.Println("ops", reps*ops)
}
