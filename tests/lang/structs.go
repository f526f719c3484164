// Structures are values.
package main

import "fmt"

type in struct {
	a int8
	b bool
	c string
}

type full struct {
	i   in
	p   *in
	s   []in
	f   float32
	any interface{}
}

type pair struct{ a, b int }

func change(p pair) pair { p.a = 100; return p }

func mk() (p pair, q *pair) { return pair{1, 2}, &pair{3, 4} }

func main() {
	a := in{1, true, "x"}
	b := a
	b.a = -2
	b.c += "y"
	fmt.Println(a, b, a == b, a == in{1, true, "x"}, a != b)
	f := full{i: a, f: 1.5}
	f.p = &f.i
	f.p.a = 9
	f.s = append(f.s, a, b)
	f.s[1].b = false
	g := f
	g.i.a = 10
	g.p.c = "shared"
	g.s[0].a = 77
	fmt.Println(f.i, g.i, f.s, g.s, f.f*2)
	p := pair{1, 2}
	q := change(p)
	fmt.Println(p, q)
	p.a, p.b = p.b, p.a
	fmt.Println(p)
	p = pair{p.b, p.a + p.b}
	fmt.Println(p)
	r, s := mk()
	fmt.Println(r, *s, mkp().b)
	anon := struct {
		name string
		n    int
	}{"anon", 3}
	other := struct {
		name string
		n    int
	}{n: 3, name: "anon"}
	fmt.Println(anon, anon == other)
	type local struct{ v []pair }
	l := local{[]pair{{1, 2}, {3, 4}}}
	for i := range l.v {
		l.v[i].a += 10
	}
	for _, e := range l.v {
		e.a = 0
	}
	fmt.Println(l)
	pp := &p
	pp.a++
	(*pp).b--
	fmt.Println(*pp)
	*pp = pair{8, 9}
	c := *pp
	c.a = 1
	fmt.Println(p, c)
	var z full
	fmt.Println(z.i == in{}, z.p == nil, z.s == nil, z.any == nil)
	arr := []struct{ k, v int }{{1, 2}, {3, 4}}
	fmt.Println(arr, arr[1].v)
	var e1, e2 interface{} = pair{1, 2}, pair{1, 2}
	fmt.Println(e1 == e2, e1 == interface{}(pair{2, 1}))
	ch := make(chan full, 1)
	ch <- f
	f.i.c = "later"
	h := <-ch
	fmt.Println(h.i.c, h.f)
	small := struct {
		a, b int8
		c    uint16
	}{-1, 127, 65535}
	small.b++
	small.c++
	sp := &small
	sp.a--
	fmt.Println(small, sp.a < 0, small.a == -2)
}

func mkp() pair { return pair{5, 6} }

// output:
// {1 true x} {-2 true xy} false true true
// {9 true shared} {10 true x} [{77 true x} {-2 false xy}] [{77 true x} {-2 false xy}] 3
// {1 2} {100 2}
// {2 1}
// {1 3}
// {1 2} {3 4} 6
// {anon 3} true
// {[{11 2} {13 4}]}
// {2 2}
// {8 9} {1 9}
// true true true true
// [{1 2} {3 4}] 4
// true false
// shared 1.5
// {-2 -128 0} true true
