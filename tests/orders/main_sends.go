// main sends over an unbuffered channel.
package main

func main() {
	c := make(chan int)
	done := make(chan bool)
	go func() {
		for i := range c {
			print("r", i, " ")
		}
		done <- true
	}()
	for i := 0; i < 6; i++ {
		c <- i
		print("s", i, " ")
	}
	close(c)
	<-done
}

// go1.0-: r0 s0 s1 r1 r2 s2 s3 r3 r4 s4 s5 r5
// global: r0 s0 s1 r1 r2 s2 s3 r3 r4 s4 s5 r5
// norunnext: r0 s0 s1 r1 r2 s2 s3 r3 r4 s4 s5 r5
// fifo: r0 s0 s1 r1 r2 s2 s3 r3 r4 s4 s5 r5
// lifo: r0 s0 s1 r1 r2 s2 s3 r3 r4 s4 s5 r5
