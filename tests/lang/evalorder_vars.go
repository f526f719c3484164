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
