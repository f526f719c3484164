// Type assertions, with and without ok.
package main

import (
	"errors"
	"fmt"
)

type t struct{ a, b int }
type s interface{ m() int }
type u int

func (u) m() int { return 1 }

func try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("panic:", r)
		}
	}()
	f()
}

func main() {
	var e interface{} = 5
	n := e.(int)
	_, ok := e.(string)
	fmt.Println(n, ok)
	str, ok := e.(string)
	fmt.Printf("%q %v\n", str, ok)
	e = t{1, 2}
	v, ok := e.(t)
	fmt.Println(v.a, v.b, ok, e.(t).b)
	w, ok := e.(*t)
	fmt.Println(w == nil, ok)
	e = &t{3, 4}
	fmt.Println(e.(*t).a)
	e = u(3)
	if x, ok := e.(s); ok {
		fmt.Println(x.m(), x.(u))
	}
	var i s = u(9)
	j, ok := i.(interface{ n() })
	fmt.Println(j == nil, ok)
	var k interface{} = i.(u)
	fmt.Println(k)
	e = nil
	_, ok = e.(int)
	fmt.Println(ok)
	e = []int{1, 2, 3}
	fmt.Println(e.([]int)[1], len(e.([]int)))
	e = func(x int) int { return x * 2 }
	fmt.Println(e.(func(int) int)(21))
	e = make(chan int, 3)
	_, ok = e.(chan<- int)
	fmt.Println(ok, cap(e.(chan int)))
	e = int8(-5)
	fmt.Println(e.(int8) < 0)
	e = float32(1.5)
	fmt.Println(e.(float32) * 2)
	var err error = errors.New("an error")
	e = err
	fmt.Println(e.(error).Error())
}

func init() {
	var e interface{} = 5
	var i s = u(1)
	var none s
	try(func() { fmt.Println(e.(string)) })
	try(func() { fmt.Println(e.(t)) })
	try(func() { fmt.Println(e.(s)) })
	try(func() { fmt.Println(i.(interface{ Other() })) })
	try(func() { e = nil; fmt.Println(e.(int)) })
	try(func() { fmt.Println(none.(u)) })
	try(func() { fmt.Println(e.(s)) })
	try(func() { e = &t{}; fmt.Println(e.(t)) })
	try(func() { var x interface{} = []int{1}; fmt.Println(x == x) })
}

// output:
// panic: interface conversion: interface {} is int, not string
// panic: interface conversion: interface {} is int, not main.t
// panic: interface conversion: int is not main.s: missing method m
// panic: interface conversion: main.u is not interface { Other() }: missing method Other
// panic: interface conversion: interface {} is nil, not int
// panic: interface conversion: main.s is nil, not main.u
// panic: interface conversion: interface is nil, not main.s
// panic: interface conversion: interface {} is *main.t, not main.t
// panic: runtime error: comparing uncomparable type []int
// 5 false
// "" false
// 1 2 true 2
// true false
// 3
// 1 3
// true false
// 9
// false
// 2 3
// 42
// false 3
// true
// 3
// an error
