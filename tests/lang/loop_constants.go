// Constants of all kinds in loops.
package main

import "fmt"

var g, h = 5, 7
var gs = []int{1, 2, 3}

type pt struct{ x, y int }

func many(n int) (r int) {
	for i := 0; i < n; i++ {
		r += 100000*i + 1<<40
		r ^= 0x12345678
		r -= 99999
		r &= 0x7fffffffffff
		if r > 1<<45 || r == 123456 {
			r /= 1000003
		}
		r += g*70000 - h
		h++
		gs[i%3] += 65536
	}
	return
}

func params(a, b int, s string, p pt) (int, string) {
	for i := 0; i < 3; i++ {
		a = a*1000000 + b
		b = b*99999 - p.x*88888
		s += "constant" + "s"
		p.x++
	}
	return a + b + p.x, s
}

func floats(n int) float64 {
	x := 1.0
	for i := 0; i < n; i++ {
		x = x*1.000001 + 2.5e-7
		if x > 3.14159 {
			x -= 2.71828
		}
	}
	return x
}

func strs(n int) (k int) {
	for i := 0; i < n; i++ {
		s := "even"
		if i%2 == 1 {
			s = "odd"
		}
		if s == "even" {
			k++
		}
		if s < "f" && s != "other" {
			k += 10
		}
	}
	return
}

func nested(n int) (k uint32) {
	k = 1
	for i := 0; i < n; i++ {
		for j := uint32(0); j < 3; j++ {
			k = k*2654435761 + j ^ 0xdeadbeef
		}
		f := func(x uint32) uint32 {
			for x > 4000000000 {
				x -= 3000000000
			}
			return x * 3000000001
		}
		k = f(k)
	}
	return
}

func recursive(n int) int {
	if n == 0 {
		return 1
	}
	r := 0
	for i := 0; i < 2; i++ {
		r += recursive(n-1) * 1000003 % 998244353
	}
	return r
}

func defers(n int) (r int) {
	for i := 0; i < n; i++ {
		defer func() {
			recover()
			r = (r + 1) * 100003 % 1000000007
		}()
	}
	for i := 0; i < 100000; i++ {
		r += 77777777
		if i == 50 {
			panic(r)
		}
	}
	return
}

func closure(k int) func(int) int {
	return func(n int) int {
		for i := 0; i < n; i++ {
			k = k*123457 + 7654321
		}
		return k
	}
}

func results(n int) (a, b, c, d int) {
	for i := 0; i < n; i++ {
		a += 100001
		b -= 200002
		c ^= 300003
		d = a*b%400009 + c
	}
	return d, c, b, a
}

func calls(n int) (s []interface{}) {
	for i := 0; i < n; i++ {
		s = append(s, 1234567890123, "text", 2.5, pt{100000, i})
	}
	return
}

func main() {
	fmt.Println(many(20), gs, h)
	fmt.Println(params(1, 2, "s", pt{3, 4}))
	fmt.Println(floats(100), strs(7), nested(4), recursive(5), defers(3))
	f := closure(3)
	fmt.Println(f(2), f(1))
	fmt.Println(results(3))
	fmt.Println(len(calls(3)), calls(1))
}

// output:
// 21990256131514 [458753 458754 393219] 27
// 999335244444955566 sconstantsconstantsconstants
// 1.0001250061876992 44 3163900481 1437608854 719736671
// 990712054565 122310338128085526
// -50033 300003 -600006 300003
// 12 [1234567890123 text 2.5 {100000 0}]
