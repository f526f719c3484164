package main

import (
	"os"
	"sync"
	"time"

	"gmpsim/work"
)

func main() {
	var wg sync.WaitGroup
	for i := 0; i < int(os.Args[1][0]-48); i++ {
		wg.Add(1)
		go func() {
			work.CPU(500 * time.Millisecond)
			wg.Done()
		}()
	}
	wg.Wait()
}
