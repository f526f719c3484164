// Run-time errors have Go's texts.
package main

import "fmt"

type t struct {
	a, b int
	next *t
}

func try(name string, f func()) {
	defer func() {
		r := recover()
		_, isErr := r.(error)
		fmt.Println(name+":", r, isErr)
	}()
	f()
}

func main() {
	s := []int{1, 2, 3}
	str := "abc"
	var p *t
	var np **t
	var f func()
	var c chan int
	var e interface{}
	zero, neg, big := 0, -1, 10
	try("index", func() { _ = s[big] })
	try("negative", func() { _ = s[neg] })
	try("store", func() { s[big] = 1 })
	try("empty", func() { _ = []string{}[zero] })
	try("string", func() { _ = str[big] })
	try("high", func() { _ = s[:big] })
	try("low", func() { _ = s[big:] })
	try("crossed", func() { _ = s[2 : 1+zero] })
	try("max", func() { _ = s[0:1:big] })
	try("crossed max", func() { _ = s[zero : 3 : 2+zero] })
	try("substring", func() { _ = str[1:big] })
	try("substring low", func() { _ = str[big:] })
	try("divide", func() { _ = 1 / zero })
	try("modulo", func() { _ = 1 % zero })
	try("unsigned", func() { _ = uint8(1) / uint8(zero) })
	try("divide assign", func() { x := 5; x /= zero })
	try("load", func() { _ = p.b })
	try("store", func() { p.a = 1 })
	try("chain", func() { (&t{}).next.a = 1 })
	try("deref", func() { _ = *p })
	try("pointer to pointer", func() { _ = (*np).a })
	try("call", func() { f() })
	try("close nil", func() { close(c) })
	try("assert", func() { _ = e.(int) })
	try("make", func() { _ = make([]int, neg) })
	try("make cap", func() { _ = make([]int, 2, 1+zero) })
	try("shift", func() { _ = 1 << neg })
	try("compare", func() { e = s; _ = e == e })
	try("append is fine", func() { _ = append(s, s...) })
	try("panic nil error", func() { var err error; _ = err.Error() })
	try("custom", func() { panic(fmt.Sprintf("%d", 42)) })
	try("value", func() { panic(t{a: 1}.a) })
	// After each of them the function goes on.
	fmt.Println(s, str)
}

// output:
// index: runtime error: index out of range [10] with length 3 true
// negative: runtime error: index out of range [-1] true
// store: runtime error: index out of range [10] with length 3 true
// empty: runtime error: index out of range [0] with length 0 true
// string: runtime error: index out of range [10] with length 3 true
// high: runtime error: slice bounds out of range [:10] with capacity 3 true
// low: runtime error: slice bounds out of range [10:3] true
// crossed: runtime error: slice bounds out of range [2:1] true
// max: runtime error: slice bounds out of range [::10] with capacity 3 true
// crossed max: runtime error: slice bounds out of range [:3:2] true
// substring: runtime error: slice bounds out of range [:10] with length 3 true
// substring low: runtime error: slice bounds out of range [10:3] true
// divide: runtime error: integer divide by zero true
// modulo: runtime error: integer divide by zero true
// unsigned: runtime error: integer divide by zero true
// divide assign: runtime error: integer divide by zero true
// load: runtime error: invalid memory address or nil pointer dereference true
// store: runtime error: invalid memory address or nil pointer dereference true
// chain: runtime error: invalid memory address or nil pointer dereference true
// deref: runtime error: invalid memory address or nil pointer dereference true
// pointer to pointer: runtime error: invalid memory address or nil pointer dereference true
// call: runtime error: invalid memory address or nil pointer dereference true
// close nil: close of nil channel true
// assert: interface conversion: interface {} is nil, not int true
// make: runtime error: makeslice: len out of range true
// make cap: runtime error: makeslice: cap out of range true
// shift: runtime error: negative shift amount true
// compare: runtime error: comparing uncomparable type []int true
// append is fine: <nil> false
// panic nil error: runtime error: invalid memory address or nil pointer dereference true
// custom: 42 false
// value: 1 false
// [1 2 3] abc
