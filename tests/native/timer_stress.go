// Timers that many goroutines stop, reset and wait for, while the number of Ps
// changes. Channels of After are used again.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

const us = time.Microsecond

func main() {
	var wg sync.WaitGroup
	var stop, calls int32
	timer := time.NewTimer(1000 * us)
	ticker := time.NewTicker(100 * us)
	f := time.AfterFunc(1000*us, func() { atomic.AddInt32(&calls, 1) })
	use := func(kind, k int) {
		switch kind {
		case 0:
			timer.Reset(time.Duration(k%50) * us)
		case 1:
			select {
			case <-timer.C:
			case <-ticker.C:
			case <-time.After(50 * us):
			}
		case 2:
			f.Stop()
			f.Reset(time.Duration(k%30) * us)
		case 3:
			<-time.After(time.Duration(k%20) * us)
		case 4:
			timer.Stop()
			select {
			case <-timer.C:
			default:
			}
		case 5:
			select {
			case <-time.After(time.Hour):
			case <-time.After(us):
			}
		}
	}
	for i := 0; i < 12; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := 0; k < 300; k++ {
				use((i+k)%6, k)
			}
		}()
	}
	procs := runtime.GOMAXPROCS(0)
	changer := make(chan bool)
	go func() {
		for i := 0; atomic.LoadInt32(&stop) == 0; i++ {
			runtime.GOMAXPROCS(1 + (procs-1+i)%4)
			time.Sleep(3000 * us)
		}
		changer <- true
	}()
	wg.Wait()
	atomic.StoreInt32(&stop, 1)
	<-changer
	f.Reset(0)
	for atomic.LoadInt32(&calls) == 0 {
		time.Sleep(us)
	}
	fmt.Println("done")
}

// output:
// done
