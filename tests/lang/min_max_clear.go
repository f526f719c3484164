// The built-in functions of Go 1.21.
package main

import "fmt"

func inf(n int) float64 {
	z := 0.0
	return float64(n) / z
}

func main() {
	a, b, c := 3, -1, 7
	fmt.Println(min(a, b, c), max(a, b, c), min(a), max(b, 2), min(5, c, 6))
	x, y := 1.5, -2.5
	fmt.Println(min(x, y), max(x, y, 10), min(x, 1))
	nan := inf(0)
	fmt.Println(min(x, nan), max(nan, x), min(nan, nan), max(1, 2, nan, 3))
	nz := 1 / inf(-1)
	fmt.Println(1/min(0, nz), 1/max(nz, 0), 1/min(nz, 0), 1/max(0, nz))
	fmt.Println(min("b", "a", "c"), max("b", "ab"), min("x"))
	s := "zz"
	fmt.Println(max(s, "y"), min(s, "zza"))
	var u uint8 = 200
	fmt.Println(max(u, 100), min(u, 250), min(uint64(1<<63), 1))
	var f float32 = 0.5
	fmt.Println(min(f, 0.25), max(f, 2))
	const k = max(1, 2.5, 'a')
	fmt.Println(k)
	z := []int{1, 2, 3}
	clear(z[1:])
	fmt.Println(z)
	t := []string{"a", "b"}
	clear(t)
	fmt.Printf("%q\n", t)
	var none []bool
	clear(none)
	fmt.Println(len(none))
	type p struct{ a, b int }
	ps := []p{{1, 2}, {3, 4}}
	clear(ps[:1])
	fmt.Println(ps)
	a = min(a, b)
	b = max(b, a, c)
	fmt.Println(a, b)
	func() {
		defer clear(z)
		z[0] = 5
	}()
	fmt.Println(z)
}

// output:
// -1 7 3 2 5
// -2.5 10 1
// NaN NaN NaN NaN
// -Inf +Inf -Inf +Inf
// a b x
// zz zz
// 200 200 1
// 0.25 2
// 97
// [1 0 0]
// ["" ""]
// 0
// [{0 0} {3 4}]
// -1 7
// [0 0 0]
