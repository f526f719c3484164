// A buffered channel between one producer and four consumers.
package main

import "sync"

func main() {
	c := make(chan int, 64)
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range c {
			}
		}()
	}
	for i := 0; i < 1000000; i++ {
		c <- i
	}
	close(c)
	wg.Wait()
}
