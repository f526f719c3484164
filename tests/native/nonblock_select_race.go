// A select with default finds the channel that is ready, even when another one
// becomes ready, or is closed, at the same time.
package main

import "fmt"

func main() {
	const n = 3000
	done := make(chan bool, 1)
	lost := 0
	for i := 0; i < n; i++ {
		c1, c2 := make(chan int, 1), make(chan int, 1)
		c1 <- 1
		go func() {
			select {
			case <-c1:
			case <-c2:
			default:
				done <- false
				return
			}
			done <- true
		}()
		if i%2 == 0 {
			c2 <- 1
		} else {
			close(c2)
		}
		select {
		case <-c1:
		default:
		}
		if !<-done {
			lost++
		}
	}
	fmt.Println(lost)
}

// output:
// 0
