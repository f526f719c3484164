// Go spec: Types, Expressions, Run-time panics, in the order of its sections.
package main

import "fmt"

type I interface{ m() int }
type J interface {
	I
	n()
}
type A struct{ x int }

func (a A) m() int { return a.x }

type B struct{ x int }

func (b *B) m() int { return b.x }
func (b *B) n()     {}

type Named func(int) int

func (f Named) m() int { return f(2) }

type Str string

func (s Str) m() int { return len(s) }

type Sl []int

func (s Sl) m() int     { return len(s) }
func (s *Sl) add(x int) { *s = append(*s, x) }

type Ch chan int

func (c Ch) m() int { return cap(c) }

type T0 struct{ x int }

func (*T0) M0() {}

func mustPanic(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

func variadic(a ...any) int { return len(a) }

type P *int
type E struct{}

func main() {
	for _, i := range []I{A{1}, &A{2}, &B{3}, Named(func(x int) int { return x * x }), Str("four"), Sl{1, 2}, make(Ch, 7)} {
		fmt.Printf("%T %d\n", i, i.m())
	}
	var s Sl
	s.add(1)
	s.add(2)
	(&s).add(3)
	fmt.Println(s, len(s), cap(s[:1:2]), s[1:][0], s[:0:0] == nil, s[3:])
	var i I
	mustPanic("nil iface", func() { i.m() })
	mustPanic("assert nil", func() { _ = i.(A) })
	i = A{5}
	mustPanic("assert", func() { _ = i.(*B) })
	mustPanic("assert iface", func() { _ = i.(J) })
	mustPanic("assert any", func() { var a any = "x"; _ = a.(int) })
	mustPanic("assert any2", func() { var a any = 3; _ = a.(I) })
	_, ok := i.(J)
	b, ok2 := i.(*B)
	fmt.Println(ok, b == nil, ok2)
	var np *B
	i = np
	fmt.Println(i == nil, i == I((*B)(nil)), np == nil)
	mustPanic("nil recv", func() { i.m() })
	mustPanic("index", func() { k := 5; _ = s[k] })
	mustPanic("index neg", func() { k := -1; _ = s[k] })
	mustPanic("slice", func() { k := 9; _ = s[:k] })
	mustPanic("slice2", func() { k, l := 2, 1; _ = s[k:l] })
	mustPanic("slice3", func() { k, l, m := 1, 2, 99; _ = s[k:l:m] })
	mustPanic("slice4", func() { k, l, m := 1, 3, 2; _ = s[k:l:m] })
	mustPanic("slice5", func() { k, l, m := 3, 2, 3; _ = s[k:l:m] })
	mustPanic("str", func() { k := 5; _ = "abc"[k] })
	mustPanic("strslice", func() { k, x := 5, "abc"; _ = x[k:] })
	mustPanic("strslice2", func() { k, x := 2, "abc"; _ = x[k:1] })
	mustPanic("div", func() { k := 0; _ = 1 / k })
	mustPanic("mod", func() { k := 0; _ = 1 % k })
	mustPanic("shift", func() { k := -1; _ = 1 << k })
	mustPanic("make", func() { k := -1; _ = make([]int, k) })
	mustPanic("make2", func() { k := 1; _ = make([]int, 2, k) })
	mustPanic("makechan", func() { k := -1; _ = make(chan int, k) })
	mustPanic("nilptr", func() { var p *A; _ = p.x })
	mustPanic("nilptr2", func() { var p *A; p.m() })
	mustPanic("nilfunc", func() { var f func(); f() })
	mustPanic("close nil", func() { var c chan int; close(c) })
	mustPanic("close twice", func() { c := make(chan int); close(c); close(c) })
	mustPanic("send closed", func() { c := make(chan int, 1); close(c); c <- 1 })
	mustPanic("eq", func() { var a, b any = []int{}, []int{}; _ = a == b })
	mustPanic("eqf", func() { var a, b any = func() {}, func() {}; _ = a == b })
	mustPanic("eqs", func() { var a, b any = struct{ s []int }{}, struct{ s []int }{}; _ = a == b })
	mustPanic("eq differing", func() { var a, b any = []int{}, 1; fmt.Println(a == b) })
	mustPanic("eq order", func() {
		type S struct {
			i int
			a any
		}
		fmt.Println(S{1, []int{}} == S{2, []int{}})
		fmt.Println(S{1, []int{}} == S{1, []int{}})
	})
	fmt.Println(variadic(), variadic(nil), variadic(nil...), variadic([]any{1, 2}...), variadic([]any{1, 2}), variadic(1, "a", nil))
	x := 7
	var p P = &x
	*p++
	fmt.Println(x, *p, (*p)*2)
	var a A
	f := a.m
	a.x = 3
	g := A.m
	h := (*A).m
	fmt.Println(f(), g(a), h(&a), I.m(a), (*B).m(&B{9}))
	var fn func(A) int = A.m
	fmt.Println(fn(A{4}))
	arr := [](func() int){a.m, A{8}.m, (&B{2}).m}
	fmt.Println(arr[0](), arr[1](), arr[2]())
	ss := []struct{ a, b int }{{1, 2}, {b: 3}, {}}
	pp := []*A{{1}, {x: 2}, nil}
	nn := [][]int{{1}, {2, 3}, 3: {4}}
	kk := []string{2: "two", "three", 0: "zero"}
	fmt.Println(ss, pp[0].x, pp[1].x, pp[2] == nil, nn, len(kk), kk)
	tt := []rune{'a': 1, 'b'}
	fmt.Println(len(tt), tt[97], tt[98], []byte("hi"), string([]byte{'h', 'i'}), string(rune(-1)), Str("x")+"y")
	ptr := &[]int{1, 2}
	fmt.Println((*ptr)[1], len(*ptr), &E{} != nil)
	q := &struct{ p *A }{&A{1}}
	q.p.x++
	fmt.Println(q.p.x, (*q.p).x, (**&q.p).x)
	var c1 <-chan int = make(chan int, 2)
	fmt.Println(len(c1), cap(c1))
	if v, ok := interface{}(i).(I); ok && v != nil {
		fmt.Println("if ok")
	}
	if (A{1}) == (A{1}) {
		fmt.Println("lit")
	}
	for _, v := range (Sl{4, 5}) {
		fmt.Print(v, " ")
	}
	fmt.Println()
	var u8 uint8 = 200
	var i8 int8 = -128
	fmt.Println(u8+100, -i8, i8/-1, i8-1, ^u8, u8<<1, i8>>9, u8>>9, -5/3, -5%3, 5/-3, 5%-3, 5&^3, 1<<3|1)
	var sh uint = 33
	var w int64 = 1 << sh
	var k uint64 = 1<<sh + 1.0
	var m int32 = 1 << sh
	fmt.Println(w, k, m, uint32(1)<<sh, 1<<sh == 2<<(sh-1))
	fl := 3.99
	fmt.Println(int(fl), int(-fl), uint8(int(fl)), float32(0.1), float64(float32(0.1)), int64(1e18))
	println2 := fmt.Println
	println2("done", 1 < 2 == true, !(1 == 2) && true || false)
}

// output:
// main.A 1
// *main.A 2
// *main.B 3
// main.Named 4
// main.Str 4
// main.Sl 2
// main.Ch 7
// [1 2 3] 3 2 2 false []
// nil iface runtime error: invalid memory address or nil pointer dereference
// assert nil interface conversion: main.I is nil, not main.A
// assert interface conversion: main.I is main.A, not *main.B
// assert iface interface conversion: main.A is not main.J: missing method n
// assert any interface conversion: interface {} is string, not int
// assert any2 interface conversion: int is not main.I: missing method m
// false true false
// false true true
// nil recv runtime error: invalid memory address or nil pointer dereference
// index runtime error: index out of range [5] with length 3
// index neg runtime error: index out of range [-1]
// slice runtime error: slice bounds out of range [:9] with capacity 4
// slice2 runtime error: slice bounds out of range [2:1]
// slice3 runtime error: slice bounds out of range [::99] with capacity 4
// slice4 runtime error: slice bounds out of range [:3:2]
// slice5 runtime error: slice bounds out of range [3:2:]
// str runtime error: index out of range [5] with length 3
// strslice runtime error: slice bounds out of range [5:3]
// strslice2 runtime error: slice bounds out of range [2:1]
// div runtime error: integer divide by zero
// mod runtime error: integer divide by zero
// shift runtime error: negative shift amount
// make runtime error: makeslice: len out of range
// make2 runtime error: makeslice: cap out of range
// makechan makechan: size out of range
// nilptr runtime error: invalid memory address or nil pointer dereference
// nilptr2 runtime error: invalid memory address or nil pointer dereference
// nilfunc runtime error: invalid memory address or nil pointer dereference
// close nil close of nil channel
// close twice close of closed channel
// send closed send on closed channel
// eq runtime error: comparing uncomparable type []int
// eqf runtime error: comparing uncomparable type func()
// eqs runtime error: comparing uncomparable type struct { s []int }
// false
// eq differing <nil>
// false
// eq order runtime error: comparing uncomparable type []int
// 0 1 0 2 1 3
// 8 8 16
// 0 3 3 3 9
// 4
// 3 8 2
// [{1 2} {0 3} {0 0}] 1 2 true [[1] [2 3] [] [4]] 4 [zero  two three]
// 99 1 98 [104 105] hi � xy
// 2 2 true
// 2 2 2
// 0 2
// if ok
// lit
// 4 5
// 44 -128 -128 127 55 144 -1 0 -1 -2 -1 2 4 9
// 8589934592 8589934593 0 0 true
// 3 -3 3 0.1 0.10000000149011612 1000000000000000000
// done true true
