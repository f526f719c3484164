// Integers wrap around at their size.
package main

import "fmt"

func main() {
	var i8 int8 = 127
	var u8 uint8 = 255
	var i16 int16 = 32767
	var u16 uint16 = 65535
	var i32 int32 = 2147483647
	var u32 uint32 = 4294967295
	var i64 int64 = 9223372036854775807
	var u64 uint64 = 18446744073709551615
	i8++
	u8++
	i16++
	u16++
	i32++
	u32++
	i64++
	u64++
	fmt.Println(i8, u8, i16, u16, i32, u32, i64, u64)
	i8--
	u8--
	i16--
	u16--
	i32--
	u32--
	i64--
	u64--
	fmt.Println(i8, u8, i16, u16, i32, u32, i64, u64)
	i8 *= 3
	u8 *= 3
	i16 *= i16
	u16 *= u16
	i32 *= 5
	u32 *= u32
	i64 *= 3
	u64 *= 3
	fmt.Println(i8, u8, i16, u16, i32, u32, i64, u64)

	min8, one := int8(-128), int8(-1)
	min32, one32 := int32(-1<<31), int32(-1)
	min64, one64 := int64(-1<<63), int64(-1)
	fmt.Println(min8/one, min8%one, -min8, min32/one32, min32%one32, -min32)
	fmt.Println(min64/one64, min64%one64, -min64)

	// Intermediate results wrap as well.
	a, b := uint8(200), uint8(100)
	fmt.Println(a+b, (a+b)/2, a-b, b-a, (b-a)>>1, a*b+a, (a+b)*(a-b))
	fmt.Println(a+b < a, int(a)+int(b), int(a+b), float64(a+b))
	x, y := int32(1<<30), int32(1<<30)
	fmt.Println(x+y, (x+y)/2, int64(x+y), int64(x)+int64(y), x+y > 0)
	h := uint32(2166136261)
	for _, c := range []uint8{'g', 'o'} {
		h = (h ^ uint32(c)) * 16777619
	}
	fmt.Println(h)
	v := uint32(1)
	for i := 0; i < 1000; i++ {
		v = v*1664525 + 1013904223
	}
	fmt.Println(v)
	s := []uint8{250, 10}
	s[0] += 10
	s[1] -= 20
	fmt.Println(s)
	var u uint = 0
	u--
	fmt.Println(u, u > 1<<62, -u, u/2, u%10, u>>63)
}

// output:
// -128 0 -32768 0 -2147483648 0 -9223372036854775808 0
// 127 255 32767 65535 2147483647 4294967295 9223372036854775807 18446744073709551615
// 125 253 1 1 2147483643 1 9223372036854775805 18446744073709551613
// -128 0 -128 -2147483648 0 -2147483648
// -9223372036854775808 0 -9223372036854775808
// 44 22 100 156 78 232 48
// true 300 44 44
// -2147483648 -1073741824 -2147483648 2147483648 false
// 1109423947
// 645503657
// [4 246]
// 18446744073709551615 true 1 9223372036854775807 5 1
