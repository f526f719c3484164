// 101 frames.
package main

func f(n int) {
	if n == 1 {
		panic("deep")
	}
	f(n - 1)
}

func main() { f(101 - 1) }
