// Go spec: Blank identifier, Declarations and scope, Assignment statements.
package main

import (
	"fmt" // ERROR ".fmt. imported and not used"
	"os" // ERROR ".os. imported and not used"
	. "errors"
	m "math/rand" // ERROR ".math/rand. imported as m and not used"
	"sync" // ERROR ".sync. imported and not used"
	_ "time"
)

type (
	T  struct{ a, b int }
	P  *T
	F  func(int) (int, error)
	C  chan int
	CS chan<- int
	CR <-chan int
	I  interface{ M() }
	A  = T
	S  []T
	B  bool
	St string
)

func (t *T) M()       {}
func (t T) N(int) int { return 0 }

const (
	k0, k1 = iota, iota * 2
	k2, _
	k3 // ERROR "extra init expr"
)

func named() (n int, err error) {
	if n := 1; n > 0 {
		return // ERROR "result parameter n not in scope"
	}
	{
		err := New("x") // ERROR "declared and not used: err"
		return // ERROR "result parameter err not in scope"
	}
	func() (n int) { return }()
	defer func(err error) { return }(nil)
	return n // ERROR "not enough return values: have \(int\), want \(int, error\)"
}

func shadows() {
	true := 1
	var int string = 3 // ERROR "declared and not used: int"
	len := func() {}
	len("x") // ERROR "too many arguments in call to len: have \(string\), want \(\)"
	nil := 3
	var p *T = nil // ERROR "declared and not used: p"
	_ = true && false // ERROR "invalid operation: true && false \(mismatched types int and untyped bool\)"
	type string struct{}
	var s string = "a" // ERROR "cannot use .a. \(untyped string constant\) as string value in variable"
	_ = s
}

func blank() {
	_ := 1 // ERROR "no new variables on left side of :="
	_, _ := 1, 2 // ERROR "no new variables on left side of :="
	_ = _ // ERROR "cannot use _ as value or type"
	var _ = 1
	x := _ // ERROR "declared and not used: x"
	_() // ERROR "cannot use _ as value or type"
	_.x = 1 // ERROR "cannot use _ as value or type"
	for _ = range 3 {
	}
	for _, _ = range []int{} {
	}
	for _ := range 3 { // ERROR "no new variables on left side of :="
	}
	_++ // ERROR "cannot use _ as value or type"
	_ <- 1 // ERROR "cannot use _ as value or type"
	<-_ // ERROR "cannot use _ as value or type"
	go _() // ERROR "cannot use _ as value or type"
	return _ // ERROR "cannot use _ as value or type"
}

func assign() {
	var a, b int // ERROR "declared and not used: b"
	var s []int
	var t T
	var pt *T
	var f func() int
	var e error
	a, b = 1 // ERROR "assignment mismatch: 2 variables but 1 value"
	a, b = 1, 2, 3 // ERROR "assignment mismatch: 2 variables but 3 values"
	a, a := 1, 2 // ERROR "a repeated on left side of :="
	a, c := 1, "x" // ERROR "declared and not used: c"
	a, b := 1, 2 // ERROR "no new variables on left side of :="
	a.x = 3 // ERROR "a\.x undefined \(type int has no field or method x\)"
	s.x = 1 // ERROR "s\.x undefined \(type \[\]int has no field or method x\)"
	t.c = 1 // ERROR "t\.c undefined \(type T has no field or method c\)"
	t.M = nil // ERROR "cannot assign to t\.M \(neither addressable nor a map index expression\)"
	pt.M = nil // ERROR "cannot assign to pt\.M \(neither addressable nor a map index expression\)"
	f() = 1 // ERROR "cannot assign to f\(\) \(neither addressable nor a map index expression\)"
	s[0], s["a"] = 1, 2 // ERROR "cannot convert .a. \(untyped string constant\) to type int"
	T{}.a = 3 // ERROR "cannot assign to T\{\}\.a \(neither addressable nor a map index expression\)"
	(&T{}).a = 3
	"abc"[0] = 'x' // ERROR "cannot assign to .abc.\[0\] \(neither addressable nor a map index"
	s[1:2] = nil // ERROR "cannot assign to s\[1:2\] \(neither addressable nor a map index expression\)"
	&a = nil // ERROR "cannot assign to &a \(neither addressable nor a map index expression\)"
	*a = 1 // ERROR "invalid operation: cannot indirect a \(variable of type int\)"
	*pt = T{}
	*pt = nil // ERROR "cannot use nil as T value in assignment"
	e.Error = nil // ERROR "cannot assign to e\.Error \(neither addressable nor a map index"
	a += 1.5 // ERROR "1\.5 \(untyped float constant\) truncated to int"
	a += "x" // ERROR "invalid operation: a \+= .x. \(mismatched types int and untyped string\)"
	a <<= 1.0
	a := 3 // ERROR "no new variables on left side of :="
	(a) = 3
	(a) := 3 // ERROR "non-name \(a\) on left side of :="
	a &^= 3
	f = f
	f += f // ERROR "invalid operation: operator \+ not defined on f \(variable of type func\(\)"
}
func main() {}
