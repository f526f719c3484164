// Quota: how many Ps does a program need whose container has a quota of CPU
// time? Clients send requests over the network and wait for the answer; each
// takes some CPU time. With more Ps than the quota is worth, the quota of a
// period is used up early, and whoever comes then waits for the next one.
//
//	gmpsim run -m container -p 1 main.go
//	gmpsim run -m container -p 2 main.go
//	gmpsim run -m container -p 16 main.go
package main

import (
	"fmt"
	"gmpsim/work"
	"sync"
	"time"
)

const (
	clients = 32
	span    = 2 * time.Second
)

func main() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	var took []time.Duration
	start := time.Now()
	for i := 0; i < clients; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			for n := 0; time.Since(start) < span; n++ {
				think := time.Duration(1+(i+n)%5) * time.Millisecond
				asked := time.Now().Add(think) // the request arrives
				work.IO(think)
				done := make(chan bool)
				go func() {
					work.CPU(time.Duration(200+(i*7+n*3)%9*50) * time.Microsecond)
					done <- true
				}()
				<-done
				d := time.Since(asked)
				mu.Lock()
				took = append(took, d)
				mu.Unlock()
			}
		}(i)
	}
	wg.Wait()
	sort(took)
	fmt.Println("requests:", len(took))
	fmt.Println("p50:", took[len(took)/2])
	fmt.Println("p99:", took[len(took)*99/100])
}

// sort is a heap sort.
func sort(v []time.Duration) {
	for i := len(v)/2 - 1; i >= 0; i-- {
		sift(v, i, len(v))
	}
	for n := len(v) - 1; n > 0; n-- {
		v[0], v[n] = v[n], v[0]
		sift(v, 0, n)
	}
}

func sift(v []time.Duration, i, n int) {
	for {
		c := 2*i + 1
		if c >= n {
			return
		}
		if c+1 < n && v[c+1] > v[c] {
			c++
		}
		if v[c] <= v[i] {
			return
		}
		v[i], v[c] = v[c], v[i]
		i = c
	}
}
