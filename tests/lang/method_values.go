// Method values bind their receiver when they are evaluated.
package main

import "fmt"

type v struct{ n int }

func (x v) get() int            { return x.n }
func (x v) add(a, b int) int    { return x.n + a + b }
func (x *v) inc() int           { x.n++; return x.n }
func (x *v) set(n int)          { x.n = n }
func (x v) pair() (int, string) { return x.n, "p" }

type i int

func (x i) times(k int) int { return int(x) * k }

type getter interface{ get() int }

type wide struct {
	a, b int
	s    []int
}

func (w wide) sum(k int) int { return w.a + w.b + len(w.s) + k }

type empty struct{}

func (empty) hi(s string) string { return "hi " + s }

func call(f func() int) int { return f() }

func main() {
	x := v{1}
	get, inc, add := x.get, x.inc, x.add
	x.n = 10
	fmt.Println(get(), inc(), x.n, add(2, 3))
	set := x.set
	set(50)
	fmt.Println(x.n, get(), inc(), x.n)
	p := &x
	pget := p.get
	p.n = 7
	fmt.Println(pget(), call(p.inc), call(x.get))
	fmt.Println(i(5).times(3))
	t := i(6).times
	fmt.Println(t(2), t(3))
	var g getter = v{99}
	gg := g.get
	g = v{100}
	fmt.Println(gg(), g.get())
	w := wide{1, 2, []int{3, 4}}
	ws := w.sum
	w.a = 1000
	fmt.Println(ws(10))
	hi := empty{}.hi
	fmt.Println(hi("there"))
	n, s := x.pair()
	pair := x.pair
	fmt.Println(n, s)
	fmt.Println(pair())
	fs := []func() int{x.inc, x.inc, p.inc, x.get}
	for _, f := range fs {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	done := make(chan int)
	go func(f func() int) { done <- f() }(x.inc)
	fmt.Println(<-done)
	var nilp *v
	f := nilp.set
	fmt.Println(f != nil)
	func() {
		defer func() { fmt.Println(recover()) }()
		f := nilp.get
		fmt.Println("not reached", f)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var g getter
		f := g.get
		fmt.Println("not reached", f)
	}()
}

// output:
// 1 11 11 6
// 51 1 51 51
// 51 8 8
// 15
// 12 18
// 99 100
// 15
// hi there
// 8 p
// 8 p
// 9 10 11 8
// 12
// true
// runtime error: invalid memory address or nil pointer dereference
// runtime error: invalid memory address or nil pointer dereference
