// The starter yields instead of waiting.
package main

import "runtime"

func main() {
	for i := 0; i < 4; i++ {
		go func() { print(i, " ") }()
	}
	runtime.Gosched()
	print("main")
}

// go1.0-1.4: 0 1 2 3 main
// go1.5-: 3 0 1 2 main
