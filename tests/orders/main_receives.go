// main receives over an unbuffered channel.
package main

func main() {
	c := make(chan int)
	go func() {
		for i := 0; i < 6; i++ {
			c <- i
			print("s", i, " ")
		}
		close(c)
	}()
	for i := range c {
		print("r", i, " ")
	}
}

// go1.0-: s0 r0 r1 s1 s2 r2 r3 s3 s4 r4 r5 s5
