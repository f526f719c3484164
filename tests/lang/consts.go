// Constants: exact, typed by use.
package main

import "fmt"

const (
	a = iota
	b
	_
	d
	e = "str"
	f
	g = iota * 10
)

type weekday int

const (
	sunday weekday = iota
	monday
	tuesday
)

const (
	_  = iota
	kb = 1 << (10 * iota)
	mb
	gb
)

const big = 1 << 100
const third = 1.0 / 3
const (
	maxu = 1<<64 - 1
	mini = -1 << 63
)

type flags uint8

const (
	f0 flags = 1 << iota
	f1
	f2
)

func (w weekday) next() weekday { return (w + 1) % 7 }

func main() {
	fmt.Println(a, b, d, e, f, g)
	fmt.Println(sunday, monday, tuesday, tuesday.next())
	fmt.Println(kb, mb, gb, big>>98, float64(big))
	fmt.Println(third, third*3 == 1, 5/2, 5/2.0, 7%3, -7/2, -7%3)
	fmt.Println(uint64(maxu), mini, f0|f2, f1&^f1)
	const local = len("hello") + 1
	fmt.Println(local, 'a', 'a'+1, string('a'+1), "x"+"y" < "xz")
	var x float32 = 1
	var y = x / 3
	fmt.Println(y, y*3 == 1, 1e3, 0x10, 0b101, 0o17, 1_000)
	var i8 int8 = -128
	var u8 uint8 = 'A' + 1
	var r rune = 'é'
	fmt.Println(i8, u8, r, string(r), 07, 1e-5, 0x1p4)
	const huge = 1e300 * 1e300 / 1e300
	fmt.Println(huge, big/(1<<98), !true || false && true)
	var iface interface{} = 'x'
	_, isRune := iface.(rune)
	iface = 2.0
	_, isFloat := iface.(float64)
	iface = 2
	_, isInt := iface.(int)
	fmt.Println(isRune, isFloat, isInt)
	const typed int64 = 5
	fmt.Println(typed*2, typed<<3, -typed, ^typed, +typed)
	fmt.Println(uint8(255)&^uint8(15), int8(-1)>>1, ^uint16(0))
}

// output:
// 0 1 3 str str 60
// 0 1 2 3
// 1024 1048576 1073741824 4 1.2676506002282294e+30
// 0.3333333333333333 true 2 2.5 1 -3 -1
// 18446744073709551615 -9223372036854775808 5 0
// 6 97 98 b true
// 0.33333334 true 1000 16 5 15 1000
// -128 66 233 é 7 1e-05 16
// 1e+300 4 false
// true true true
// 10 40 -5 -6 5
// 240 -1 65535
