// lang: go1.23

// A timer that nobody waits for is no reason to wait for it.
package main

import "time"

func main() {
	time.NewTicker(time.Millisecond)
	time.NewTimer(time.Hour)
	t := time.NewTimer(time.Hour)
	select {
	case <-t.C:
	default:
	}
	select {}
}

// status: 2
// stderr: all goroutines are asleep - deadlock!

// output:
