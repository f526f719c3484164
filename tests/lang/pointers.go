// Pointers to variables, fields, elements.
package main

import "fmt"

type node struct {
	v    int
	next *node
}

type list struct {
	head, tail *node
	n          int
}

func (l *list) push(v int) *list {
	x := &node{v: v}
	if l.tail == nil {
		l.head = x
	} else {
		l.tail.next = x
	}
	l.tail = x
	l.n++
	return l
}

func (l *list) reverse() {
	var prev *node
	l.tail = l.head
	for x := l.head; x != nil; {
		x, x.next, prev = x.next, prev, x
	}
	l.head = prev
}

func swap(a, b *int) { *a, *b = *b, *a }

func local() *int { x := 5; return &x }

func param(x int) (*int, func() int) { return &x, func() int { x++; return x } }

var global = 3

type tree struct {
	l, r *tree
	k    int
}

func (t *tree) insert(k int) *tree {
	if t == nil {
		return &tree{k: k}
	}
	if k < t.k {
		t.l = t.l.insert(k)
	} else {
		t.r = t.r.insert(k)
	}
	return t
}

func (t *tree) walk(f func(int)) {
	if t != nil {
		t.l.walk(f)
		f(t.k)
		t.r.walk(f)
	}
}

func main() {
	a, b := 1, 2
	swap(&a, &b)
	fmt.Println(a, b)
	p := &a
	pp := &p
	**pp = 10
	*pp = &b
	*p += 5
	fmt.Println(a, b, p == &b, *pp == p)
	x, y := local(), local()
	*x = 6
	fmt.Println(*x, *y, x != y)
	q, f := param(1)
	*q = 10
	fmt.Println(f(), *q)
	g := &global
	*g *= 7
	fmt.Println(global)
	var l list
	l.push(1).push(2).push(3).push(4)
	l.reverse()
	for n := l.head; n != nil; n = n.next {
		fmt.Print(n.v, " ")
	}
	fmt.Println(l.n)
	s := []int{1, 2, 3}
	e := &s[1]
	*e = 20
	s = append(s, 4)
	*e = 200
	fmt.Println(s)
	st := struct{ a, b int8 }{1, 2}
	fa, fb := &st.a, &st.b
	*fa, *fb = -*fb, 127
	*fb++
	fmt.Println(st, *fa, *fb)
	n := new(int)
	*n++
	m := new([]int)
	*m = append(*m, 1, 2)
	fmt.Println(*n, *m, len(*m), (*m)[1])
	var t *tree
	for _, k := range []int{5, 2, 8, 1, 9, 3} {
		t = t.insert(k)
	}
	t.walk(func(k int) { fmt.Print(k, " ") })
	fmt.Println()
	ps := &struct{ s []int }{}
	ps.s = append(ps.s, 1)
	ps.s[0] = 7
	fmt.Println(ps.s, &ps.s[0] == &ps.s[0])
	pi := &[]int{1, 2, 3}
	(*pi)[0] = 4
	fmt.Println(*pi, len(*pi))
	bp := new(bool)
	*bp = !*bp
	u := new(uint8)
	*u--
	fl := new(float32)
	*fl += 0.5
	str := new(string)
	*str += "s"
	fmt.Println(*bp, *u, *fl, *str)
	func() {
		defer func() { fmt.Println(recover()) }()
		var nn *node
		nn.next.v = 1
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var nn *node
		fmt.Println(&nn.v)
	}()
}

// output:
// 2 1
// 10 6 true true
// 6 5 true
// 11 11
// 21
// 4 3 2 1 4
// [1 20 3 4]
// {-2 -128} -2 -128
// 1 [1 2] 2 2
// 1 2 3 5 8 9
// [7] true
// [4 2 3] 3
// true 255 0.5 s
// runtime error: invalid memory address or nil pointer dereference
// runtime error: invalid memory address or nil pointer dereference
