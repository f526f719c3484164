// Conversions between types.
package main

import "fmt"

type celsius float64
type id int
type ids []int
type fn func(int) int
type pt struct{ x, y int }
type pt2 pt
type str string
type ch chan int

func (c celsius) f() float64 { return float64(c)*9/5 + 32 }
func (i ids) len() int       { return len(i) }

func main() {
	i := -1
	fmt.Println(uint8(i), uint16(i), uint32(i), uint64(i), uint(i), int8(i))
	big := 0x123456789abcdef0
	fmt.Println(int8(big), uint8(big), int16(big), uint16(big), int32(big), uint32(big))
	u := uint32(1 << 31)
	fmt.Println(int32(u), int64(u), int(int32(u)), uint64(int32(u)))
	b := int8(-100)
	fmt.Println(uint8(b), uint16(b), int16(b), uint64(b), int(uint8(b)), rune(b))
	c := uint8(200)
	fmt.Println(int8(c), int16(c), uint16(int8(c)), float32(int8(c)), float64(c))
	w := uint16(40000)
	fmt.Println(int16(w), int32(w), uint8(w), int8(w))
	fmt.Println(celsius(100).f(), float64(celsius(1.5)), id(5)+1, int(id(7))*2)
	fmt.Println(ids([]int{1, 2}).len(), []int(ids{3})[0])
	f := fn(func(x int) int { return x + 1 })
	fmt.Println(f(1), (func(int) int)(f)(2))
	p := pt2(pt{1, 2})
	fmt.Println(p.x, pt(p) == pt{1, 2}, struct{ x, y int }(p))
	pp := (*pt2)(&pt{3, 4})
	fmt.Println(pp.y)
	s := str("abc")
	fmt.Println(string(s)+"d", str("x")+s, len(s))
	var cc ch = make(chan int, 1)
	var ro <-chan int = cc
	(chan int)(cc) <- 5
	fmt.Println(<-ro)
	var e interface{} = id(3)
	_, isInt := e.(int)
	fmt.Println(isInt, e.(id), interface{}(5) == interface{}(id(5)))
	fmt.Println((*int)(nil) == nil, []int(nil) == nil, error(nil) == nil, interface{}(nil) == nil)
	fmt.Println(string(rune('a'+1)), int('x'), byte('y'), rune(0x4e16))
	var x, y int64 = 7, 2
	fmt.Println(float64(x)/float64(y), float64(x/y), int(float64(x)/float64(y)))
	var flag uint8 = 1<<3 | 1
	fmt.Println(flag>>3 == 1, int(flag)<<8, uint16(flag)<<8)
	var r rune = 'é'
	fmt.Println(byte(r), int8(r), uint16(r), string(r))
	fmt.Println(uint8(int8(i))+1, int8(uint8(i))+1, uint32(uint8(i))+1)
}

// output:
// 255 65535 4294967295 18446744073709551615 18446744073709551615 -1
// -16 240 -8464 57072 -1698898192 2596069104
// -2147483648 2147483648 -2147483648 18446744071562067968
// 156 65436 -100 18446744073709551516 156 -100
// -56 200 65480 -56 200
// -25536 40000 64 64
// 212 1.5 6 14
// 2 3
// 2 3
// 1 true {1 2}
// 4
// abcd xabc 3
// 5
// false 3 false
// true true true true
// b 120 121 19990
// 3.5 3 3
// true 2304 2304
// 233 -23 233 é
// 0 0 256
