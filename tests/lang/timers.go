// Timers, tickers and AfterFunc: who fires, in which order, what Stop and Reset
// say.
package main

import (
	"fmt"
	"sync"
	"time"
)

const ms = time.Millisecond

func order() {
	c := make(chan int, 10)
	for i := 5; i > 0; i-- {
		i := i
		time.AfterFunc(time.Duration(i)*10*ms, func() { c <- i })
	}
	s := ""
	for i := 0; i < 5; i++ {
		s += fmt.Sprint(<-c, " ")
	}
	fmt.Println("order", s)
}

func stops() {
	t := time.NewTimer(time.Hour)
	fmt.Println(t.Stop(), t.Stop(), t.Reset(5*ms), t.Reset(60*ms))
	<-t.C
	fmt.Println(t.Stop(), t.Reset(ms))
	<-t.C
	f := time.AfterFunc(time.Hour, func() { panic("never") })
	fmt.Println(f.Stop(), f.C == nil)
}

func after() {
	begin := time.Now()
	select {
	case <-time.After(20 * ms):
		fmt.Println("after", time.Since(begin) >= 20*ms)
	case <-time.After(time.Hour):
		fmt.Println("too late")
	}
	select {
	case v := <-make(chan int):
		fmt.Println(v)
	case now := <-time.After(-1):
		fmt.Println("at once", now.Sub(begin) >= 20*ms)
	}
}

func ticks() {
	begin := time.Now()
	t := time.NewTicker(5 * ms)
	n := 0
	for at := range t.C {
		n++
		if at.Sub(begin) < time.Duration(n)*5*ms {
			panic("early tick")
		}
		if n == 4 {
			break
		}
	}
	// Whoever is late gets one tick, not all of them.
	time.Sleep(28 * ms)
	got := 0
	for done := false; !done; {
		select {
		case <-t.C:
			got++
		default:
			done = true
		}
	}
	fmt.Println(n, got)
	t.Reset(2 * ms)
	<-t.C
	t.Stop()
	select {
	case <-t.C:
	default:
	}
	time.Sleep(6 * ms)
	select {
	case <-t.C:
		fmt.Println("a tick after Stop")
	default:
		fmt.Println("no tick after Stop")
	}
	fmt.Println(time.Tick(0) == nil)
}

func many() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	sum := 0
	for i := 0; i < 1000; i++ {
		i := i
		wg.Add(1)
		time.AfterFunc(time.Duration(i%7)*ms, func() {
			mu.Lock()
			sum += i
			mu.Unlock()
			wg.Done()
		})
	}
	wg.Wait()
	fmt.Println(sum)
}

// Many goroutines stop and reset one timer: it fires at most once per Reset.
func shared() {
	var wg sync.WaitGroup
	t := time.AfterFunc(time.Hour, func() {})
	for i := 0; i < 8; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := 0; k < 100; k++ {
				t.Stop()
				t.Reset(time.Duration(k%3) * 10 * time.Microsecond)
			}
		}()
	}
	wg.Wait()
	t.Stop()
}

func main() {
	order()
	stops()
	after()
	ticks()
	many()
	shared()
	defer func() { fmt.Println("recovered:", recover()) }()
	time.NewTicker(0)
}

// output:
// order 1 2 3 4 5
// true false false true
// false false
// true true
// after true
// at once true
// 4 1
// no tick after Stop
// true
// 499500
// recovered: non-positive interval for NewTicker
