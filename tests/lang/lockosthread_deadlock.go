// A deadlock while main.main has not begun: runtime.main locks its thread for
// the init functions.
package main

import (
	"fmt"
	"runtime"
)

var c = make(chan int)

func init() {
	go func() {
		runtime.LockOSThread()
		c <- 1
		<-c
	}()
	fmt.Println(<-c)
	<-c
}

func main() {}

// status: 2
// stderr: goroutine 1 [chan receive, locked to thread]:

// output:
// 1
