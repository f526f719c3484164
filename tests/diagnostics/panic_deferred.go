// A panic in a deferred function, on top of one that was recovered.
package main

import "errors"

func f() {
	defer func() {
		panic(errors.New("second"))
	}()
	panic("first")
}

func main() {
	func() {
		defer func() { recover() }()
		panic(0)
	}()
	f()
}
