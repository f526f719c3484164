// range in all forms.
package main

import "fmt"

type pt struct{ x, y int }

func slice() []int { fmt.Print("once "); return []int{1, 2, 3} }

func main() {
	for i, v := range slice() {
		fmt.Print(i, v, " ")
	}
	for i := range slice() {
		fmt.Print(i, " ")
	}
	for range slice() {
		fmt.Print("- ")
	}
	for _, v := range slice() {
		fmt.Print(v, " ")
	}
	fmt.Println()
	for i := range 4 {
		fmt.Print(i, " ")
	}
	for range 2 {
		fmt.Print("x ")
	}
	n := 3
	for i := range n {
		n = 100
		i *= 2
		fmt.Print(i, " ")
	}
	var u8 uint8 = 255
	count := 0
	for i := range u8 {
		count += int(i)
	}
	for i := range int8(-3) {
		fmt.Print("never", i)
	}
	fmt.Println(count)
	type num int64
	for i := range num(3) {
		fmt.Print(i+1, " ")
	}
	var i, v int
	for i, v = range []int{5, 6, 7} {
	}
	fmt.Println(i, v)
	s := []int{1, 2, 3}
	a := make([]int, 3)
	k := 0
	for k, a[k] = range s {
	}
	fmt.Println(k, a)
	var st struct {
		i int
		p pt
	}
	for st.i, st.p = range []pt{{1, 2}, {3, 4}} {
	}
	fmt.Println(st)
	for i, p := range []pt{{1, 2}, {3, 4}} {
		p.x *= 10
		fmt.Print(i, p, " ")
	}
	for _, pp := range []*pt{{5, 6}} {
		pp.x++
		fmt.Print(*pp)
	}
	fmt.Println()
	for i := range s {
		s = append(s, i)
	}
	fmt.Println(s)
	for i, v := range s[:3] {
		s[2] = 9
		s[i] = v * 2
	}
	fmt.Println(s)
	var none []string
	for range none {
		fmt.Println("never")
	}
	for i, x := range [][]int{{1}, {2, 3}} {
		for j, y := range x {
			fmt.Print(i, j, y, " ")
		}
	}
	fmt.Println()
	var any interface{}
	for _, any = range []string{"a", "b"} {
	}
	fmt.Println(any)
	c := make(chan pt, 3)
	c <- pt{1, 1}
	c <- pt{2, 2}
	close(c)
	for p := range c {
		p.y++
		fmt.Print(p, " ")
	}
	for range c {
		fmt.Println("never")
	}
	var last pt
	d := make(chan pt, 1)
	d <- pt{3, 4}
	close(d)
	for last = range d {
	}
	fmt.Println(last)
	for i, r := range "aé世" {
		r++
		i += 10
		fmt.Print(i, " ", r, " ")
	}
	for _, b := range []bool{true, false} {
		fmt.Print(!b, " ")
	}
	for _, f := range []float32{1.5} {
		f *= 2
		fmt.Print(f, " ")
	}
	for _, e := range []struct{}{{}, {}} {
		fmt.Print(e)
	}
	fmt.Println()
	sum := 0
	for i := range 10 {
		if i == 2 {
			continue
		}
		if i == 5 {
			break
		}
		sum += i
	}
	fmt.Println(sum)
}

// output:
// once 0 1 1 2 2 3 once 0 1 2 once - - - once 1 2 3
// 0 1 2 3 x x 0 2 4 32385
// 1 2 3 2 7
// 2 [2 3 0]
// {1 {3 4}}
// 0 {10 2} 1 {30 4} {6 6}
// [1 2 3 0 1 2]
// [2 4 18 0 1 2]
// 0 0 1 1 0 2 1 1 3
// b
// {1 2} {2 3} {3 4}
// 10 98 11 234 13 19991 false true 3 {}{}
// 8
