// Values of many words as arguments, results, elements, captures.
package main

import "fmt"

type inner struct {
	name string
	list []int
}

type big struct {
	a, b, c int
	in      inner
	tail    []inner
	f       func(int) int
	i       interface{}
}

func mk(n int) big {
	return big{n, n + 1, n + 2, inner{"n", []int{n}}, []inner{{"t", nil}}, func(x int) int { return x + n }, n}
}

func pass(b big, k int, c big) (big, int, big) {
	b.a += k
	c.in.list[0] += k
	return c, b.a, b
}

func (b big) sum() int       { return b.a + b.b + b.c + b.in.list[0] }
func (b *big) add(k int) big { b.a += k; return *b }

type summer interface{ sum() int }

func many(a, b, c, d, e, f, g, h int, s string, t []int, u inner) (int, string, []int, inner) {
	return a + b*2 + c*3 + d*4 + e*5 + f*6 + g*7 + h*8, s + u.name, append(t, u.list...), inner{s, t}
}

var global = mk(100)

func main() {
	x := mk(1)
	y, n, z := pass(x, 10, mk(2))
	fmt.Println(y.a, y.in.list, n, z.a, x.a, z.f(5), x.i)
	s := []big{x, y}
	s = append(s, z)
	s[1].in.name = "changed"
	w := s[1]
	w.in.name = "copy"
	fmt.Println(s[1].in.name, w.in.name, len(s), s[2].sum())
	c := make(chan big, 2)
	c <- x
	c <- mk(7)
	<-c
	fmt.Println((<-c).sum())
	var i interface{} = x
	x.a = 1000
	fmt.Println(i.(big).a, i.(summer).sum())
	var su summer = &x
	fmt.Println(su.sum())
	f := x.sum
	g := x.add
	x.b = 5000
	fmt.Println(f(), g(1).a, x.a)
	h := func() int { return y.sum() + len(y.tail) }
	fmt.Println(h())
	k := func() int { y.a++; return y.a }
	k()
	fmt.Println(k(), y.a)
	a, b, d, e := many(1, 2, 3, 4, 5, 6, 7, 8, "s", []int{9}, inner{"u", []int{10, 11}})
	fmt.Println(a, b, d, e)
	global.in.list = append(global.in.list, 1)
	global.a++
	gl := global
	gl.a = 0
	fmt.Println(global.sum(), gl.a, global.in.list, len(global.tail))
	p := &global
	*p = x
	fmt.Println(global.b, p.in.name)
	x, y = y, x
	fmt.Println(x.a, y.a)
	var zero big
	fmt.Println(zero.a, zero.in.name == "", zero.tail == nil, zero.f == nil, zero.i)
	defer func(b big) { fmt.Println("deferred", b.sum()) }(x)
	x.a = -1
	done := make(chan int)
	go func(b big, k int) { done <- b.sum() + k }(x, 1)
	fmt.Println(<-done)
	nested := [][]inner{{{"a", []int{1}}}, {{"b", nil}, {"c", []int{2, 3}}}}
	for _, row := range nested {
		for j, v := range row {
			fmt.Print(j, v.name, len(v.list), " ")
		}
	}
	fmt.Println()
}

// output:
// 2 [12] 11 11 1 6 1
// changed copy 3 17
// 31
// 1 7
// 1006
// 1006 1001 1001
// 22
// 4 4
// 204 su [9 10 11] {s [9]}
// 404 0 [100 1] 1
// 5000 n
// 4 1001
// 0 true true true <nil>
// 19
// 0a1 0b0 1c2
// deferred 23
