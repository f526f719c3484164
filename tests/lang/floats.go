// Floating-point numbers of both sizes.
package main

import "fmt"

func div(a, b float64) float64 { return a / b }
func f32(x float32) float32    { return x*x - 1/x }
func cmp(a, b float64) string {
	s := ""
	if a < b {
		s += "<"
	}
	if a <= b {
		s += "≤"
	}
	if a == b {
		s += "="
	}
	if a != b {
		s += "≠"
	}
	if a >= b {
		s += "≥"
	}
	if a > b {
		s += ">"
	}
	if !(a < b) {
		s += "!"
	}
	return s
}

func main() {
	zero := 0.0
	inf := div(1, zero)
	nan := div(zero, zero)
	fmt.Println(inf, -inf, nan, -1/inf, 1/(-1/inf))
	fmt.Println(cmp(1, 2), cmp(2, 2), cmp(3, 2), cmp(nan, 1), cmp(nan, nan), cmp(inf, -inf))
	fmt.Println(nan == nan, nan != nan, !(nan < 1), nan < 1 == false)
	x := 0.1
	y := x + 0.2
	fmt.Println(y, y == 0.3, x*3)
	var a, b float32 = 0.1, 0.2
	fmt.Println(a+b, a+b == 0.3, float64(a), f32(3), a < b, a >= b)
	a += b * 10
	a--
	fmt.Println(a, -a, a*a, float32(16777216)+1)
	sum := 0.0
	for i := 1; i <= 1000; i++ {
		sum += 1 / float64(i)
	}
	fmt.Println(sum)
	fmt.Println(int(x*29), int(-2.9*x*10), int64(1e15), uint8(x*2007), float64(7)/2)
	v := 3.99
	fmt.Println(int(v), int8(v), uint(v), int32(-v), uint64(v*1e18))
	n := int64(1<<53 + 1)
	fmt.Println(float64(n), float32(n), int64(float64(n)))
	u := uint64(1<<64 - 1)
	fmt.Println(float64(u), float32(u), float64(u/2))
	big := int64(0x7fffffbfffffffff)
	fmt.Println(float32(big), float32(big+1), float32(-big), float32(int64(16777217)))
	ub := uint64(0xffffff7fffffffff)
	fmt.Println(float32(ub), float32(ub+1), float32(uint64(33554433)))
	fs := []float64{1.5, -2.25, 1e100, 1e-100}
	for _, f := range fs {
		fmt.Print(f, " ", float32(f), " ")
	}
	fmt.Println()
	type p struct{ x, y float64 }
	q := p{1, 2}
	q.x, q.y = q.x*q.y, q.x/q.y
	fmt.Println(q, q == p{2, 0.5})
	const c = 1.0 / 3
	fmt.Println(c, float32(c), c*3 == 1.0)
	if z := x - 0.1; z == 0 {
		fmt.Println("exact")
	}
	m := -0.0
	fmt.Println(m, 1/div(-1, inf))
}

// output:
// +Inf -Inf NaN -0 -Inf
// <≤≠ ≤=≥! ≠≥>! ≠! ≠! ≠≥>!
// false true true true
// 0.30000000000000004 false 0.30000000000000004
// 0.3 true 0.10000000149011612 8.666667 true false
// 1.0999999 -1.0999999 1.2099998 1.6777216e+07
// 7.485470860550343
// 2 -2 1000000000000000 200 3.5
// 3 3 3 -3 3990000000000000000
// 9.007199254740992e+15 9.007199e+15 9007199254740992
// 1.8446744073709552e+19 1.8446744e+19 9.223372036854776e+18
// 9.2233715e+18 9.223372e+18 -9.2233715e+18 1.6777216e+07
// 1.8446743e+19 1.8446744e+19 3.3554432e+07
// 1.5 1.5 -2.25 -2.25 1e+100 +Inf 1e-100 0
// {2 0.5} true
// 0.3333333333333333 0.33333334 true
// exact
// 0 -Inf
