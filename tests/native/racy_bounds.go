// A data race: slices of arrays of three lengths are written over each other.
// Every element of an array is its length, so whose slice is larger than its
// array sees it: what is read is a slice that somebody wrote, or a mixture of
// several that lies within one array, or nothing.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

const (
	rounds = 30000
	limit  = time.Second
)

type box struct {
	before string
	list   []int
	small  []uint8
	after  any
}

var (
	list  []int
	small []uint8
	one   box
	ptr   = &one
	many  = make([]box, 3)
	lists = make([][]int, 3)
	any1  any
	bad   int64
	begin = time.Now()
)

func array(n int) ([]int, []uint8) {
	a, b := make([]int, n), make([]uint8, n)
	for i := range a {
		a[i], b[i] = n, uint8(n)
	}
	return a, b
}

func wrong(where string, n, first, last int) {
	if n > first || first != last {
		if atomic.AddInt64(&bad, 1) < 10 {
			fmt.Println(where, "of cap", n, "from", first, "to", last)
		}
	}
}

func check(where string, a []int) {
	if n := cap(a); n > 0 {
		a = a[:n]
		wrong(where, n, a[0], a[n-1])
	}
}

func checkSmall(where string, b []uint8) {
	if n := cap(b); n > 0 {
		b = b[:n]
		wrong(where, n, int(b[0]), int(b[n-1]))
	}
}

func checkBox(where string, x box) {
	check(where+".list", x.list)
	checkSmall(where+".small", x.small)
	if y, ok := x.after.(box); ok {
		check(where+".after.list", y.list)
	}
}

func get() ([]int, box) { return list, one }

func quiet(wg *sync.WaitGroup, f func(i int)) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		for i := 0; i < rounds && time.Since(begin) < limit; i++ {
			func() {
				defer func() { recover() }()
				f(i)
			}()
		}
	}()
}

func main() {
	var wg sync.WaitGroup
	for _, n := range []int{1, 30, 200} {
		n := n
		a, b := array(n)
		quiet(&wg, func(i int) {
			k := i % (n + 1)
			for j := 0; j < 20; j++ {
				list = a
				lists[j%3] = a
				ptr.list = a
			}
			list, small = a[k:], b[k:]
			one = box{"x", a[:k], b[:k], box{list: a[k:]}}
			many[i%3] = box{"y", a, b, one}
			lists[i%3] = a[k/2:]
			any1 = one
			*ptr = many[i*7%3]
			ptr.list, ptr.small = a, b
		})
	}
	quiet(&wg, func(i int) {
		for j := 0; j < 20; j++ {
			check("list", list)
			check("lists", lists[j%3])
			check("ptr.list", ptr.list)
		}
		checkSmall("small", small)
		x, y := get()
		check("get", x)
		checkBox("get", y)
	})
	quiet(&wg, func(i int) {
		checkBox("one", one)
		checkBox("*ptr", *ptr)
		check("ptr.list", ptr.list)
		checkBox("many", many[i%3])
		for _, x := range many {
			checkBox("range many", x)
		}
	})
	quiet(&wg, func(i int) {
		check("lists", lists[i%3])
		for _, l := range lists {
			check("range lists", l)
		}
		c := append([]int(nil), list...)
		check("copied", c[:len(c):len(c)])
		checkBox("any", any1.(box))
		l := list
		check("cut", l[len(l)/2:cap(l)])
		func() { checkSmall("closure", small[:len(small):cap(small)]) }()
	})
	wg.Wait()
	fmt.Println(bad)
}

// output:
// 0
