// Closures capture variables, not values.
package main

import "fmt"

func counter() (func() int, func()) {
	n := 0
	return func() int { n++; return n }, func() { n = 100 }
}

func adder(a int) func(int) func(int) int {
	return func(b int) func(int) int {
		return func(c int) int { return a*100 + b*10 + c }
	}
}

func apply(n int, f func(int)) {
	for i := 0; i < n; i++ {
		f(i)
	}
}

type point struct{ x, y int }

func main() {
	next, jump := counter()
	fmt.Println(next(), next())
	jump()
	fmt.Println(next())

	fmt.Println(adder(1)(2)(3))

	sum := 0
	apply(5, func(i int) { sum += i })
	fmt.Println(sum)

	// A variable that is never assigned again.
	p := point{3, 4}
	s := []int{1, 2, 3}
	name := "captured"
	show := func() { fmt.Println(p.x, p.y, len(s), s[1], name) }
	s[1] = 20
	show()

	// Shared by two closures and the function.
	total := 1
	double := func() { total *= 2 }
	inc := func() { total++ }
	double()
	inc()
	total += 10
	double()
	fmt.Println(total)

	var fact func(int) int
	fact = func(n int) int {
		if n == 0 {
			return 1
		}
		return n * fact(n-1)
	}
	fmt.Println(fact(10))

	// Fresh variables in each execution of a declaration.
	var fs []func() int
	for i := 0; i < 3; i++ {
		x := i * i
		fs = append(fs, func() int { x++; return x })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()

	func(a, b string) { fmt.Println(a + b) }("imm", "ediate")

	outer := 1
	func() {
		mid := 2
		func() {
			outer += mid
			mid = 5
		}()
		outer += mid
	}()
	fmt.Println(outer)
}

// output:
// 1 2
// 101
// 123
// 10
// 3 4 3 20 captured
// 26
// 3628800
// 1 2 2 3 5 6
// immediate
// 8
