// Channels of all kinds.
package main

import "fmt"

type msg struct {
	id    int
	text  string
	parts []int
	reply chan<- int
}

func producer(n int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := 0; i < n; i++ {
			c <- i
		}
	}()
	return c
}

func sink(c chan<- string, s string) { c <- s }

func main() {
	c := make(chan int, 3)
	c <- 1
	c <- 2
	fmt.Println(len(c), cap(c), <-c, len(c))
	close(c)
	v, ok := <-c
	fmt.Println(v, ok)
	v, ok = <-c
	fmt.Println(v, ok, <-c)

	sum := 0
	for x := range producer(10) {
		sum += x
	}
	fmt.Println(sum)

	m := make(chan msg)
	reply := make(chan int, 1)
	go func() { m <- msg{1, "hello", []int{1, 2, 3}, reply} }()
	got := <-m
	got.reply <- len(got.parts)
	fmt.Println(got.id, got.text, <-reply)

	s := make(chan string, 2)
	sink(s, "a")
	sink(s, "b")
	fmt.Println(<-s + <-s)

	cc := make(chan chan int, 1)
	inner := make(chan int, 1)
	cc <- inner
	inner <- 42
	fmt.Println(<-<-cc)

	var nilc chan int
	fmt.Println(nilc == nil, len(nilc), cap(nilc), c != nil)
	e := make(chan struct{}, 2)
	e <- struct{}{}
	fmt.Println(len(e), <-e)
	any := make(chan interface{}, 4)
	any <- 1
	any <- "x"
	any <- nil
	any <- msg{id: 3}
	fmt.Println(<-any, <-any, <-any, (<-any).(msg).id)
	f := make(chan func() int, 1)
	f <- func() int { return 9 }
	fmt.Println((<-f)())
	b := make(chan bool, 1)
	b <- true
	if <-b {
		fmt.Println("true")
	}
	i8 := make(chan int8, 1)
	i8 <- -5
	x := <-i8
	x -= 125
	fmt.Println(x)
	cs := []chan int{make(chan int, 1), make(chan int, 1)}
	cs[1] <- 5
	fmt.Println(len(cs[0]), <-cs[1])
	d := make(chan int)
	done := make(chan bool)
	go func() {
		total := 0
		for v := range d {
			total += v
		}
		fmt.Println("total", total)
		done <- true
	}()
	for i := 0; i < 5; i++ {
		d <- i * i
	}
	close(d)
	<-done
	for _, f := range []func(){
		func() { close(d) },
		func() { d <- 1 },
		func() { close(nilc) },
	} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
	var ro <-chan int = inner
	var wo chan<- int = inner
	wo <- 8
	fmt.Println(<-ro, ro == inner)
}

// output:
// 2 3 1 1
// 2 true
// 0 false 0
// 45
// 1 hello 3
// ab
// 42
// true 0 0 true
// 1 {}
// 1 x <nil> 3
// 9
// true
// 126
// 0 5
// total 30
// close of closed channel
// send on closed channel
// close of nil channel
// 8 true
