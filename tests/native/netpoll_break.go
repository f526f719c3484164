// Who sleeps in the poller until a far deadline is woken for a nearer one, and
// for a goroutine that is ready.
package main

import (
	"fmt"
	"gmpsim/work"
	"time"
)

func main() {
	start := time.Now()
	go time.Sleep(time.Hour)
	go work.IO(time.Hour)
	for i := 0; i < 20; i++ {
		time.Sleep(time.Millisecond) // the poller now waits for an hour
		done := make(chan bool)
		go func() {
			time.Sleep(100 * time.Microsecond)
			done <- true
		}()
		<-done
		go func() {
			work.IO(100 * time.Microsecond)
			done <- true
		}()
		<-done
		go func() {
			work.Syscall(100 * time.Microsecond)
			done <- true
		}()
		<-done
	}
	fmt.Println(time.Since(start) < 5*time.Second)
}

// output:
// true
