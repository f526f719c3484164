// Channels and values of all cases are evaluated once, in source order.
package main

import "fmt"

func ch(name string, c chan int) chan int {
	fmt.Print("chan ", name, "; ")
	return c
}

func val(n int) int {
	fmt.Print("value ", n, "; ")
	return n
}

func idx(n int) int {
	fmt.Print("index ", n, "; ")
	return n
}

func main() {
	a := make(chan int, 1)
	b := make(chan int, 1)
	var none chan int

	select {
	case ch("none", none) <- val(1):
	case v := <-ch("none2", none):
		fmt.Println(v)
	case ch("a", a) <- val(2):
		fmt.Println("sent to a")
	}
	arr := make([]int, 3)
	select {
	// The left side is evaluated only when the case is chosen.
	case arr[idx(0)] = <-ch("none", none):
	case arr[idx(2)] = <-ch("a", a):
		fmt.Println(arr)
	}
	b <- 1
	n := 0
	for i := 0; i < 4; i++ {
		select {
		case v := <-b:
			n += v
			b <- v + 1
		}
	}
	fmt.Println(n, <-b)

	var nilMap []chan int
	func() {
		defer func() { fmt.Println("recovered:", recover() != nil) }()
		select {
		case nilMap[0] <- val(3):
		default:
			fmt.Println("not here")
		}
	}()

	// Loopback: a value from one channel goes to the other.
	x, y := make(chan int), make(chan int)
	go func() {
		for i := 0; i < 3; i++ {
			x <- i
		}
		close(x)
	}()
	go func() {
		for v := range x {
			y <- v * v
		}
		close(y)
	}()
	open := true
	for open {
		select {
		case v, ok := <-y:
			if !ok {
				open = false
				break
			}
			fmt.Print(v, " ")
		}
	}
	fmt.Println()
}

// output:
// chan none; value 1; chan none2; chan a; value 2; sent to a
// chan none; chan a; index 2; [0 0 2]
// 10 5
// recovered: true
// 0 1 4
