// Method expressions take the receiver as first argument.
package main

import "fmt"

type v struct{ a, b int }

func (x v) sum(k int) int    { return x.a + x.b + k }
func (x *v) scale(k int) *v  { x.a *= k; x.b *= k; return x }
func (x v) swap() (int, int) { return x.b, x.a }

type summer interface{ sum(int) int }

type s string

func (x s) join(y ...string) string {
	r := string(x)
	for _, z := range y {
		r += "," + z
	}
	return r
}

func main() {
	x := v{1, 2}
	fmt.Println(v.sum(x, 10), (*v).sum(&x, 20))
	fmt.Println(*(*v).scale(&x, 3), x)
	f := v.sum
	g := (*v).sum
	h := (*v).scale
	i := summer.sum
	fmt.Println(f(x, 1), g(&x, 2), h(&x, 2).a, i(x, 3), i(&x, 4))
	fmt.Println(v.swap(x))
	fmt.Println((*v).swap(&x))
	j := s.join
	fmt.Println(j("a", "b", "c"), s.join("z"), s.join("p", []string{"q", "r"}...))
	fs := []func(v, int) int{v.sum, func(x v, k int) int { return k }}
	for _, f := range fs {
		fmt.Print(f(x, 5), " ")
	}
	fmt.Println()
	defer fmt.Println("deferred next")
	defer (*v).scale(&x, 0)
	c := make(chan int)
	go func(f func(summer, int) int) { c <- f(x, 7) }(summer.sum)
	fmt.Println(<-c)
	func() {
		defer func() { fmt.Println(recover() != nil) }()
		g(nil, 1)
	}()
	func() {
		defer func() { fmt.Println(recover() != nil) }()
		i(nil, 1)
	}()
}

// output:
// 13 23
// {3 6} {3 6}
// 10 11 6 21 22
// 12 6
// 12 6
// a,b,c z p,q,r
// 23 5
// 25
// true
// true
// deferred next
