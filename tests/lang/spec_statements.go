// Go spec: Statements, in the order of its sections; defer and order of
// evaluation among them.
package main

import "fmt"

func tr(s string, n int) int  { fmt.Print(s, ";"); return n }
func c(s string, b bool) bool { fmt.Print(s, ";"); return b }
func ch(s string) chan int    { fmt.Print(s, ";"); return make(chan int, 1) }
func named() (r int, err error) {
	defer func() { r *= 2 }()
	r = 3
	return r + 1, nil
}
func rec() (r string) {
	defer func() {
		if e := recover(); e != nil {
			r = fmt.Sprint("rec ", e)
		}
	}()
	defer func() { defer func() { fmt.Println("in", recover()) }(); panic("second") }()
	panic("first")
}
func nilDefer() {
	defer func() { fmt.Println("nildefer", recover()) }()
	var f func()
	defer f()
	fmt.Println("reached")
}
func argPanic() (n int) {
	defer func() { recover(); n = 9 }()
	defer fmt.Println(tr("arg", 1), n)
	n = 5
	panic(1)
}

func main() {
outer:
	for i := 0; i < 3; i++ {
		switch {
		case i == 1:
			continue outer
		case i == 2:
			break outer
		}
		for range 2 {
			for {
				continue outer
			}
		}
	}
	switch x := tr("tag", 2); x {
	default:
		fmt.Println("default")
	case tr("a", 1), tr("b", 2), tr("c", 3):
		fmt.Println("match")
		fallthrough
	case 77:
		fmt.Println("fell")
	case tr("never", 9):
	}
	switch {
	case c("f", false), c("t", true):
		fmt.Println("bool")
	}
	switch tr("only", 1) {
	}
	switch x := any(3); x {
	case "3", 3.0:
		fmt.Println("no")
	case 3:
		fmt.Println("int 3")
	}
	switch any(nil) {
	case nil:
		fmt.Println("nil")
	}
	switch fn := func() {}; {
	case fn != nil:
		fmt.Println("init only")
	}
L:
	switch {
	default:
		for {
			break L
		}
	}
	a := []int{1, 2, 3}
	i := 0
	i, a[i] = 1, 2
	fmt.Println(i, a)
	a[0], a[0] = 1, 2
	fmt.Println(a[0])
	a[1], a[2] = a[2], a[1]
	fmt.Println(a)
	x := []int{1, 2, 3}
	i = 0
	x[1], x[2] = 4, 5
	i = 2
	x = []int{3, 5, 7}
	for i, x[i] = range x {
		break
	}
	fmt.Println(i, x)
	var p *struct{ v int }
	func() {
		defer func() { fmt.Println(recover(), x[0]) }()
		x[0], p.v = 99, 2
	}()
	for i, v := range a {
		a = append(a, v)
		if i > 10 {
			break
		}
	}
	fmt.Println(len(a))
	for i, r := range "aé\xff日" {
		fmt.Print(i, " ", r, ";")
	}
	for i := range "日本" {
		fmt.Print(i)
	}
	for range "ab" {
		fmt.Print("x")
	}
	fmt.Println()
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i += 10; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	var n8 int8 = 3
	for i := range n8 {
		fmt.Printf("%T%d ", i, i)
	}
	for i := range 1 << 2 {
		i *= 2
		fmt.Print(i, " ")
	}
	const k = 2
	for range k {
		fmt.Print("k")
	}
	var key int
	for key = range 4 {
	}
	for range -3 {
		fmt.Print("never")
	}
	fmt.Println(key)
	cc := make(chan int, 3)
	cc <- 1
	cc <- 2
	close(cc)
	for v := range cc {
		fmt.Print(v, " ")
	}
	v, ok := <-cc
	fmt.Println(v, ok)
	fmt.Println(named())
	fmt.Println(rec())
	nilDefer()
	fmt.Println(argPanic())
	select {
	case ch("c1") <- tr("v1", 1):
		fmt.Println("sent")
	case <-(chan int)(nil):
	case x[tr("idx", 0)] = <-(chan int)(nil):
	}
	select {
	case x[tr("idx2", 1)], ok = <-cc:
		fmt.Println(x[1], ok)
	}
	m := []func(){}
	m = append(m, func() { fmt.Print("m0;") })
	m[tr("i", 0)]()
	y := tr("x", 1) + tr("y", 2)*tr("z", 3)
	fmt.Println(y, c("l", false) && c("r", true) || c("o", true))
	var e1, e2 = tr("e1", 1), tr("e2", 2)
	_, _ = e1, e2
	type pt struct{ a, b int }
	_ = pt{b: tr("pb", 1), a: tr("pa", 2)}
	_ = []int{1: tr("s1", 1), 0: tr("s0", 2)}
	a[tr("l", 0)], a[tr("m", 1)] = tr("n", 1), tr("o", 2)
	a[tr("q", 0)] += tr("r", 1)
	a[tr("inc", 0)]++
	fmt.Println(min(3, 1, 2), max(2.5, 1), min("b", "a"), max('a', 1))
	clear(a[:1])
	fmt.Println(a[:2], copy(a, a[1:]))
	fmt.Printf("%v %+v %T %d %5d|%-5d|%05d|%x|%X|%o|%b|%c|%U|%q|%t|%e|%g|%8.3f|%s|%10s|%-10s|%p\n", pt{1, 2}, pt{1, 2}, pt{}, 42, 42, 42, 42, 255, 255, 8, 5, 'x', '⌘', "q\n", true, 1234.5678, 1e21, 3.14159, "s", "r", "l", nil)
	fmt.Printf("%d %s %!|%z %d\n", "str", 5, 1)
	fmt.Printf("%[2]d %[1]d %*d %.2s %+d %# x %#v %v\n", 1, 2, 5, 3, "abc", 7, "hi", []string{"a"}, []any{1, "b", nil, 2.5, []int{1}})
	fmt.Println([]any{nil, 1, "a", 1.0, true, 'x', []string{}, pt{}, struct{}{}, error(nil)})
}

// output:
// tag;a;b;match
// fell
// f;t;bool
// only;int 3
// nil
// init only
// 1 [2 2 3]
// 2
// [2 3 2]
// 0 [3 5 3]
// runtime error: invalid memory address or nil pointer dereference 99
// 6
// 0 97;1 233;3 65533;4 26085;03xx
// 10 20 11 21 12 22 int80 int81 int82 0 2 4 6 kk3
// 1 2 0 false
// 8 <nil>
// in second
// rec first
// reached
// nildefer runtime error: invalid memory address or nil pointer dereference
// arg;1 0
// 9
// c1;v1;sent
// idx2;0 false
// i;m0;x;y;z;l;o;7 true
// e1;e2;pb;pa;s1;s0;l;m;n;o;q;r;inc;1 2.5 a 97
// [2 2] 5
// {1 2} {a:1 b:2} main.pt 42    42|42   |00042|ff|FF|10|101|x|U+2318|"q\n"|true|1.234568e+03|1e+21|   3.142|s|         r|l         |%!p(<nil>)
// %!d(string=str) %!s(int=5) %!!(int=1)|%!z(MISSING) %!d(MISSING)
// 2 1  5 %!s(int=03) %!d(string=abc)  0x7 "hi" [a]
// [<nil> 1 a 1 true 120 [] {0 0} {} <nil>]
