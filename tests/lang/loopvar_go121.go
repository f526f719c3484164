// lang: go1.21
//go:build go1.21

// Before Go 1.22 a loop has one variable for all iterations.
package main

import "fmt"

func main() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { return i })
	}
	for _, f := range fs {
		fmt.Print(f(), " ")
	}
	fmt.Println()

	var ps []*int
	for i, v := range []int{7, 8, 9} {
		ps = append(ps, &v, &i)
	}
	for _, p := range ps {
		fmt.Print(*p, " ")
	}
	fmt.Println()

	var gs []func()
	for i, s := range []string{"a", "b", "c"} {
		gs = append(gs, func() { fmt.Print(i, s, " ") })
	}
	for i, r := range "xyz" {
		gs = append(gs, func() { fmt.Print(i, string(r), " ") })
	}
	for _, g := range gs {
		g()
	}
	fmt.Println()

	// A changed key does not change the iteration.
	for i := range []int{0, 0, 0} {
		i *= 10
		fmt.Print(i, " ")
	}
	fmt.Println()
	var hs []func()
	for i := range []int{0, 0, 0} {
		hs = append(hs, func() { i++; fmt.Print(i, " ") })
	}
	for _, h := range hs {
		h()
	}
	fmt.Println()
}

// output:
// 3 3 3
// 9 2 9 2 9 2
// 2c 2c 2c 2z 2z 2z
// 0 10 20
// 3 4 5
