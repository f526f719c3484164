// A data race: interfaces, functions and pointers of different types are
// written over each other while others assert, call, compare and print them.
package main

import (
	"errors"
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

type shape interface {
	area() int
}

type square int

func (s square) area() int { return int(s * s) }

type rect struct {
	w, h int
	name string
}

func (r rect) area() int { return r.w * r.h }

type deep struct {
	in   shape
	tags []string
}

func (d *deep) area() int { return d.in.area() + len(d.tags) }

var (
	anything any
	fig      shape = square(1)
	problem  error
	fn       func(int) int
	figs     = make([]shape, 4)
	ch       chan any
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
	var wg sync.WaitGroup
	quiet(&wg, func(i int) {
		anything = i
		fig = square(i)
		problem = errors.New("a problem")
		fn = func(x int) int { return x + i }
		figs[i%4] = rect{i, 2, "r"}
		ch = make(chan any, 2)
	})
	quiet(&wg, func(i int) {
		anything = "text"
		fig = rect{i, i, "rect"}
		problem = nil
		fn = nil
		figs[i%4] = nil
		select {
		case ch <- fig:
		default:
		}
	})
	quiet(&wg, func(i int) {
		anything = rect{1, 2, "three"}
		fig = &deep{square(2), []string{"a", "b"}}
		problem = fmt.Errorf("another: %d", i)
		fn = func(int) int { return fig.area() }
		figs[i%4] = fig
		select {
		case anything = <-ch:
		default:
		}
	})
	sum := 0
	quiet(&wg, func(i int) {
		if v, ok := anything.(int); ok {
			sum += v
		}
		if v, ok := anything.(rect); ok {
			sum += v.w + len(v.name)
		}
		if v, ok := anything.(shape); ok {
			sum += v.area()
		}
		sum += len(anything.(string))
	})
	quiet(&wg, func(i int) {
		sum += fig.area()
		sum += figs[i%4].area()
	})
	quiet(&wg, func(i int) {
		sum += len(problem.Error())
	})
	quiet(&wg, func(i int) {
		sum += fn(i)
	})
	quiet(&wg, func(i int) {
		if anything == any(fig) || fig == figs[i%4] {
			sum++
		}
		_, is := fig.(fmt.Stringer)
		if is {
			sum++
		}
	})
	quiet(&wg, func(i int) {
		sum += len(fmt.Sprint(anything, problem))
		sum += len(fmt.Sprintf("%v %+v %T", fig, figs[i%4], fig))
	})
	wg.Wait()
	fmt.Fprintln(os.Stderr, sum)
	fmt.Println("ended")
}

// output:
// ended
