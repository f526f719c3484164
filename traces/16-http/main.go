// The I/O lesson: many requests on one P. A goroutine that waits for an answer
// costs no thread: the network poller has them all.
package main

import (
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

const requests = 100

func fetch(wg *sync.WaitGroup) {
	defer wg.Done()
	resp, err := http.Get("http://example.com/")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, resp.Body)
}

func main() {
	start := time.Now()
	var wg sync.WaitGroup
	for i := 0; i < requests; i++ {
		wg.Add(1)
		go fetch(&wg)
	}
	wg.Wait()
	fmt.Println(requests, "pages in",
		time.Since(start).Round(time.Millisecond))
}
