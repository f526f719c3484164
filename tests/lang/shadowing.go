// Scopes.
package main

import "fmt"

var x = "package"

type T struct{ n int }

func param(x int) int {
	{
		x := x + 1
		x++
		_ = x
	}
	if x := x * 2; x > 10 {
		return x
	} else if y := x + 1; y > 5 {
		return -y
	}
	return x
}

func len2(len int) int { return len * 2 }

func main() {
	fmt.Println(x)
	x := "main"
	{
		fmt.Println(x)
		x := 1
		x++
		fmt.Println(x)
		{
			var x float64 = float64(x) / 4
			fmt.Println(x)
		}
	}
	fmt.Println(x)
	for x := 0; x < 2; x++ {
		x := x * 10
		fmt.Print(x, " ")
	}
	for _, x := range []string{"a"} {
		x := x + x
		fmt.Print(x, " ")
	}
	fmt.Println(x)
	fmt.Println(param(3), param(7), param(1), len2(4), len("abc"))
	switch x := 5; {
	case x > 3:
		x := "case"
		fmt.Println(x)
	default:
		x := true
		fmt.Println(x)
	}
	f := func(x int) int {
		defer func() { x++ }()
		x *= 2
		return x
	}
	fmt.Println(f(4), x)
	type T struct{ a, b string }
	t := T{"local", "type"}
	fmt.Println(t)
	const y = 1
	{
		const y = "inner"
		fmt.Println(y)
	}
	fmt.Println(y)
	true := false
	fmt.Println(true)
	nil := 5
	fmt.Println(nil)
	int := func(s string) string { return "int " + s }
	fmt.Println(int("call"))
	a, b := 1, 2
	if true || a < b {
		a, c := 10, 20
		b = a + c
	}
	fmt.Println(a, b)
	var e error
	if _, e := fmt.Print(""); e != error(e) {
		fmt.Println("never")
	}
	fmt.Println(e)
}

// output:
// package
// main
// 2
// 0.5
// main
// 0 10 aa main
// -7 14 1 8 3
// case
// 8 main
// {local type}
// inner
// 1
// false
// 5
// int call
// 1 30
// <nil>
