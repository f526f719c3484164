// Every way to wait for ever, in the order of creation; main waits first.
package main

import (
	"runtime"
	"sync"
)

var (
	nilChan chan int
	c       = make(chan int)
	mu      sync.Mutex
	rw      sync.RWMutex
	held    sync.RWMutex
	wg      sync.WaitGroup
	cond    = sync.NewCond(&sync.Mutex{})
)

func recv()    { <-c }
func sendNil() { nilChan <- 1 }
func recvNil() { <-nilChan }
func sel() {
	select {
	case <-c:
	case <-nilChan:
	}
}
func selNone()   { select {} }
func lock()      { mu.Lock() }
func rlock()     { rw.RLock() }
func wlock()     { held.Lock() }
func wait()      { wg.Wait() }
func waitCond()  { cond.L.Lock(); cond.Wait() }
func send(n int) { make(chan int) <- n }
func ends()      {}
func nested()    { go recv(); <-c }

func main() {
	mu.Lock()
	rw.Lock()
	held.RLock()
	wg.Add(1)
	for i := 0; i < 3; i++ {
		go ends()
	}
	runtime.Gosched()
	go recv() // these three use the records of those that ended
	go send(1)
	go sendNil()
	go recvNil()
	go sel()
	go selNone()
	go lock()
	go rlock()
	go wlock()
	go wait()
	go waitCond()
	go nested()
	go func() { func() { <-c }() }()
	wg.Wait()
}
