// Calls happen in source order, assignments after their operands.
package main

import "fmt"

func f(s string, n int) int {
	fmt.Print(s, " ")
	return n
}

func get(s string, a []int) []int {
	fmt.Print(s, " ")
	return a
}

func pt(s string, p *int) *int {
	fmt.Print(s, " ")
	return p
}

func pair() (int, int) {
	fmt.Print("pair ")
	return 1, 2
}

type node struct {
	next *node
	v    int
}

func (n *node) get(s string) *node {
	fmt.Print(s, " ")
	return n
}

func main() {
	a := make([]int, 4)
	var x int

	get("a", a)[f("i", 1)] = f("rhs", 5)
	fmt.Println(a)

	get("a", a)[f("i", 2)], *pt("p", &x) = f("r1", 6), f("r2", 7)
	fmt.Println(a, x)

	a[f("i", 0)], x = pair()
	fmt.Println(a, x)

	fmt.Println(f("1", 1)+f("2", 2)*f("3", 3), f("4", 4) < f("5", 5))

	get("op", a)[f("i", 3)] += f("v", 9)
	fmt.Println(a)

	s := []int{f("e0", 0), f("e1", 1), f("e2", 2)}
	fmt.Println(len(s))

	n := &node{v: 1}
	n.get("m1").get("m2").v = f("val", 3)
	fmt.Println(n.v)

	_ = f("and1", 0) == 1 && f("and2", 1) == 1
	_ = f("or1", 1) == 1 || f("or2", 1) == 1
	fmt.Println()

	// The index keeps its old value, the slice too.
	i := 0
	i, a[i] = 1, 100
	fmt.Println(i, a[0])
	b := []int{1, 2, 3}
	c := b
	i = 2
	b, b[i], i = nil, 50, 7
	fmt.Println(b == nil, c, i)

	// Pointers: n is replaced after its field's place is known.
	m := &node{v: 5}
	old := m
	m, m.next, m.v = &node{v: 6}, &node{v: 7}, 8
	fmt.Println(m.v, old.v, old.next.v)

	func(args ...int) { fmt.Println(args) }(f("v1", 1), f("v2", 2))
	fmt.Println(f("k", 1), get("s", a)[f("j", 1)], *pt("q", &x))
}

// output:
// a i rhs [0 5 0 0]
// a i p r1 r2 [0 5 6 0] 7
// i pair [1 5 6 0] 2
// 1 2 3 4 5 7 true
// op i v [1 5 6 9]
// e0 e1 e2 3
// m1 m2 val 3
// and1 or1
// 1 100
// true [1 2 50] 7
// 6 8 7
// v1 v2 [1 2]
// k s j q 1 5 2
