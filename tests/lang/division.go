// Quotients truncate towards zero; powers of two are no exception.
package main

import "fmt"

func half(x int) int    { return x / 2 }
func odd(x int) bool    { return x%2 != 0 }
func rem8(x int) int    { return x % 8 }
func div16(x int) int   { return x / 16 }
func big(x int) int     { return x / (1 << 40) }
func bigr(x int) int    { return x % (1 << 40) }
func one(x int) int     { return x/1 + x%1 }
func neg(x int) int     { return x/-2 + x%-4 }
func u8(x uint) uint    { return x/8 + x%8*1000 }
func i8(x int8) int8    { return x/4*10 + x%4 }
func i32(x int32) int32 { return x / 1024 }

func main() {
	for _, x := range []int{0, 1, 2, 7, 8, 9, -1, -2, -7, -8, -9, 1 << 50,
		-1 << 50, -1 << 63, 1<<63 - 1} {
		fmt.Println(x, half(x), odd(x), rem8(x), div16(x), big(x), bigr(x),
			one(x), neg(x))
	}
	for _, x := range []uint{0, 1, 7, 8, 9, 1<<64 - 1} {
		fmt.Println(x, u8(x))
	}
	for _, x := range []int8{0, 3, -3, -4, -5, 127, -128} {
		fmt.Print(i8(x), " ")
	}
	fmt.Println(i32(-1025), i32(-1023), i32(1<<31-1))
	n := 0
	for i := -10; i <= 10; i++ {
		if i%4 == 0 {
			n++
		}
		if i%3 == 0 {
			n += 100
		}
		if i%2 == 1 {
			n += 10000
		}
		if i%2 == -1 {
			n += 1000000
		}
	}
	fmt.Println(n)
	x, y := 17, 5
	x /= y
	y %= 3
	fmt.Println(x, y, -17/5, -17%5, 17/-5, 17%-5)
	z := -17
	z /= 4
	z %= 4
	fmt.Println(z)
	m := uint64(1<<63 + 5)
	fmt.Println(m/2, m%2, m/10, m%10)
	defer func() { fmt.Println(recover()) }()
	zero := n - n
	fmt.Println(1 / zero)
}

// output:
// 0 0 false 0 0 0 0 0 0
// 1 0 true 1 0 0 1 1 1
// 2 1 false 2 0 0 2 2 1
// 7 3 true 7 0 0 7 7 0
// 8 4 false 0 0 0 8 8 -4
// 9 4 true 1 0 0 9 9 -3
// -1 0 true -1 0 0 -1 -1 -1
// -2 -1 false -2 0 0 -2 -2 -1
// -7 -3 true -7 0 0 -7 -7 0
// -8 -4 false 0 0 0 -8 -8 4
// -9 -4 true -1 0 0 -9 -9 3
// 1125899906842624 562949953421312 false 0 70368744177664 1024 0 1125899906842624 -562949953421312
// -1125899906842624 -562949953421312 false 0 -70368744177664 -1024 0 -1125899906842624 562949953421312
// -9223372036854775808 -4611686018427387904 false 0 -576460752303423488 -8388608 0 -9223372036854775808 4611686018427387904
// 9223372036854775807 4611686018427387903 true 7 576460752303423487 8388607 1099511627775 9223372036854775807 -4611686018427387900
// 0 0
// 1 1000
// 7 7000
// 8 1
// 9 1001
// 18446744073709551615 2305843009213700951
// 0 3 -3 -10 -11 57 -64 -1 0 2097151
// 5050705
// 3 2 -3 -2 -3 2
// 0
// 4611686018427387906 1 922337203685477581 3
// runtime error: integer divide by zero
