// Go 1.21: a panic with nil is an error, so that recover tells it from none.
package main

import "fmt"

func try(f func()) {
	defer func() {
		r := recover()
		err, ok := r.(error)
		if ok {
			fmt.Println(err.Error()[:30])
			return
		}
		fmt.Println(r, ok)
	}()
	f()
}

func main() {
	var none any
	var err error
	var p *int
	try(func() {})
	try(func() { panic(nil) })
	try(func() { panic(none) })
	try(func() { panic(err) })
	try(func() { defer panic(nil) })
	try(func() { panic(p == nil) })
}

// output:
// <nil> false
// panic called with nil argument
// panic called with nil argument
// panic called with nil argument
// panic called with nil argument
// true false
