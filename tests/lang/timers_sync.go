// lang: go1.23

// Go 1.23's channels of timers: they look unbuffered, and nothing from before a
// Stop or Reset comes out of them.
package main

import (
	"fmt"
	"time"
)

const ms = time.Millisecond

func ready(c <-chan time.Time) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func stale() {
	t := time.NewTimer(5 * ms)
	fmt.Println(len(t.C), cap(t.C), ready(t.C))
	time.Sleep(10 * ms)
	fmt.Println(len(t.C), cap(t.C))
	fmt.Println(t.Stop(), t.Stop(), ready(t.C))
	fmt.Println(t.Reset(5*ms), t.Reset(5*ms))
	time.Sleep(10 * ms)
	fmt.Println(t.Reset(5*ms), ready(t.C))
	time.Sleep(10 * ms)
	fmt.Println(ready(t.C), t.Stop(), t.Reset(time.Hour), t.Stop())
}

// The time that is received is the time when the timer was due.
func due() {
	begin := time.Now()
	t := time.NewTimer(10 * ms)
	time.Sleep(50 * ms)
	d := (<-t.C).Sub(begin)
	fmt.Println(d >= 10*ms, d < 40*ms)
}

func ticks() {
	begin := time.Now()
	t := time.NewTicker(20 * ms)
	time.Sleep(90 * ms)
	first := (<-t.C).Sub(begin)
	second := (<-t.C).Sub(begin)
	fmt.Println(first >= 20*ms, first < 40*ms, second >= 100*ms, second < 120*ms)
	time.Sleep(30 * ms)
	t.Reset(time.Hour)
	fmt.Println(ready(t.C))
	t.Reset(5 * ms)
	for i := 0; i < 3; i++ {
		<-t.C
	}
	t.Stop()
	time.Sleep(10 * ms)
	fmt.Println(ready(t.C), cap(t.C))
}

// Whoever waits for a timer that is stopped waits for the next Reset.
func waiters() {
	t := time.NewTimer(5 * ms)
	done := make(chan int)
	for i := 0; i < 2; i++ {
		go func() {
			<-t.C
			done <- i
		}()
	}
	time.Sleep(time.Microsecond)
	fmt.Println(t.Stop())
	time.Sleep(10 * ms)
	select {
	case <-done:
		fmt.Println("too early")
	default:
	}
	fmt.Println(t.Reset(ms))
	n := <-done
	fmt.Println(t.Reset(ms))
	fmt.Println(n + <-done)
}

func selects() {
	n := 0
	for i := 0; i < 1000; i++ {
		select {
		case <-time.After(time.Hour):
		case <-time.After(time.Microsecond):
			n++
		}
		c, d := time.After(0), time.After(time.Hour)
		select {
		case <-d:
		case <-c:
			n++
		}
	}
	fmt.Println(n)
}

func main() {
	stale()
	due()
	ticks()
	waiters()
	selects()
}

// output:
// 0 0 false
// 0 0
// true false false
// false true
// true false
// true false false true
// true true
// true true true true
// false
// false 0
// true
// false
// false
// 1
// 2000
