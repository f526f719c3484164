// select with every form of case.
package main

import "fmt"

type s struct{ v int }

func main() {
	c := make(chan int, 3)
	d := make(chan string, 1)
	var nilc chan int

	select {
	default:
		fmt.Println("only default")
	}
	select {
	case v := <-c:
		fmt.Println("got", v)
	default:
		fmt.Println("empty")
	}
	select {
	case c <- 1:
		fmt.Println("sent")
	default:
		fmt.Println("full")
	}
	select {
	case v := <-c:
		fmt.Println("got", v)
	}
	select {
	case <-nilc:
		fmt.Println("nil received")
	case nilc <- 1:
		fmt.Println("nil sent")
	default:
		fmt.Println("nil channels never proceed")
	}

	c <- 5
	var x int
	var ok bool
	select {
	case x, ok = <-c:
	case msg := <-d:
		fmt.Println(msg)
	}
	fmt.Println(x, ok)

	// To fields, elements and pointers.
	var t s
	arr := make([]int, 2)
	p := &t
	c <- 6
	select {
	case t.v = <-c:
	}
	c <- 7
	select {
	case arr[1] = <-c:
	}
	c <- 8
	select {
	case p.v, _ = <-c:
	}
	fmt.Println(t, arr, p.v)

	d <- "hello"
	select {
	case _, ok := <-d:
		fmt.Println(ok)
	}
	close(d)
	select {
	case m, ok := <-d:
		fmt.Printf("%q %v\n", m, ok)
	}
	select {
	case <-d:
		fmt.Println("closed is ready")
	}

	// Interface variables get concrete values.
	var any interface{}
	c <- 9
	select {
	case any = <-c:
	}
	fmt.Println(any)
	e := make(chan interface{}, 1)
	select {
	case e <- s{3}:
	}
	fmt.Println((<-e).(s).v)

	// break leaves the select only.
	for i := 0; i < 2; i++ {
		c <- i
		select {
		case v := <-c:
			if v == 0 {
				break
			}
			fmt.Println("not skipped", v)
		}
	}

	// Captured variables of a case are fresh.
	var fs []func() int
	for i := 0; i < 3; i++ {
		c <- i * 10
		select {
		case v := <-c:
			fs = append(fs, func() int { v++; return v })
		}
	}
	fmt.Println(fs[0](), fs[0](), fs[1](), fs[2]())

	done := make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-nilc:
		case v := <-c:
			fmt.Println("woken", v)
		}
	}()
	c <- 99
	<-done
loop:
	for {
		select {
		case <-done:
			break loop
		}
	}
	fmt.Println("end")
}

// output:
// only default
// empty
// sent
// got 1
// nil channels never proceed
// 5 true
// {8} [0 7] 8
// true
// "" false
// closed is ready
// 9
// 3
// not skipped 1
// 1 2 11 21
// woken 99
// end
