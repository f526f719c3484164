// Package variables of all shapes.
package main

import (
	"fmt"
	"sync/atomic"
)

type pt struct {
	x int
	s []int
	n string
}

var (
	i      int
	i8     int8 = -5
	b      bool
	f      float64
	f32    float32
	s      string
	p      pt
	pp     = &p
	sl     []int
	ps     []pt
	fn     func(int) int
	e      interface{}
	c      chan int
	err    error
	u32    uint32
	nested struct{ in struct{ a, b int } }
)

func side() int { i++; return i }

func reset() {
	i, s, sl = 0, "", nil
}

func main() {
	i = 5
	i += 3
	i++
	i *= i
	i8--
	i8 *= 30
	b = i > 10
	f += 1.5
	f32 = float32(f) * 2
	s += "x"
	s = s + s
	fmt.Println(i, i8, b, f, f32, s)
	p.x = 3
	p.s = append(p.s, 1, 2)
	pp.n = "via pointer"
	pp.s[0] = 10
	q := p
	q.x, q.s[1] = 4, 20
	fmt.Println(p, q)
	p = pt{x: 9}
	fmt.Println(*pp, pp.s == nil)
	sl = append(sl, 1, 2, 3)
	sl[1] += 10
	sl = sl[1:]
	for k, v := range sl {
		sl[k] = v * v
	}
	fmt.Println(sl, len(sl), cap(sl) >= 2)
	ps = append(ps, p, q)
	ps[0].x++
	ps[1].s = sl
	sl[0] = 0
	fmt.Println(ps, len(ps[1].s))
	fn = func(x int) int { i += x; return i }
	fmt.Println(fn(1), fn(1), i)
	e = p.x
	e = e.(int) + 1
	c = make(chan int, 1)
	c <- i
	i = <-c + 1
	fmt.Println(e, i, err == nil)
	atomic.AddUint32(&u32, 1<<31)
	atomic.AddUint32(&u32, 1<<31+5)
	fmt.Println(u32, u32 == 5)
	nested.in.a = 1
	nested.in.b = nested.in.a + 1
	in := &nested.in
	in.a, in.b = in.b, in.a
	fmt.Println(nested)
	r := &i8
	*r = 127
	*r++
	fmt.Println(i8, i8 < 0, *r == -128)
	i, s = side(), fmt.Sprint(side())
	fmt.Println(i, s)
	reset()
	fmt.Println(i, s == "", sl == nil)
	sl = make([]int, 3)
	i, sl[i], i = 1, 7, 2
	fmt.Println(i, sl)
	i--
	sl[i], sl[i+1] = sl[i+1], sl[0]
	fmt.Println(sl)
	func() {
		i := i
		i += 100
		p.x += i
	}()
	fmt.Println(i, p.x)
}

// output:
// 81 76 true 1.5 3 xx
// {3 [10 20] via pointer} {4 [10 20] via pointer}
// {9 [] } true
// [144 9] 2 true
// [{10 [] } {4 [0 9] via pointer}] 2
// 82 83 83
// 10 84 true
// 5 true
// {{2 1}}
// -128 true true
// 85 86
// 0 true true
// 2 [7 0 0]
// [7 0 7]
// 1 110
