// Since Go 1.22 each iteration has its own variables.
package main

import "fmt"

func main() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i += 10; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), " ", f(), " ")
	}
	fmt.Println()

	var ps []*int
	for i := 0; i < 5; i++ {
		i++
		ps = append(ps, &i)
	}
	for _, p := range ps {
		fmt.Print(*p, " ")
	}
	fmt.Println()

	var gs []func()
	for i, s := range []string{"a", "b", "c"} {
		gs = append(gs, func() { fmt.Print(i, s, " ") })
	}
	for i := range 3 {
		gs = append(gs, func() { fmt.Print(i, " ") })
	}
	for i, r := range "xyz" {
		gs = append(gs, func() { i++; fmt.Print(i, string(r), " ") })
	}
	for _, g := range gs {
		g()
	}
	fmt.Println()

	// The copy is made before the post statement.
	var last func() int
	for i := 0; i < 3; i++ {
		if last != nil {
			fmt.Print(last(), " ")
		}
		last = func() int { return i }
		i += 0
	}
	fmt.Println(last())

	var hs []func() int
	for i := 0; ; i++ {
		if i%2 == 0 {
			continue
		}
		if i > 6 {
			break
		}
		hs = append(hs, func() int { return i })
	}
	for _, h := range hs {
		fmt.Print(h(), " ")
	}
	fmt.Println()

	c := make(chan int)
	go func() {
		for i := 0; i < 3; i++ {
			c <- i
		}
		close(c)
	}()
	var ks []func() int
	for v := range c {
		ks = append(ks, func() int { v *= 2; return v })
	}
	for _, k := range ks {
		fmt.Print(k(), k(), " ")
	}
	fmt.Println()
}

// output:
// 10 20 11 21 12 22
// 1 3 5
// 0a 1b 2c 0 1 2 1x 2y 3z
// 0 1 2
// 1 3 5
// 0 0 2 4 4 8
