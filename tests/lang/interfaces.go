// Method sets and dynamic dispatch.
package main

import "fmt"

type shape interface {
	area() int
	name() string
}

type named interface{ name() string }

type square struct{ side int }
type rect struct{ w, h int }
type unit int
type blob struct{}
type fn func(int) int

func (s square) area() int    { return s.side * s.side }
func (s square) name() string { return "square" }
func (r *rect) area() int     { return r.w * r.h }
func (r *rect) name() string  { return "rect" }
func (u unit) area() int      { return int(u) }
func (u unit) name() string   { return fmt.Sprint("unit", int(u)) }
func (blob) area() int        { return 0 }
func (blob) name() string     { return "blob" }
func (f fn) area() int        { return f(3) }
func (f fn) name() string     { return "fn" }

type wide struct {
	a, b, c int
	s       []int
}

func (w wide) area() int    { return w.a + w.b + w.c + len(w.s) }
func (w wide) name() string { return "wide" }

func total(shapes ...shape) (n int) {
	for _, s := range shapes {
		n += s.area()
	}
	return
}

type counter interface {
	inc(by int) int
	get() int
}

type impl struct{ n int }

func (c *impl) inc(by int) int { c.n += by; return c.n }
func (c *impl) get() int       { return c.n }

type multi interface {
	both(a int, s string) (string, int, error)
}

func (c impl) both(a int, s string) (string, int, error) {
	return s + s, a + c.n, nil
}

func main() {
	r := &rect{2, 3}
	var s shape = square{4}
	fmt.Println(s.area(), s.name())
	s = r
	r.w = 10
	fmt.Println(s.area(), s.name())
	var nm named = s
	fmt.Println(nm.name())
	// A pointer has the methods of its value, too.
	sq := square{5}
	s = &sq
	sq.side = 6
	fmt.Println(s.area())
	fmt.Println(total(square{1}, r, unit(7), blob{}, fn(func(x int) int { return x * x }),
		wide{1, 2, 3, []int{1}}, &wide{a: 5}))
	for _, x := range []shape{unit(1), blob{}, &blob{}, fn(nil), wide{}} {
		fmt.Print(x.name(), " ")
	}
	fmt.Println()
	// The interface holds a copy.
	w := wide{a: 1}
	s = w
	w.a = 100
	fmt.Println(s.area(), w.area())

	var c counter = &impl{}
	c.inc(5)
	c.inc(c.inc(1))
	fmt.Println(c.get())
	var m multi = impl{3}
	fmt.Println(m.both(1, "x"))
	var e interface{} = c
	if g, ok := e.(interface{ get() int }); ok {
		fmt.Println(g.get())
	}
	var nilShape shape
	fmt.Println(nilShape == nil, s != nil)
	var nilRect *rect
	s = nilRect
	fmt.Println(s == nil, s.name())
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println(nilShape.area())
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println(s.area())
	}()

	// A method of the right name but another signature is another method.
	var n8 interface{ num() int8 } = small{}
	_, is := n8.(interface{ num() int64 })
	_, is8 := n8.(interface{ num() int8 })
	var n64 interface{ num() int64 } = large{}
	fmt.Println(is, is8, n8.num(), n64.num())
	func() {
		defer func() { fmt.Println(recover()) }()
		var np *square
		s = np
		s.area()
	}()
}

type small struct{}
type large struct{}

func (small) num() int8  { return 8 }
func (large) num() int64 { return 64 }

// output:
// 16 square
// 30 rect
// rect
// 36
// 59
// unit1 blob blob fn wide
// 1 100
// 12
// xx 4 <nil>
// 12
// true true
// false rect
// runtime error: invalid memory address or nil pointer dereference
// runtime error: invalid memory address or nil pointer dereference
// false true 8 64
// value method main.square.area called using nil *square pointer
