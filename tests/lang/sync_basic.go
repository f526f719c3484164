// Mutexes, wait groups, once; critical sections.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) inc() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	return c.n
}

type stack struct {
	sync *sync.Mutex
	v    []int
}

var (
	global sync.Mutex
	once   sync.Once
	total  int64
)

func worker(id int, jobs <-chan int, results chan<- int, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		results <- j * j
	}
	_ = id
}

func main() {
	var c counter
	var wg sync.WaitGroup
	for i := 0; i < 20; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.inc()
			global.Lock()
			total += int64(i)
			global.Unlock()
		}()
	}
	wg.Wait()
	fmt.Println(c.n, total)

	jobs, results := make(chan int, 5), make(chan int, 5)
	for w := 0; w < 3; w++ {
		wg.Add(1)
		go worker(w, jobs, results, &wg)
	}
	go func() {
		for i := 1; i <= 10; i++ {
			jobs <- i
		}
		close(jobs)
		wg.Wait()
		close(results)
	}()
	sum := 0
	for r := range results {
		sum += r
	}
	fmt.Println(sum)

	for i := 0; i < 3; i++ {
		once.Do(func() { fmt.Println("once", i) })
	}
	var n int64
	for i := 0; i < 10; i++ {
		wg.Add(1)
		go func() {
			atomic.AddInt64(&n, 2)
			wg.Done()
		}()
	}
	wg.Wait()
	fmt.Println(n, atomic.CompareAndSwapInt64(&n, 20, 5), atomic.LoadInt64(&n))
	s := stack{sync: new(sync.Mutex)}
	s.sync.Lock()
	s.v = append(s.v, 1)
	s.sync.Unlock()
	var l sync.Locker = &c.mu
	l.Lock()
	fmt.Println(c.mu.TryLock())
	l.Unlock()
	lock := c.mu.Lock
	lock()
	fmt.Println(c.mu.TryLock(), len(s.v))
	done := make(chan bool)
	go func() {
		time.Sleep(time.Millisecond)
		c.mu.Unlock()
		done <- true
	}()
	c.mu.Lock()
	<-done
	timeout := make(chan bool)
	go func() {
		time.Sleep(2 * time.Millisecond)
		timeout <- true
	}()
	select {
	case <-timeout:
		fmt.Println("timeout")
	case <-done:
	}
}

// output:
// 20 190
// 385
// once 0
// 5 true 5
// false
// false 1
// timeout
