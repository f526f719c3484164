// Package variables are initialised by dependency, then init functions run.
package main

import "fmt"

var (
	a = c + b
	b = f("b", 1)
	c = f("c", d*10)
	d = 3
)

var x, y = pair()

var _ = f("blank", 0)

var t = T{n: a}

var p = &t

var fn = func() int { return late * 2 }

var late = f("late", 21)

var s = []int{a, b, late}

var iface interface{} = t

var closures = []func() int{func() int { return a }, func() int { return b }}

type T struct{ n int }

func (v T) get() int { return v.n + hidden }

var result = t.get()

var hidden = f("hidden", 1000)

var str string

var arr []string = []string{"x", str + "y"}

func pair() (int, string) { fmt.Println("pair"); return d, "p" }

func f(name string, n int) int {
	fmt.Println("init", name)
	return n
}

func init() {
	fmt.Println("first init", a, b, c, d)
	str = "set"
}

func init() {
	fmt.Println("second init", str)
	a++
}

// A variable without a value takes its turn, too.
var waits = shown("waits", zero)
var goes = shown("goes", 0)
var zero int

func shown(name string, v int) int {
	fmt.Println("init", name, v)
	return v
}

func main() {
	fmt.Println(a, b, c, d, x, y)
	fmt.Println(t.n, p.n, fn(), late, s, iface)
	fmt.Println(closures[0](), closures[1](), result, arr)
	p.n = 5
	fmt.Println(t.n)
}

func init() { fmt.Println("third init") }

// output:
// init b
// init c
// pair
// init blank
// init late
// init hidden
// init goes 0
// init waits 0
// first init 31 1 30 3
// second init set
// third init
// 32 1 30 3 3 p
// 31 31 42 21 [31 1 21] {31}
// 32 1 1031 [x y]
// 5
