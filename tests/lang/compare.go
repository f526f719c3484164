// Equality of all kinds of values.
package main

import (
	"errors"
	"fmt"
)

type pt struct{ x, y int }
type deep struct {
	s string
	p pt
	i interface{}
	c chan int
	q *int
	b bool
	f float64
	k int8
}
type named int
type ifc interface{ m() }
type impl struct{ n int }

func (impl) m() {}

type ptrImpl struct{ n int }

func (*ptrImpl) m() {}

func eq(a, b interface{}) (r interface{}) {
	defer func() {
		if e := recover(); e != nil {
			r = e
		}
	}()
	return a == b
}

func main() {
	n, m := 1, 1
	p, q := &n, &m
	c, d := make(chan int), make(chan int)
	fmt.Println(p == q, p == &n, *p == *q, c == d, c == c)
	fmt.Println(pt{1, 2} == pt{1, 2}, pt{1, 2} == pt{2, 1}, pt{} != pt{0, 0})
	a := deep{"s", pt{1, 2}, 5, c, p, true, 1.5, -1}
	b := a
	fmt.Println(a == b)
	b.s = "s" + string(rune('a'))[:0]
	b.i = 2 + 3
	fmt.Println(a == b, a != b)
	b.i = "x"
	fmt.Println(a == b)
	b = a
	b.k = 127
	b.k += 64
	b.k += 64
	fmt.Println(a == b)
	b.f = 0
	fmt.Println(a == b)
	fmt.Println(eq(1, 1), eq(1, 1.0), eq(1, named(1)), eq("a", "a"), eq(nil, nil), eq(nil, 0))
	fmt.Println(eq(pt{1, 2}, pt{1, 2}), eq(p, &n), eq(c, c), eq(int8(-1), int8(-1)))
	fmt.Println(eq([]int{}, 1), eq([]int{}, []int{}))
	fmt.Println(eq(func() {}, func() {}))
	fmt.Println(eq(struct{ s []int }{}, struct{ s []int }{}))
	var i, j ifc = impl{1}, impl{1}
	fmt.Println(i == j, i == impl{1}, impl{2} == i, i != nil)
	i, j = &ptrImpl{1}, &ptrImpl{1}
	fmt.Println(i == j, i == i)
	var e interface{} = i
	fmt.Println(e == i, e != j)
	var np *ptrImpl
	i = np
	fmt.Println(i == nil, np == nil, i == ifc(np))
	err := errors.New("x")
	fmt.Println(err == err, err == errors.New("x"), err != nil)
	fmt.Println(struct{}{} == struct{}{}, interface{}(struct{}{}) == interface{}(struct{}{}))
	fmt.Println(true == (n == m), (n < m) == (m < n), n == 1 == true)
	x, y := "abc", "ab"
	fmt.Println(x == y+"c", x != y, x[:2] == y)
	var f func()
	var s []int
	fmt.Println(f == nil, s == nil, nil == s)
	var u8, v8 uint8 = 255, 1
	fmt.Println(u8+v8 == 0, u8 > v8, int8(u8) < 0, u8 == 255)
	z := 0.0
	fmt.Println(z == -z, eq(z, -z), eq(z/z, z/z))
	ok := pt{1, 2} == pt{1, 2} && !(pt{1, 3} == pt{1, 2})
	fmt.Println(ok)
}

// output:
// false true true false true
// true false false
// true
// true false
// false
// true
// false
// true false false true true false
// true true true true
// false runtime error: comparing uncomparable type []int
// runtime error: comparing uncomparable type func()
// runtime error: comparing uncomparable type struct { s []int }
// true true false true
// false true
// true true
// false true true
// true false true
// true true
// true true true
// true true true
// true true true
// true true true true
// true true false
// true
