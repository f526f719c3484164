// Small integers in structs, slices, cells and globals, through pointers too.
package main

import (
	"fmt"
	"sync/atomic"
)

type mix struct {
	a int8
	b uint8
	c int16
	d uint16
	e int32
	f uint32
	g bool
	h float32
}

var (
	ga int8
	gb uint8
	gc int16
	gf uint32
	gg bool
	gh float32
	gm mix
)

func neg(p *int8)           { *p = -*p }
func flip(p *bool)          { *p = !*p }
func half(p *float32)       { *p /= 2 }
func inc32(p *int32)        { *p++ }
func same(m mix) mix        { m.a--; return m }
func small(a int8) int8     { return a * 2 }
func usmall(a uint8) uint16 { return uint16(a) << 8 }

func main() {
	m := mix{-1, 255, -2, 65535, -3, 4294967295, true, 1.5}
	p := &m
	neg(&p.a)
	p.b++
	p.c--
	p.d++
	inc32(&m.e)
	p.f++
	flip(&m.g)
	half(&m.h)
	fmt.Println(m, m.a == 1, m.e == -2, m.h < 1)
	n := same(*p)
	n.a--
	n.b--
	fmt.Println(n, n == m, n.a == -1, m.a > n.a)
	n.a = 1
	n.b++
	fmt.Println(n == m, mix{} == gm)

	ga, gb, gc, gf, gg, gh = -128, 255, -1, 1<<32-1, true, 2.5
	neg(&ga)
	ga--
	gb++
	gc--
	gf++
	flip(&gg)
	half(&gh)
	fmt.Println(ga, gb, gc, gf, gg, gh, ga > 0, gg == false)
	gm.a = -7
	neg(&gm.a)
	gm.b -= 1
	fmt.Println(gm, gm.a == 7, gm.b == 255)

	s8 := []int8{-1, 2}
	neg(&s8[0])
	neg(&s8[1])
	s8[1] -= 127
	u16 := []uint16{65535, 1}
	u16[0]++
	u16[1]--
	i32 := []int32{1 << 30}
	i32[0] *= 2
	inc32(&i32[0])
	bs := []bool{false, true}
	flip(&bs[0])
	fs := []float32{1, 3}
	half(&fs[1])
	fmt.Println(s8, u16, i32, bs, fs, bs[0] && bs[1])
	ms := []mix{{a: -1}, m}
	neg(&ms[0].a)
	ms[0].g = true
	flip(&ms[0].g)
	fmt.Println(ms[0].a == 1, ms[0].g, ms[1] == m)

	// In cells, shared with closures.
	c, ok := int8(127), false
	f := func() { c++; ok = !ok }
	f()
	fmt.Println(c, ok, c < 0)
	neg(&c)
	fmt.Println(c, small(c), small(100), usmall(200))

	var at int32 = -5
	atomic.AddInt32(&at, 3)
	fmt.Println(at, at < 0, atomic.LoadInt32(&at))
	var st struct {
		n uint32
		k int32
	}
	atomic.AddUint32(&st.n, 1<<31)
	atomic.AddUint32(&st.n, 1<<31)
	atomic.AddInt32(&st.k, -1)
	fmt.Println(st.n, st.k, st.k == -1)

	var e interface{} = m
	fmt.Println(e.(mix) == m, e == interface{}(m))
	ch := make(chan mix, 1)
	ch <- m
	m.a = 0
	fmt.Println((<-ch).a)
}

// output:
// {1 0 -3 0 -2 0 false 0.75} true true true
// {-1 255 -3 0 -2 0 false 0.75} false true true
// true true
// 127 0 -2 0 false 1.25 true true
// {7 255 0 0 0 0 false 0} true true
// [1 127] [0 0] [-2147483647] [true true] [1 1.5] true
// true false true
// -128 true true
// -128 0 -56 51200
// -2 true -2
// 0 -1 true
// true true
// 1
