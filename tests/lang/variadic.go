// Variadic functions.
package main

import "fmt"

func count(xs ...int) int { return len(xs) }

func isNil(xs ...string) bool { return xs == nil }

func mixed(a int, s string, rest ...interface{}) string {
	return fmt.Sprint(a, s, len(rest), rest)
}

func first(xs ...int) { xs[0] = 100 }

type t struct{ base int }

func (v t) sum(xs ...int) int {
	n := v.base
	for _, x := range xs {
		n += x
	}
	return n
}

func multi() (int, int, int) { return 1, 2, 3 }

func prefix() (int, string, bool) { return 1, "s", true }

func pts(ps ...struct{ x, y int }) (n int) {
	for _, p := range ps {
		n += p.x * p.y
	}
	return
}

func bools(bs ...bool) (n int) {
	for _, b := range bs {
		if b {
			n++
		}
	}
	return
}

func funcs(fs ...func() int) (n int) {
	for _, f := range fs {
		n += f()
	}
	return
}

func main() {
	fmt.Println(count(), count(1), count(1, 2, 3), count([]int{4, 5}...), count(nil...))
	fmt.Println(isNil(), isNil(nil...), isNil([]string{}...), isNil(""))
	fmt.Println(mixed(1, "a"), mixed(1, "a", nil), mixed(2, "b", 1, "x", 2.5, []int{1}))
	fmt.Println(mixed(1, "a", []interface{}{1, 2}...), mixed(1, "a", []int{1, 2}))
	s := []int{1, 2}
	first(s...)
	first(s[1], 5)
	fmt.Println(s)
	fmt.Println(t{10}.sum(), t{10}.sum(1, 2), t{10}.sum(s...))
	f := t{5}.sum
	fmt.Println(f(1, 1), f(), count(multi()), t{1}.sum(multi()))
	fmt.Println(mixed(prefix()))
	g := func(a string, b ...string) int { return len(a) + len(b) }
	fmt.Println(g("ab"), g("ab", "c", "d"))
	fmt.Println(pts(struct{ x, y int }{2, 3}, struct{ x, y int }{4, 5}))
	fmt.Println(bools(true, false, true, 1 < 2))
	fmt.Println(funcs(func() int { return 1 }, func() int { return len(s) }))
	var e []interface{}
	for i := 0; i < 3; i++ {
		e = append(e, i)
	}
	fmt.Println(e...)
	defer fmt.Println(e...)
	defer func(xs ...int) { fmt.Println(xs) }(1, 2, 3)
	c := make(chan int)
	go func(xs ...int) { c <- len(xs) }(s...)
	fmt.Println(<-c)
}

// output:
// 0 1 3 2 0
// true true false false
// 1a0 [] 1a1 [<nil>] 2b4 [1 x 2.5 [1]]
// 1a2 [1 2] 1a1 [[1 2]]
// [100 2]
// 10 13 112
// 7 5 3 7
// 1s1 [true]
// 2 4
// 26
// 3
// 3
// 0 1 2
// 2
// [1 2 3]
// 0 1 2
