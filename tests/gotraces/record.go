// record writes an execution trace of a little of everything to the file that
// it is given: channels, locks, sleep, system calls that keep their P and that
// lose it, the network poller, preemption, a collection, GOMAXPROCS, and remarks
// of runtime/trace. README.md says how the traces here were made.
package main

import (
	"context"
	"os"
	"runtime"
	"runtime/trace"
	"sync"
	"syscall"
	"time"
)

func spin(d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); {
	}
}

func sleepInKernel() {
	ts := syscall.NsecToTimespec(int64(25 * time.Millisecond))
	syscall.Nanosleep(&ts, nil)
}

func pipe(wg *sync.WaitGroup) {
	defer wg.Done()
	r, w, _ := os.Pipe()
	go func() {
		time.Sleep(time.Millisecond)
		w.Write([]byte("x"))
		w.Close()
	}()
	r.Read(make([]byte, 1))
	r.Close()
}

func locks(mu *sync.Mutex, wg *sync.WaitGroup) {
	defer wg.Done()
	for i := 0; i < 3; i++ {
		mu.Lock()
		runtime.Gosched()
		mu.Unlock()
	}
}

func main() {
	f, err := os.Create(os.Args[1])
	if err != nil || trace.Start(f) != nil {
		panic("no trace")
	}
	defer trace.Stop()
	ctx, task := trace.NewTask(context.Background(), "task")
	trace.Log(ctx, "key", "value")
	var wg sync.WaitGroup
	var mu sync.Mutex
	wg.Add(5)
	go pipe(&wg)
	go func() { defer wg.Done(); sleepInKernel() }()
	for i := 0; i < 3; i++ {
		go locks(&mu, &wg)
	}
	c := make(chan int)
	go func() {
		trace.WithRegion(ctx, "send", func() {
			for i := 0; i < 5; i++ {
				c <- i
			}
		})
		close(c)
	}()
	for range c {
	}
	select {
	case <-time.After(time.Millisecond):
	case <-make(chan int):
	}
	wg.Wait()
	runtime.GOMAXPROCS(3)
	wg.Add(3)
	for i := 0; i < 3; i++ {
		go func() { defer wg.Done(); spin(2 * time.Millisecond) }()
	}
	wg.Wait()
	runtime.GOMAXPROCS(1)
	runtime.GC()
	coroutine()
	task.End()
}
