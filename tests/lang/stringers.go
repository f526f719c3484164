// fmt calls String and Error of its operands.
package main

import "fmt"

type val int

func (v val) String() string { return "val" + fmt.Sprint(int(v)) }

type ptr struct{ n int }

func (p *ptr) String() string { return fmt.Sprint("ptr", p.n) }

type fail struct{ code int }

func (f fail) Error() string { return fmt.Sprintf("fail %d", f.code) }

type both struct{}

func (both) String() string { return "string" }
func (both) Error() string  { return "error" }

type wide struct {
	a, b string
	n    int
}

func (w wide) String() string { return w.a + w.b + fmt.Sprint(w.n) }

type wrong int

func (wrong) String() int { return 5 }

type args int

func (args) String(n int) string { return "no" }

type color int

const (
	red color = iota
	green
)

func (c color) String() string {
	switch c {
	case red:
		return "red"
	case green:
		return "green"
	}
	return "?"
}

func get() error { return fail{3} }

func main() {
	fmt.Println(val(3), &ptr{4}, fail{5}, both{}, wide{"x", "y", 6}, &wide{"p", "q", 7})
	fmt.Println(red, green, color(9), wrong(1), args(2))
	fmt.Printf("%v %s %d %v\n", val(8), val(8), val(8), get())
	fmt.Println(fmt.Sprint(val(1), " ", green), get().Error())
	var s fmt.Stringer = val(9)
	fmt.Println(s, s.String())
	var e interface{} = &ptr{1}
	if x, ok := e.(fmt.Stringer); ok {
		fmt.Println(x.String())
	}
	defer func() { fmt.Println(recover()) }()
	panic(get())
}

// output:
// val3 ptr4 fail 5 error xy6 pq7
// red green ? 1 2
// val8 val8 8 fail 3
// val1 green fail 3
// val9 val9
// ptr1
// fail 3
