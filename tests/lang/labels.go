// Labelled break and continue.
package main

import "fmt"

func find(m [][]int, want int) (int, int) {
	r, c := -1, -1
search:
	for i, row := range m {
		for j, v := range row {
			if v == want {
				r, c = i, j
				break search
			}
		}
	}
	return r, c
}

func main() {
outer:
	for i := 0; i < 4; i++ {
		for j := 0; j < 4; j++ {
			switch {
			case j == 2:
				continue outer
			case i == 3:
				break outer
			}
			fmt.Print(i, j, " ")
		}
	}
	fmt.Println()
	fmt.Println(find([][]int{{1, 2}, {3, 4, 5}, {6}}, 5))
	fmt.Println(find(nil, 5))

sw:
	switch {
	default:
		for {
			break sw
		}
		fmt.Println("not reached")
	}
	c := make(chan int, 10)
	for i := 0; i < 10; i++ {
		c <- i
	}
loop:
	for {
		select {
		case v := <-c:
			if v%2 == 0 {
				continue loop
			}
			if v == 7 {
				break loop
			}
			fmt.Print(v, " ")
		}
	}
	fmt.Println(len(c))
ranged:
	for _, r := range "hello" {
		for range 3 {
			if r == 'l' {
				continue ranged
			}
			if r == 'o' {
				break ranged
			}
		}
		fmt.Print(string(r))
	}
	fmt.Println()
	n := 0
a:
	for ; ; n++ {
	b:
		for m := 0; ; m++ {
			if m == n {
				break b
			}
			if m > 3 {
				break a
			}
		}
	}
	fmt.Println(n)
	var fs []func() int
again:
	for i := 0; i < 6; i++ {
		if i%2 == 0 {
			continue again
		}
		fs = append(fs, func() int { return i })
	}
	fmt.Println(fs[0](), fs[1](), fs[2]())
}

// output:
// 0 0 0 1 1 0 1 1 2 0 2 1
// 1 2
// -1 -1
// 1 3 5 2
// he
// 5
// 1 3 5
