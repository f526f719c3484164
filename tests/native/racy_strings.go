// A data race: strings of different lengths and bytes are written over each
// other while others index, cut, compare, join, and print them.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

const (
	rounds = 20000
	limit  = time.Second
)

var start = time.Now()

type named struct {
	first, last string
}

var (
	text string
	who  named
	list = make([]string, 8)
	ptr  = &named{"a", "b"}
)

func quiet(wg *sync.WaitGroup, f func(i int)) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		for i := 0; i < rounds && time.Since(start) < limit; i++ {
			func() {
				defer func() { recover() }()
				f(i)
			}()
		}
	}()
}

func main() {
	long := "a text with many bytes, some of which are more: äöü €"
	var wg sync.WaitGroup
	quiet(&wg, func(i int) {
		text = long[i%50:]
		who = named{text, long}
		list[i%8] = text + "!"
		ptr = &named{text, text}
	})
	quiet(&wg, func(i int) {
		text = ""
		who = named{"x", ""}
		list[i*3%8] = ""
		ptr.first = "z" + ptr.last[:1]
	})
	quiet(&wg, func(i int) {
		text = string(rune(i)) + text
		if len(text) > 200 {
			text = text[:i%200]
		}
		*ptr = who
	})
	sum := 0
	quiet(&wg, func(i int) {
		for _, r := range text {
			sum += int(r)
		}
		sum += int(text[i%60])
	})
	quiet(&wg, func(i int) {
		if who.first < who.last || who == (named{"x", "y"}) {
			sum++
		}
		switch text {
		case "", "a", "b":
			sum++
		}
	})
	quiet(&wg, func(i int) {
		list[i%8] = text[len(text)/3:] + list[i*5%8]
		if len(list[i%8]) > 300 {
			list[i%8] = ""
		}
	})
	quiet(&wg, func(i int) {
		sum += len(fmt.Sprintf("%q %v %d", list[i%8], *ptr, len(who.last)))
	})
	wg.Wait()
	fmt.Fprintln(os.Stderr, sum)
	fmt.Println("ended")
}

// output:
// ended
