// Goroutines that all wait on one channel at once.
package main

const n = 1000000

func main() {
	c := make(chan int)
	for i := 0; i < n; i++ {
		go func() { <-c }()
	}
	for i := 0; i < n; i++ {
		c <- i
	}
}
