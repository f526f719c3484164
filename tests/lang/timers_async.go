// Channels of timers before Go 1.23: they have one place, and what lies there
// outlives a Stop or Reset.
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
	fmt.Println(t.Stop(), t.Stop(), ready(t.C), ready(t.C))
	fmt.Println(t.Reset(5*ms), t.Reset(5*ms))
	time.Sleep(10 * ms)
	fmt.Println(t.Reset(time.Hour), ready(t.C), ready(t.C), t.Stop())
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
	fmt.Println(ready(t.C), ready(t.C))
	t.Reset(5 * ms)
	for i := 0; i < 3; i++ {
		<-t.C
	}
	time.Sleep(15 * ms)
	t.Stop()
	fmt.Println(len(t.C), ready(t.C), len(t.C))
}

func selects() {
	n := 0
	for i := 0; i < 1000; i++ {
		select {
		case <-time.After(time.Hour):
		case <-time.After(time.Microsecond):
			n++
		}
	}
	fmt.Println(n)
}

func main() {
	stale()
	ticks()
	selects()
}

// output:
// 0 1 false
// 1 1
// false false true false
// false true
// false true false true
// true true true true
// true false
// 1 true 0
// 1000
