// Values without size.
package main

import "fmt"

type empty struct{}
type nest struct {
	e empty
	n int
	f empty
}

func (empty) hello(n int) int    { return n + 1 }
func (*empty) pointer(n int) int { return n + 2 }

type hi interface{ hello(int) int }

func give() empty                               { return empty{} }
func take(e empty, n int, f empty) (empty, int) { return e, n }

func main() {
	var e empty
	f := e
	fmt.Println(e == f, e.hello(1), f.pointer(1), give() == e)
	s := make([]empty, 3)
	s = append(s, e, empty{})
	t := append([]empty(nil), s...)
	fmt.Println(len(s), len(t), s[2], copy(s, t))
	for i, x := range s {
		fmt.Print(i, x, " ")
	}
	fmt.Println()
	c := make(chan struct{}, 2)
	c <- struct{}{}
	c <- e
	<-c
	v, ok := <-c
	fmt.Println(v, ok, len(c))
	close(c)
	v, ok = <-c
	fmt.Println(v, ok)
	select {
	case x, ok := <-c:
		fmt.Println(x, ok)
	}
	n := nest{n: 5}
	n.e = e
	m := n
	fmt.Println(n, n == m, m.e, m.n)
	p := &n
	p.f = empty{}
	fmt.Println(p.f, *p)
	q := new(empty)
	*q = e
	fmt.Println(*q, q != nil)
	_, k := take(e, 3, f)
	fmt.Println(k)
	var h hi = e
	fmt.Println(h.hello(10), h == hi(empty{}), h.(empty))
	h = q
	fmt.Println(h.hello(20))
	mv := e.hello
	pv := q.pointer
	fmt.Println(mv(30), pv(40))
	func() {
		x := e
		g := func() empty { x = empty{}; return x }
		fmt.Println(g())
	}()
	var any interface{} = struct{}{}
	_, is := any.(struct{})
	_, not := any.(empty)
	fmt.Println(is, not)
	done := make(chan struct{})
	go func() { defer close(done); done <- struct{}{} }()
	<-done
	<-done
	func() {
		defer func() { fmt.Println(recover() != nil) }()
		var np *empty
		e = *np
	}()
	func() {
		defer func() { fmt.Println(recover() != nil) }()
		i := 9
		e = s[i]
	}()
	fmt.Println([]empty{} == nil, len([]empty{{}, {}}))
}

// output:
// true 2 3 true
// 5 5 {} 5
// 0 {} 1 {} 2 {} 3 {} 4 {}
// {} true 0
// {} false
// {} false
// {{} 5 {}} true {} 5
// {} {{} 5 {}}
// {} true
// 3
// 11 true {}
// 21
// 31 42
// {}
// true false
// true
// true
// false 2
