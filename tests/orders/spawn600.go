// More than the queue of a P has room for: which come first of each 25.
package main

import "sync"

func main() {
	var wg sync.WaitGroup
	n := 0
	for i := 0; i < 600; i++ {
		wg.Add(1)
		go func() {
			if n%25 == 0 {
				print(i, " ")
			}
			n++
			wg.Done()
		}()
	}
	wg.Wait()
}

// go1.0-1.2: 0 25 50 75 100 125 150 175 200 225 250 275 300 325 350 375 400 425 450 475 500 525 550 575
// go1.5-1.24: 599 410 435 459 484 508 534 559 583 12 36 61 86 110 136 160 185 209 234 259 286 311 336 361
// go1.25-: 599 409 434 459 484 508 534 559 583 11 35 60 85 109 135 159 184 208 233 258 285 310 335 360
