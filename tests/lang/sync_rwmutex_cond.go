// Readers share, a writer is alone and is not overtaken for ever; Cond wakes in
// the order of waiting.
//
// status: 2
// stderr: fatal error: sync: RUnlock of unlocked RWMutex
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

func readersAndWriters() {
	var rw sync.RWMutex
	var wg sync.WaitGroup
	var readers, writers, most int32
	total := 0
	for i := 0; i < 8; i++ {
		wg.Add(2)
		go func() {
			defer wg.Done()
			for k := 0; k < 50; k++ {
				rw.RLock()
				n := atomic.AddInt32(&readers, 1)
				if atomic.LoadInt32(&writers) != 0 {
					panic("a reader beside a writer")
				}
				if n > atomic.LoadInt32(&most) {
					atomic.StoreInt32(&most, n)
				}
				runtime.Gosched()
				atomic.AddInt32(&readers, -1)
				rw.RUnlock()
			}
		}()
		go func() {
			defer wg.Done()
			for k := 0; k < 50; k++ {
				rw.Lock()
				if atomic.AddInt32(&writers, 1) != 1 || atomic.LoadInt32(&readers) != 0 {
					panic("a writer beside others")
				}
				total++
				runtime.Gosched()
				atomic.AddInt32(&writers, -1)
				rw.Unlock()
			}
		}()
	}
	wg.Wait()
	fmt.Println("written", total, most > 0)
}

func try() {
	var rw sync.RWMutex
	fmt.Println(rw.TryRLock(), rw.TryLock(), rw.TryRLock())
	rw.RUnlock()
	rw.RUnlock()
	l := rw.RLocker()
	l.Lock()
	fmt.Println(rw.TryLock())
	l.Unlock()
	fmt.Println(rw.TryLock(), rw.TryRLock())
	rw.Unlock()
}

func signals() {
	c := sync.NewCond(&sync.Mutex{})
	var wg sync.WaitGroup
	order := ""
	waiting := 0
	for i := 0; i < 5; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			c.L.Lock()
			for waiting != i {
				c.L.Unlock()
				runtime.Gosched()
				c.L.Lock()
			}
			waiting++
			c.Wait()
			order += fmt.Sprint(i)
			waiting--
			c.L.Unlock()
		}(i)
	}
	for k := 5; k > 0; k-- {
		c.L.Lock()
		for k == 5 && waiting != 5 {
			c.L.Unlock()
			runtime.Gosched()
			c.L.Lock()
		}
		if k == 3 {
			c.Broadcast()
			c.L.Unlock()
			break
		}
		c.Signal()
		for waiting >= k {
			c.L.Unlock()
			runtime.Gosched()
			c.L.Lock()
		}
		c.L.Unlock()
	}
	wg.Wait()
	fmt.Println("order begins", order[:2], "all", len(order))
}

func copied() {
	defer func() { fmt.Println("recovered:", recover()) }()
	c := sync.NewCond(&sync.Mutex{})
	c.Signal()
	d := &sync.Cond{}
	*d = *c
	d.Broadcast()
}

func main() {
	readersAndWriters()
	try()
	signals()
	copied()
	var rw sync.RWMutex
	rw.RUnlock()
}

// output:
// written 400 true
// true false true
// false
// true false
// order begins 01 all 5
// recovered: sync.Cond is copied
