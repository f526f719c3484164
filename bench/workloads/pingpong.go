// Switch by channel: two goroutines hand a number to and fro.
package main

func main() {
	a, b := make(chan int), make(chan int)
	go func() {
		for v := range a {
			b <- v + 1
		}
		close(b)
	}()
	n := 0
	for i := 0; i < 500000; i++ {
		a <- n
		n = <-b
	}
	close(a)
	<-b
}
