// All goroutines wait for each other: Go's run time sees that nobody can ever
// run again, says so and exits with status 2.
package main

import "fmt"

func main() {
	a, b := make(chan int), make(chan int)
	go func() {
		v := <-a
		b <- v
	}()
	fmt.Println("waiting")
	fmt.Println(<-b)
	a <- 1
}
