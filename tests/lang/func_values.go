// Functions as values.
package main

import "fmt"

func add(a, b int) int { return a + b }
func sub(a, b int) int { return a - b }

type op func(int, int) int

func (o op) twice(a, b int) int { return o(o(a, b), b) }

type machine struct {
	step  func(*machine) bool
	state int
}

func compose(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for _, f := range fs {
			x = f(x)
		}
		return x
	}
}

func returns() (func() string, error) {
	return func() string { return "inner" }, nil
}

var table = []struct {
	name string
	f    op
}{{"add", add}, {"sub", sub}, {"mul", func(a, b int) int { return a * b }}}

func even(n int) bool {
	if n == 0 {
		return true
	}
	return odd(n - 1)
}

func odd(n int) bool {
	if n == 0 {
		return false
	}
	return even(n - 1)
}

func main() {
	f := add
	fmt.Println(f(1, 2))
	f = sub
	fmt.Println(f(1, 2), op(add).twice(1, 2), op(f).twice(10, 3))
	for _, e := range table {
		fmt.Print(e.name, " ", e.f(6, 3), " ", e.f.twice(6, 3), "; ")
	}
	fmt.Println()
	inc := func(x int) int { return x + 1 }
	dbl := func(x int) int { return x * 2 }
	fmt.Println(compose(inc, dbl, inc)(5), compose()(5))
	g, err := returns()
	fmt.Println(g(), err)
	var none func()
	fmt.Println(none == nil, f != nil)
	m := &machine{}
	m.step = func(m *machine) bool { m.state++; return m.state < 5 }
	for m.step(m) {
	}
	fmt.Println(m.state)
	fmt.Println(even(10), odd(7), even(7))
	var fib func(int) int
	memo := make([]int, 50)
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		if memo[n] == 0 {
			memo[n] = fib(n-1) + fib(n-2)
		}
		return memo[n]
	}
	fmt.Println(fib(49))
	ch := make(chan func(int) int, 1)
	ch <- dbl
	fmt.Println((<-ch)(21))
	fmt.Println(func() int { return 7 }() + func(x int) int { return x }(3))
	h := func() func() int {
		x := 0
		return func() int { x++; return x }
	}()
	h()
	fmt.Println(h())
	pf := &f
	*pf = add
	fmt.Println((*pf)(3, 4), f(3, 4))
	func() {
		defer func() { fmt.Println(recover()) }()
		none()
	}()
	y := func(f func(func(int) int) func(int) int) func(int) int {
		var self func(int) int
		self = func(n int) int { return f(self)(n) }
		return self
	}
	fact := y(func(rec func(int) int) func(int) int {
		return func(n int) int {
			if n <= 1 {
				return 1
			}
			return n * rec(n-1)
		}
	})
	fmt.Println(fact(10))
}

// output:
// 3
// -1 5 4
// add 9 12; sub 3 0; mul 18 54;
// 13 5
// inner <nil>
// true true
// 5
// true true false
// 7778742049
// 42
// 10
// 2
// 7 7
// runtime error: invalid memory address or nil pointer dereference
// 3628800
