// Conditions: short circuit, negation, constants.
package main

import "fmt"

func t(s string) bool { fmt.Print(s, " "); return true }
func f(s string) bool { fmt.Print(s, " "); return false }

func value(a, b, c bool) bool { return a && b || !c && (a || b) }

func count(xs ...bool) (n int) {
	for _, x := range xs {
		if x {
			n++
		}
	}
	return
}

func main() {
	if t("a") && f("b") && t("c") {
		fmt.Println("no")
	} else {
		fmt.Println("yes")
	}
	if f("a") || t("b") || t("c") {
		fmt.Println("yes")
	}
	if !(t("a") && t("b")) || f("c") {
		fmt.Println("no")
	} else if !f("d") {
		fmt.Println("yes")
	}
	x := t("1") && (f("2") || t("3"))
	y := !x || f("4")
	fmt.Println(x, y, x == y, x != y)
	for i := 0; i < 8; i++ {
		fmt.Print(value(i&1 != 0, i&2 != 0, i&4 != 0), " ")
	}
	fmt.Println()
	const yes, no = true, false
	if yes || f("never") {
		fmt.Println("constant")
	}
	if no && f("never") {
		fmt.Println("never")
	}
	if f("always") && no || yes {
		fmt.Println("mixed")
	}
	n := 0
	for n < 10 && n*n < 50 || n == 8 {
		n++
	}
	fmt.Println(n)
	a, b := 3, 4
	fmt.Println(a < b && b < 5, a > b || b > a, !(a == b), a <= 3 != (b >= 5))
	ok := a < b
	ok = ok && a != 3
	ok = !ok && ok == false
	fmt.Println(ok, count(a < b, b < a, !ok, ok || a == 3, a == 3 && b == 4))
	var p *int
	if p != nil && *p == 0 || p == nil {
		fmt.Println("guarded")
	}
	var s []int
	for i := 0; len(s) < 5 || i < 3; i++ {
		if i%2 == 0 || i > 4 && i < 7 {
			s = append(s, i)
		}
	}
	fmt.Println(s)
	bs := []bool{true, false}
	bs[0], bs[1] = bs[1] || !bs[0], bs[0] && !bs[1]
	fmt.Println(bs)
	z := func() bool { return a < b && b < 10 }
	if z() == true && !z() == false {
		fmt.Println("called")
	}
	st := struct{ ok bool }{a < b}
	st.ok = st.ok && b == 4
	e := interface{}(a == 3 && b == 4)
	fmt.Println(st, e, e == true)
	switch {
	case a > b || b == 0, a < b && b == 4:
		fmt.Println("case")
	}
	for i := 0; !(i >= 3); i++ {
		fmt.Print(i, " ")
	}
	for !f("stop") && n > 0 {
		n -= 3
	}
	fmt.Println(n)
}

// output:
// a b yes
// a b yes
// a b c d yes
// 1 2 3 4 true false false true
// false true true true false false false true
// constant
// always mixed
// 9
// true true true true
// true 3
// guarded
// [0 2 4 5 6]
// [false true]
// called
// {true} true true
// case
// 0 1 2 stop stop stop stop 0
