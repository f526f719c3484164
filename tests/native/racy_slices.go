// A data race: slices of different arrays, lengths and capacities are written
// over each other while others read, grow, cut and copy them. Their four words
// come apart; what is read may be anything, but nothing outside an array.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

type pair struct {
	name string
	list []int
	next *pair
}

const (
	rounds = 20000
	limit  = time.Second
)

var start = time.Now()

var (
	ints   []int
	bytes  []byte
	names  []string
	pairs  []pair
	nested [][]int
	one    pair
)

// quiet runs f again and again; an index out of range is what may happen.
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
	big := make([]int, 1000)
	long := make([]byte, 4096)
	words := []string{"", "a", "some words", "many more words than that"}
	var wg sync.WaitGroup
	quiet(&wg, func(i int) {
		ints = big[:i%1000]
		bytes = long[i%4096:]
		names = words[:i%5]
		nested = [][]int{ints, big}
		pairs = []pair{{words[i%4], ints, &one}}
		one = pair{words[i%4], ints, &one}
	})
	quiet(&wg, func(i int) {
		ints = []int{1, 2, 3}
		bytes = nil
		names = append(names, "x")
		nested = nil
		pairs = append(pairs, one, one)
		one.list = append(one.list, i)
	})
	quiet(&wg, func(i int) {
		ints = nil
		bytes = append(bytes[:i%3], long[:i%5]...)
		names = names[len(names)/2:]
		nested = append(nested[:i%8], ints)
		one = pair{list: big[i%1000:]}
	})
	sum := 0
	quiet(&wg, func(i int) {
		for _, v := range ints {
			sum += v
		}
		sum += ints[i%1000] + cap(ints)
		ints[len(ints)-1] = i
	})
	quiet(&wg, func(i int) {
		copy(bytes, long[100:])
		copy(long, bytes)
		bytes[i%4096]++
	})
	quiet(&wg, func(i int) {
		sum += len(names[i%4])
		names[0] += "y"
		if len(names[0]) > 50 {
			names[0] = ""
		}
	})
	quiet(&wg, func(i int) {
		for _, l := range nested {
			for k := range l {
				l[k] = i
			}
		}
		nested[0][0]++
	})
	quiet(&wg, func(i int) {
		p := pairs[len(pairs)-1]
		sum += len(p.name) + len(p.list) + len(p.next.name)
		q := one
		for q.next != nil && sum%7 != 0 {
			q = *q.next
			sum++
		}
		sum += len(fmt.Sprint(q.name, q.list))
	})
	quiet(&wg, func(i int) {
		if len(pairs) > 100 || len(one.list) > 100 || len(names) > 100 {
			pairs, names, one.list = nil, nil, nil
		}
	})
	wg.Wait()
	fmt.Fprintln(os.Stderr, sum)
	fmt.Println("ended")
}

// output:
// ended
