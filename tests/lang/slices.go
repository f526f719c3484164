// Slices share their array.
package main

import "fmt"

type pt struct{ x, y int }

func modify(s []int) { s[0] = 100 }

func main() {
	a := []int{0, 1, 2, 3, 4, 5, 6, 7}
	b := a[2:5]
	fmt.Println(b, len(b), cap(b))
	b[0] = 20
	fmt.Println(a)
	b = append(b, 50)
	fmt.Println(a, b)
	c := a[2:5:5]
	c = append(c, 99)
	c[0] = -1
	fmt.Println(a, c, len(c), cap(a[1:3:4]))
	modify(a)
	fmt.Println(a[0], a[:0], a[8:], len(a[3:3]))

	var n []int
	e := []int{}
	fmt.Println(n == nil, e == nil, len(n), cap(n), n[0:0] == nil, e[:] == nil)
	n = append(n, 1)
	fmt.Println(n, n != nil)

	m := make([]string, 2, 5)
	m[1] = "x"
	fmt.Printf("%q %d %d\n", m, len(m), cap(m))
	fmt.Println(copy(a, []int{9, 9}), copy(a[3:], a), copy(n, e), a)

	p := []pt{{1, 2}, {3, 4}, {y: 5}}
	p[0].x = 10
	q := p[1]
	q.x = 30
	fmt.Println(p, q)
	pp := []*pt{{1, 2}, {3, 4}}
	pp[1].y = 40
	fmt.Println(*pp[0], *pp[1])
	nested := [][]int{{1}, {2, 3}, nil}
	nested[2] = append(nested[2], 4, 5, 6)
	nested[0][0] = 7
	fmt.Println(nested, len(nested[1]))
	keyed := []string{2: "two", 0: "zero", 4: "four"}
	fmt.Printf("%q %d\n", keyed, len(keyed))
	bs := []bool{true, false, true}
	bs[1] = !bs[1]
	fmt.Println(bs)
	fl := []float32{1.5, 2.5}
	fl[0] *= fl[1]
	fmt.Println(fl)
	i8 := []int8{-1, 127}
	i8[1]++
	fmt.Println(i8, i8[0] < 0)
	fn := []func(int) int{func(x int) int { return x + 1 }, nil}
	fmt.Println(fn[0](1), fn[1] == nil)
	ifs := []interface{}{1, "two", 3.0, nil, pt{1, 2}}
	fmt.Println(ifs...)
	sum := 0
	for i, v := range a {
		a = nil
		sum += i * v
	}
	fmt.Println(sum, a)
	x := []int{1, 2, 3}
	for i, v := range x {
		x[2] = 10
		fmt.Print(i, v, " ")
	}
	fmt.Println()
	stack := []int{}
	for i := 0; i < 5; i++ {
		stack = append(stack, i)
	}
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		fmt.Print(top, " ")
	}
	fmt.Println(len(stack), cap(stack) > 0)
}

// output:
// [2 3 4] 3 6
// [0 1 20 3 4 5 6 7]
// [0 1 20 3 4 50 6 7] [20 3 4 50]
// [0 1 20 3 4 50 6 7] [-1 3 4 99] 4 3
// 100 [] [] 0
// true false 0 0 true false
// [1] true
// ["" "x"] 2 5
// 2 5 0 [9 9 20 9 9 20 3 4]
// [{10 2} {3 4} {0 5}] {30 4}
// {1 2} {3 40}
// [[7] [2 3] [4 5 6]] 2
// ["zero" "" "two" "" "four"] 5
// [true true true]
// [3.75 2.5]
// [-1 -128] true
// 2 true
// 1 two 3 <nil> {1 2}
// 258 []
// 0 1 1 2 2 10
// 4 3 2 1 0 0 true
