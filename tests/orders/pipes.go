// Five read from pipes, into which main writes in one go, the newest first. (Before
// Go 1.9 such reads held their threads; here they wait in the poller in every
// version.)
package main

import (
	"os"
	"runtime"
	"sync"
)

type end struct {
	r, w *os.File
	next *end
}

func main() {
	var wg sync.WaitGroup
	var all *end
	for i := 0; i < 5; i++ {
		r, w, err := os.Pipe()
		if err != nil {
			panic(err)
		}
		all = &end{r, w, all}
		wg.Add(1)
		go func() {
			b := make([]byte, 1)
			r.Read(b)
			print(i, " ")
			wg.Done()
		}()
	}
	runtime.Gosched()
	for e := all; e != nil; e = e.next {
		e.w.Write([]byte("x"))
	}
	wg.Wait()
}

// go1.0-1.0: 4 0 1 2 3
// go1.1-: 0 1 2 3 4
