// Timers that nobody waits for to the end, as time-outs are.
package main

import "time"

const n = 10000000

func main() {
	c := make(chan int, 1)
	for i := 0; i < n; i++ {
		c <- i
		select {
		case <-c:
		case <-time.After(time.Hour):
			panic("an hour has passed")
		}
	}
}
