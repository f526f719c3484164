// Of two channels that are always ready select takes each about as often, in
// 1e4 trials; one that is never ready and the way out do not count.
package main

import "fmt"

func main() {
	const trials = 10000
	c1 := make(chan byte, trials+1)
	c2 := make(chan byte, trials+1)
	for i := 0; i < trials+1; i++ {
		c1 <- 1
		c2 <- 2
	}
	c3, c4 := make(chan byte), make(chan byte)
	out, done := make(chan byte), make(chan bool)
	go func() {
		for {
			var b byte
			select {
			case b = <-c3:
			case b = <-c4:
			case b = <-c1:
			case b = <-c2:
			}
			select {
			case out <- b:
			case <-done:
				done <- true
				return
			}
		}
	}()
	n1 := 0
	for i := 0; i < trials; i++ {
		if <-out == 1 {
			n1++
		}
	}
	done <- true
	<-done
	// Five standard deviations.
	fmt.Println(n1 > trials/2-250 && n1 < trials/2+250)
}

// output:
// true
