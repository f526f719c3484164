// Deferred closures see and change named results.
package main

import "fmt"

func change() (n int) {
	defer func() { n *= 2 }()
	return 21
}

func unnamed() int {
	n := 1
	defer func() { n = 100 }()
	return n
}

func two() (a int, s string) {
	defer func() {
		a++
		s += "!"
	}()
	a, s = 1, "x"
	return a + 10, s + "y"
}

func swap() (a, b int) {
	defer func() { a, b = b, a }()
	a, b = 1, 2
	return
}

func recovered() (err error, n int) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
			n += 1000
		}
	}()
	n = 5
	var p *int
	n += *p
	return nil, 1
}

func keeps() (n int) {
	defer func() { recover() }()
	n = 42
	panic("gone")
}

func zero() (int, string) {
	defer func() { recover() }()
	panic("gone")
}

func after() int {
	x := 3
	defer func() { recover() }()
	defer func() { panic("in deferred") }()
	return x
}

type big struct {
	a, b, c int
	s       []int
}

func structs() (r big) {
	defer func() { r.c = len(r.s) }()
	return big{1, 2, 0, []int{4, 5, 6}}
}

func blank() (_ int, s string) {
	defer func() { s = "set" }()
	return 7, "unset"
}

func loops() (n int) {
	for i := 1; i <= 4; i++ {
		defer func(k int) { n = n*10 + k }(i)
	}
	return 0
}

func main() {
	fmt.Println(change(), unnamed())
	fmt.Println(two())
	fmt.Println(swap())
	fmt.Println(recovered())
	fmt.Println(keeps())
	fmt.Println(zero())
	fmt.Println(after())
	r := structs()
	fmt.Println(r.a, r.b, r.c, r.s[2])
	fmt.Println(blank())
	fmt.Println(loops())
}

// output:
// 42 1
// 12 xy!
// 2 1
// runtime error: invalid memory address or nil pointer dereference 1005
// 42
// 0
// 3
// 1 2 3 6
// 7 set
// 4321
