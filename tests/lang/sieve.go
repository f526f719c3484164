// The concurrent prime sieve.
package main

import "fmt"

func generate(c chan<- int) {
	for i := 2; ; i++ {
		c <- i
	}
}

func filter(in <-chan int, out chan<- int, prime int) {
	for {
		if i := <-in; i%prime != 0 {
			out <- i
		}
	}
}

func main() {
	c := make(chan int)
	go generate(c)
	sum := 0
	for i := 0; i < 30; i++ {
		prime := <-c
		sum += prime
		fmt.Print(prime, " ")
		next := make(chan int)
		go filter(c, next, prime)
		c = next
	}
	fmt.Println(sum)
}

// output:
// 2 3 5 7 11 13 17 19 23 29 31 37 41 43 47 53 59 61 67 71 73 79 83 89 97 101 103 107 109 113 1593
