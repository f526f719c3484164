// 120 frames, and who created the goroutine.
package main

func f(n int) {
	if n == 1 {
		panic("deep")
	}
	f(n - 1)
}

func main() {
	go f(120)
	select {}
}
