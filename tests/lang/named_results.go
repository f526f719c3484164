// Named results are variables.
package main

import (
	"errors"
	"fmt"
)

func split(sum int) (x, y int) {
	x = sum * 4 / 9
	y = sum - x
	return
}

func zero() (a int, b string, c []int, d *int, e error, f bool) { return }

func shadow(n int) (r int, err error) {
	if n < 0 {
		err := errors.New("negative")
		return -1, err
	}
	{
		r := n * 2
		_ = r
	}
	r = n
	return r + 1, nil
}

func captured() (r int) {
	f := func() { r += 5 }
	f()
	f()
	return r * 2
}

func escapes() (r int, f func() int) {
	f = func() int { return r }
	r = 3
	return 8, f
}

func addr() (r int) {
	p := &r
	*p = 4
	defer func() { *p *= 10 }()
	return *p + 1
}

func order(a, b int) (x, y int) {
	x, y = b, a
	return y, x
}

func many() (a, b, c, d int8, s struct{ x, y int }) {
	a, d = 1, -1
	s.x = 5
	return a, b + 2, 3, d, s
}

func recurse(n int) (total int) {
	if n == 0 {
		return
	}
	total = n
	total += recurse(n - 1)
	return
}

func pass(a, b int) (b2, a2 int) { return b, a }

func swap3(a, b, c int) (int, int, int) { return c, a, b }

func big() (s []int, n int, t string) {
	s = append(s, 1, 2)
	n = len(s)
	t = "t"
	return s, n + 1, t + "u"
}

func main() {
	fmt.Println(split(17))
	fmt.Println(zero())
	fmt.Println(shadow(-1))
	fmt.Println(shadow(4))
	fmt.Println(captured())
	r, f := escapes()
	fmt.Println(r, f())
	fmt.Println(addr())
	fmt.Println(order(1, 2))
	fmt.Println(many())
	fmt.Println(recurse(10))
	fmt.Println(pass(1, 2))
	fmt.Println(swap3(1, 2, 3))
	fmt.Println(swap3(swap3(swap3(1, 2, 3))))
	fmt.Println(big())
}

// output:
// 7 10
// 0  [] <nil> <nil> false
// -1 negative
// 5 <nil>
// 20
// 8 8
// 50
// 1 2
// 1 2 3 -1 {5 0}
// 55
// 2 1
// 3 1 2
// 1 2 3
// [1 2] 3 tu
