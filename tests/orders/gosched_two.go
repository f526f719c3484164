// Who yields goes behind those who wait, in the global queue and in the own one.
package main

import "runtime"

func main() {
	go func() {
		print("a1 ")
		runtime.Gosched()
		print("a2 ")
	}()
	go func() {
		print("b1 ")
		runtime.Gosched()
		print("b2 ")
	}()
	runtime.Gosched()
	print("m1 ")
	go func() { print("c ") }()
	runtime.Gosched()
	print("m2 ")
	runtime.Gosched()
	print("m3")
}

// go1.0-1.4: a1 b1 m1 a2 b2 c m2 m3
// go1.5-: b1 a1 m1 c b2 a2 m2 m3
