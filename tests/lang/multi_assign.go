// Parallel assignment happens in two phases.
package main

import "fmt"

func pair() (int, string)         { return 7, "seven" }
func triple() (a, b, c int)       { return 1, 2, 3 }
func iface() (interface{}, error) { return 5, nil }
func add(a int, s string) string  { return fmt.Sprint(a, s) }
func sum(xs ...int) (n int) {
	for _, x := range xs {
		n += x
	}
	return
}

type st struct {
	x, y int
	s    []int
}

func main() {
	a, b := 1, 2
	a, b = b, a
	fmt.Println(a, b)
	a, b = b, a+b
	a, b = b, a+b
	fmt.Println(a, b)
	x, y, z := 1, 2, 3
	x, y, z = z, x, y
	fmt.Println(x, y, z)
	s := []int{0, 1, 2, 3}
	s[0], s[3] = s[3], s[0]
	i := 1
	i, s[i] = 2, 50
	s[i], i = 60, 0
	fmt.Println(s, i)
	n, str := pair()
	n, e := pair()
	_, str2 := pair()
	fmt.Println(n, str, e, str2)
	fmt.Println(add(pair()), sum(triple()))
	v, err := iface()
	fmt.Println(v, err)
	var any interface{}
	var text string
	any, text = pair()
	fmt.Println(any, text)
	var t st
	t.x, t.y, t.s = triple2()
	t.x, t.y = t.y, t.x
	p := &t
	p.x, p.s = p.y, append(p.s, p.x)
	fmt.Println(t)
	t, u := st{x: 9}, t
	fmt.Println(t, u)
	t, u = u, t
	fmt.Println(t.y, u.x)
	c := make(chan int, 2)
	c <- 1
	m, ok := <-c
	close(c)
	m2, ok2 := <-c
	fmt.Println(m, ok, m2, ok2)
	m, ok = <-c
	fmt.Println(m, ok)
	any = 3
	k, isInt := any.(int)
	_, isStr := any.(string)
	fmt.Println(k, isInt, isStr)
	var q, r = 10, "r"
	var w, _ = pair()
	fmt.Println(q, r, w)
	f, g := func() int { return a }, func() int { return b }
	a, b = 100, 200
	fmt.Println(f(), g())
	var h func() int
	var j int
	h, j = func() int { j++; return j }, 5
	fmt.Println(h(), j)
	a, a = 1, 2
	fmt.Println(a)
	var i8 int8
	var u8 uint8
	i8, u8 = -1, 255
	i8, u8 = int8(u8), uint8(i8)
	fmt.Println(i8, u8)
	pp, qq := &st{x: 1}, &st{x: 2}
	pp, qq, pp.y, qq.y = qq, pp, 10, 20
	fmt.Println(*pp, *qq)
	func() {
		defer func() { fmt.Println(recover() != nil, a) }()
		var np *st
		a, np.x, b = 70, 1, 2
	}()
}

func triple2() (int, int, []int) { return 4, 5, []int{6} }

// output:
// 2 1
// 3 4
// 3 1 2
// [3 50 60 0] 0
// 7 seven seven seven
// 7seven 6
// 5 <nil>
// 7 seven
// {4 4 [6 5]}
// {9 0 []} {4 4 [6 5]}
// 4 9
// 1 true 0 false
// 0 false
// 3 true false
// 10 r 7
// 100 200
// 6 6
// 2
// -1 255
// {2 20 []} {1 10 []}
// true 70
