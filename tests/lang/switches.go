// switch in all forms.
package main

import "fmt"

func f(s string, n int) int { fmt.Print(s, " "); return n }

func grade(n int) string {
	switch {
	case n >= 90:
		return "A"
	case n >= 80, n == 42:
		return "B"
	default:
		return "F"
	}
}

func fall(n int) {
	switch n {
	case 1:
		fmt.Print("one ")
		fallthrough
	case 2:
		fmt.Print("two ")
		fallthrough
	default:
		fmt.Print("default ")
	case 3:
		fmt.Print("three ")
	case 4, 5, 6:
		fmt.Print("some ")
		if n == 5 {
			break
		}
		fmt.Print("more ")
	}
	fmt.Println()
}

func kind(x interface{}) string {
	switch x {
	case nil:
		return "nil"
	case 1:
		return "int 1"
	case "s":
		return "string s"
	case 2.5:
		return "float"
	}
	return "other"
}

func main() {
	fmt.Println(grade(95), grade(85), grade(42), grade(1))
	for i := 0; i <= 6; i++ {
		fall(i)
	}
	fmt.Println(kind(nil), kind(1), kind("s"), kind(2.5), kind(int8(1)), kind('s'))
	switch x := f("tag", 3); x {
	case f("a", 1), f("b", 3), f("c", 3):
		fmt.Println("found", x)
	case f("d", 3):
		fmt.Println("not here")
	}
	switch f("alone", 0); {
	default:
		fmt.Println("init only")
	}
	switch s := "b" + "c"; s {
	case "a":
		fmt.Println("a")
	case "bc":
		fmt.Println("bc")
	}
	switch true {
	case false:
		fmt.Println("no")
	case 1 < 2:
		fmt.Println("yes")
	}
	switch false {
	case 1 > 2:
		fmt.Println("false matches")
	}
	switch 5 {
	}
	type pt struct{ x, y int }
	switch (pt{1, 2}) {
	case pt{2, 1}:
		fmt.Println("swapped")
	case pt{1, 2}:
		fmt.Println("same")
	}
	var p, q *int
	n := 1
	q = &n
	switch p {
	case q:
		fmt.Println("q")
	case nil:
		fmt.Println("nil pointer")
	}
	var u uint64 = 1 << 63
	switch u {
	case 1 << 63:
		fmt.Println("big")
	}
	var i8 int8 = -1
	switch i8 {
	case 127, -128:
	case -1:
		fmt.Println("minus one")
	}
	for i := 0; i < 5; i++ {
		switch {
		case i == 1:
			continue
		case i == 3:
			break
		default:
			fmt.Print(i, " ")
		}
	}
	fmt.Println()
	switch c := make(chan int, 1); {
	case c == nil:
	case len(c) == 0:
		var x int
		fmt.Println("scope", x)
	}
}

// output:
// A B B F
// default
// one two default
// two default
// three
// some more
// some
// some more
// nil int 1 string s float other other
// tag a b found 3
// alone init only
// bc
// yes
// false matches
// same
// nil pointer
// big
// minus one
// 0 2 4
// scope 0
