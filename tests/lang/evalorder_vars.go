// What the language leaves open is done as Go's compiler does it: variables are
// read after the calls of the statement.
package main

import "fmt"

var g int

func inc() int { g++; return 100 }

func two(a, b int) { fmt.Println("two", a, b) }

func ret() (int, int) { return g, inc() }

type pt struct{ x, y int }

func main() {
	fmt.Println(g, inc())
	two(g, inc())
	p := pt{g, inc()}
	fmt.Println(p)
	s := []int{g, inc()}
	fmt.Println(s)
	x := g + inc()
	fmt.Println(x)
	m, n := g, inc()
	fmt.Println(m, n)
	fmt.Println(ret())
	fmt.Println(g == inc()-100+g)

	b := make([]int, 12)
	c := func() int { g = 2; return 77 }
	g = 0
	b[g] = c()
	fmt.Println(b)

	l := 1
	l += func() int { l = 100; return 1 }()
	fmt.Println(l)
	g = 5
	g += func() int { g = 100; return 1 }()
	fmt.Println(g)

	q := &pt{1, 2}
	h := func() int { q = &pt{5, 6}; return 9 }
	old := q
	q.x = h()
	fmt.Println(*q, *old)

	// But these happen in order with the calls.
	g = 1
	fmt.Println(max(g, 0)+inc(), min(g, 50)+inc())
	r := []int{1, 2, 3}
	cut := func() int { r = r[:1]; return 10 }
	fmt.Println(len(r[1:])+cut(), len(r))
	r = []int{1, 2, 3}
	fmt.Println(len(append(r, 4))+cut(), len(r))
	var e interface{} = 5
	set := func() int { e = 7; return 100 }
	fmt.Println(e.(int)+set(), e)
	ok := true
	no := func() int { ok = false; return 1 }
	fmt.Println(ok && g > 0, no(), ok)
	ch := make(chan int, 2)
	ch <- 1
	fmt.Println(len(ch)+<-ch, len(ch))
	for i, v := range append([]int{g}, inc())[len(r)-len(r):] {
		fmt.Print(i, " ", v, " ", g+inc(), ";")
	}
	fmt.Println(g)
}

// output:
// 1 100
// two 2 100
// {3 100}
// [4 100]
// 105
// 6 100
// 7 100
// true
// [0 0 77 0 0 0 0 0 0 0 0 0]
// 101
// 101
// {9 6} {1 2}
// 101 102
// 12 1
// 14 1
// 105 7
// true 1 false
// 2 0
// 0 4 105;1 100 106;6
