// Shifts by any count, of any type.
package main

import "fmt"

func shl8(x int8, n uint) int8      { return x << n }
func shr8(x int8, n uint) int8      { return x >> n }
func shlu8(x uint8, n uint) uint8   { return x << n }
func shru8(x uint8, n int) uint8    { return x >> n }
func shl32(x int32, n uint8) int32  { return x << n }
func shr32(x int32, n uint8) int32  { return x >> n }
func shl64(x int64, n uint64) int64 { return x << n }
func shr64(x int64, n uint64) int64 { return x >> n }
func shru(x uint64, n int8) uint64  { return x >> n }

func main() {
	for _, n := range []uint{0, 1, 6, 7, 8, 63, 64, 200} {
		fmt.Println(n, shl8(1, n), shl8(-3, n), shr8(-128, n), shr8(100, n),
			shlu8(0x81, n), shru8(0x81, int(n)))
	}
	for _, n := range []uint8{0, 1, 30, 31, 32, 63, 64, 255} {
		fmt.Println(n, shl32(-5, n), shr32(-5, n), shl64(3, uint64(n)),
			shr64(-1<<62, uint64(n)))
	}
	for _, n := range []int8{0, 1, 63, 64, 127} {
		fmt.Println(n, shru(1<<63, n))
	}
	fmt.Println(shr64(-9, 1<<40), shl64(1, 1<<63))

	// Untyped constants take the type of their context.
	var s uint = 33
	var i = 1 << s
	var j int32 = 1 << s
	var k = uint64(1 << s)
	var w int64 = 1.0 << s
	var u = 1<<s == 1<<33
	var v = make([]int, 1<<(s-31))
	fmt.Println(i, j, k, w, u, len(v))
	var b uint8 = 255
	fmt.Println(b<<1>>1, b>>1<<1, uint8(b+1), ^b, -b)
	x := uint32(0xdeadbeef)
	fmt.Println(x<<7|x>>25, x>>16, x&^0xff, x<<32>>1)
	x <<= 4
	x >>= 2
	fmt.Println(x)
	var y int16 = -1
	y <<= 15
	fmt.Println(y, y>>14, y>>20, uint16(y)>>15)
	const c = 1 << 62
	fmt.Println(c>>60, uint64(c<<1))

	defer func() { fmt.Println(recover()) }()
	neg := -1
	fmt.Println(1 << neg)
}

// output:
// 0 1 -3 -128 100 129 129
// 1 2 -6 -64 50 2 64
// 6 64 64 -2 1 64 2
// 7 -128 -128 -1 0 128 1
// 8 0 0 -1 0 0 0
// 63 0 0 -1 0 0 0
// 64 0 0 -1 0 0 0
// 200 0 0 -1 0 0 0
// 0 -5 -5 3 -4611686018427387904
// 1 -10 -3 6 -2305843009213693952
// 30 -1073741824 -1 3221225472 -4294967296
// 31 -2147483648 -1 6442450944 -2147483648
// 32 0 -1 12884901888 -1073741824
// 63 0 -1 -9223372036854775808 -1
// 64 0 -1 0 -1
// 255 0 -1 0 -1
// 0 9223372036854775808
// 1 4611686018427387904
// 63 1
// 64 0
// 127 0
// -1 0
// 8589934592 0 8589934592 8589934592 true 4
// 127 254 0 0 1
// 1457485807 57005 3735928320 0
// 985070524
// -32768 -2 -1 1
// 4 9223372036854775808
// runtime error: negative shift amount
