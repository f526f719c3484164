// Deferred calls run last first; their arguments are evaluated at once.
package main

import "fmt"

type t struct{ n int }

func (v t) show(s string)  { fmt.Println("value", v.n, s) }
func (p *t) bump(s string) { p.n++; fmt.Println("pointer", p.n, s) }

type shower interface{ show(string) }

func trace(s string) string {
	fmt.Println("enter", s)
	return s
}

func un(s string) { fmt.Println("leave", s) }

func nested() {
	defer un(trace("nested"))
	fmt.Println("in nested")
}

func loop() {
	for i := 0; i < 4; i++ {
		defer fmt.Print(i, " ")
	}
	for i := 0; i < 3; i++ {
		defer func() { fmt.Print("c", i, " ") }()
	}
}

func methods() {
	v := t{1}
	defer v.show("a")
	defer v.bump("b")
	v.n = 5
	var s shower = v
	defer s.show("c")
	f := v.show
	v.n = 6
	defer f("d")
	defer t.show(v, "e")
	defer (*t).bump(&v, "f")
	fmt.Println("end of methods")
}

func builtins() {
	c := make(chan int, 1)
	a, b := make([]int, 2), []int{7, 8}
	func() {
		defer close(c)
		defer copy(a, b)
		b[0] = 9
	}()
	_, ok := <-c
	fmt.Println(ok, a)
}

func conditional(n int) {
	if n > 0 {
		defer fmt.Println("positive")
	}
	if n > 1 {
		defer fmt.Println("above one")
	}
	fmt.Println("n is", n)
}

func inner() {
	defer fmt.Println("outer deferred")
	defer func() {
		defer fmt.Println("inner deferred")
		fmt.Println("deferred body")
	}()
}

func main() {
	nested()
	loop()
	fmt.Println()
	methods()
	builtins()
	conditional(0)
	conditional(2)
	inner()
}

// output:
// enter nested
// in nested
// leave nested
// c2 c1 c0 3 2 1 0
// end of methods
// pointer 7 f
// value 6 e
// value 5 d
// value 5 c
// pointer 8 b
// value 1 a
// false [9 8]
// n is 0
// n is 2
// above one
// positive
// deferred body
// inner deferred
// outer deferred
