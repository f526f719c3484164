// A channel with room for two; main receives.
package main

import "runtime"

func main() {
	c := make(chan int, 2)
	go func() {
		for i := 0; i < 8; i++ {
			c <- i
			print("s", i, " ")
		}
	}()
	for i := 0; i < 8; i++ {
		print("r", <-c, " ")
	}
	runtime.Gosched()
}

// go1.0-: s0 s1 s2 r0 r1 r2 r3 s3 s4 s5 s6 r4 r5 r6 r7 s7
