// recover works in deferred functions only, and only there directly.
package main

import (
	"errors"
	"fmt"
)

func try(name string, f func()) {
	defer func() {
		r := recover()
		fmt.Println(name, "->", r)
	}()
	f()
}

func helper() interface{} { return recover() }

type myErr struct{ code int }

func (e *myErr) Error() string { return fmt.Sprint("code ", e.code) }

func nestedPanic() {
	defer func() {
		defer func() { fmt.Println("inner", recover()) }()
		panic("second")
	}()
	panic("first")
}

func repanic() {
	defer func() {
		r := recover()
		panic(fmt.Sprint("again ", r))
	}()
	panic("once")
}

func notDirect() {
	defer func() { fmt.Println("helper got", helper()) }()
	panic("not helped")
}

func deferredRecover() {
	defer recover()
	panic("recover itself")
}

func methodRecover() {
	defer catcher{}.catch()
	panic("caught by a method")
}

type catcher struct{}

func (catcher) catch() { fmt.Println("method", recover()) }

func ordered() {
	for i := 0; i < 3; i++ {
		defer func() { fmt.Print("d", i, " ") }()
	}
	panic("ordered")
}

func deep(n int) {
	if n == 0 {
		panic("deep")
	}
	deep(n - 1)
}

func main() {
	try("none", func() {})
	try("string", func() { panic("boom") })
	try("error", func() { panic(errors.New("an error")) })
	try("type", func() { panic(&myErr{7}) })
	try("int", func() { panic(42) })
	try("nested", nestedPanic)
	try("repanic", repanic)
	try("notDirect", notDirect)
	try("deferredRecover", deferredRecover)
	try("methodRecover", methodRecover)
	try("ordered", ordered)
	try("deep", func() { deep(50) })
	fmt.Println("no panic", recover())
	n := 0
	for i := 0; i < 5; i++ {
		func() {
			defer func() {
				if recover() != nil {
					n++
				}
			}()
			if i%2 == 0 {
				panic(i)
			}
		}()
	}
	fmt.Println(n)
}

// output:
// none -> <nil>
// string -> boom
// error -> an error
// type -> code 7
// int -> 42
// inner second
// nested -> first
// repanic -> again once
// helper got <nil>
// notDirect -> not helped
// deferredRecover -> recover itself
// method caught by a method
// methodRecover -> <nil>
// d2 d1 d0 ordered -> ordered
// deep -> deep
// no panic <nil>
// 3
