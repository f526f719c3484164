// go with every kind of callee.
package main

import (
	"fmt"
	"sync"
)

type t struct{ n int }

func (v t) val(c chan int)             { c <- v.n }
func (p *t) ptr(c chan int, k int)     { p.n += k; c <- p.n }
func (v t) many(c chan int, xs ...int) { c <- len(xs) + v.n }

type valer interface{ val(chan int) }

func plain(c chan int, n int) { c <- n }

func ret(c chan int) (int, string) { c <- 5; return 1, "ignored" }

func pick(name string, f func(chan int)) func(chan int) {
	fmt.Print("pick ", name, "; ")
	return f
}

func main() {
	c := make(chan int)
	go plain(c, 1)
	fmt.Println(<-c)
	go ret(c)
	fmt.Println(<-c)
	v := t{10}
	go v.val(c)
	v.n = 11
	fmt.Println(<-c)
	go v.ptr(c, 5)
	fmt.Println(<-c, v.n)
	go (&v).val(c)
	fmt.Println(<-c)
	go v.many(c, 1, 2, 3)
	fmt.Println(<-c)
	var i valer = v
	go i.val(c)
	i = t{99}
	fmt.Println(<-c)
	f := v.val
	go f(c)
	fmt.Println(<-c)
	go t.val(t{7}, c)
	fmt.Println(<-c)
	go (*t).ptr(&v, c, 1)
	fmt.Println(<-c)
	go func() { c <- 100 }()
	fmt.Println(<-c)
	x := 1
	go func(y int) { x += y; c <- x }(5)
	fmt.Println(<-c, x)
	go pick("a", func(c chan int) { c <- 55 })(c)
	fmt.Println(<-c)
	fs := []func(chan int){func(c chan int) { c <- 66 }}
	go fs[0](c)
	fmt.Println(<-c)
	d := make(chan int, 1)
	go close(d)
	<-d
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := 0
	for i := 1; i <= 10; i++ {
		wg.Add(1)
		go func(n int) {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			total += n
		}(i)
	}
	wg.Wait()
	fmt.Println(total)
	out := make([]int, 5)
	for i := range out {
		wg.Add(1)
		go func() {
			out[i] = i * i
			wg.Done()
		}()
	}
	wg.Wait()
	fmt.Println(out)
	wg.Add(1)
	go wg.Done()
	wg.Wait()
	mu.Lock()
	go mu.Unlock()
	mu.Lock()
	fmt.Println("unlocked by another")
}

// output:
// 1
// 5
// 10
// 16 16
// 16
// 19
// 16
// 16
// 7
// 17
// 100
// 6 6
// pick a; 55
// 66
// 55
// [0 1 4 9 16]
// unlocked by another
