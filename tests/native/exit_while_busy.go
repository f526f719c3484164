// Main returns while others compute, talk, sleep, do I/O, are in system calls,
// and change the number of Ps. Who spawns must yield: otherwise 100,000 Gs wait
// in the global queue, of which one runs per 61 ticks while two others talk, and
// main may have to wait behind them for many seconds, in real Go too.
package main

import (
	"fmt"
	"gmpsim/work"
	"runtime"
	"time"
)

func forever(f func(i int)) {
	go func() {
		for i := 0; ; i++ {
			f(i)
		}
	}()
}

func main() {
	c := make(chan int, 1)
	for k := 0; k < 2; k++ {
		forever(func(i int) {})
		forever(func(i int) { c <- i })
		forever(func(i int) { <-c })
		forever(func(i int) { time.Sleep(10 * time.Microsecond) })
		forever(func(i int) { work.IO(10 * time.Microsecond) })
		forever(func(i int) { work.Syscall(10 * time.Microsecond) })
		forever(func(i int) {
			go func() {}()
			if i%64 == 0 {
				runtime.Gosched()
			}
		})
		forever(func(i int) { runtime.Gosched() })
	}
	forever(func(i int) {
		runtime.GOMAXPROCS(1 + i%3)
		time.Sleep(time.Millisecond)
	})
	time.Sleep(20 * time.Millisecond)
	fmt.Println("bye")
}

// output:
// bye
