// Go spec: Constants, Constant expressions, Representability.
package main

const (
	huge     = 1 << 511
	tooHuge  = 1 << 512 // ERROR "constant shift overflow"
	big      = huge * huge // ERROR "constant multiplication overflow"
	less     = huge - 1 + huge
	over     = less + 1 // ERROR "constant addition overflow"
	under    = -less - 1 // ERROR "constant subtraction overflow"
	neg      = ^less // ERROR "constant bitwise complement overflow"
	shifted  = huge >> 500
	reshift  = huge << 1 >> 1 // ERROR "constant shift overflow"
	float    = 1e646456992 / 1e646456991
	badExp   = 1e1000000000 // ERROR "malformed constant: 1e1000000000"
	badExp2  = 0x1p-9999999999 // ERROR "malformed constant: 0x1p-9999999999"
	vanishes = 1e-1000000000
	byZero   = 1 / vanishes // ERROR "invalid operation: division by zero"
	long     = 13407807929942597099574024998205846127479365820592393377723561443721764030073546976801874298166903427690031858186486050853753882811946569946433649006084096 // ERROR "constant overflow"
	notInt   = 1e100 % 3 // ERROR "invalid operation: operator % not defined on 1e100 \(untyped"
	rem      = 5.0 % 3 // ERROR "invalid operation: operator % not defined on 5\.0 \(untyped float"
)

var (
	i1 int     = 1e18
	i2 int     = 1e19 // ERROR "cannot use 1e19 \(untyped float constant 1e\+19\) as int value in"
	i3 int     = 1e100 // ERROR "cannot use 1e100 \(untyped float constant 1e\+100\) as int value"
	i4 int     = float
	i5 int     = 1.5 + 0.5
	i6 int     = 0.1 + 0.2 // ERROR "cannot use 0\.1 \+ 0\.2 \(untyped float constant 0\.3\) as int value"
	i7 uint64  = 1<<64 - 1
	i8 uint64  = 1 << 64 // ERROR "cannot use 1 << 64 \(untyped int constant 18446744073709551616\)"
	i9 int8    = -128
	ia int8    = -129 // ERROR "cannot use -129 \(untyped int constant\) as int8 value in"
	ib int     = huge >> 449
	ic int     = huge >> 448 // ERROR "cannot use huge >> 448 \(untyped int constant"
	id uint    = ^0 // ERROR "cannot use \^0 \(untyped int constant -1\) as uint value in"
	ie byte    = 'a' * 3 // ERROR "cannot use 'a' \* 3 \(untyped rune constant 291\) as byte value in"
	ig rune    = 0x7fffffff + 1 // ERROR "cannot use 0x7fffffff \+ 1 \(untyped int constant 2147483648\) as"
	f1 float32 = 1e38
	f2 float32 = 1e39 // ERROR "cannot use 1e39 \(untyped float constant 1e\+39\) as float32 value"
	f3 float64 = 1e308
	f4 float64 = 1e309 // ERROR "cannot use 1e309 \(untyped float constant 1e\+309\) as float64"
	f5 float32 = 1e-100
	f6 float64 = huge
	f7 float32 = huge // ERROR "cannot use huge \(untyped int constant"
	f8         = 1e400 / 1e390
	f9         = 1e400 // ERROR "cannot use 1e400 \(untyped float constant 1e\+400\) as float64"
	fa         = huge // ERROR "cannot use huge \(untyped int constant"
	fb float64 = 0x1.fffffffffffff7p1023
	fc float64 = 0x1.fffffffffffff8p1023 // ERROR "cannot use 0x1\.fffffffffffff8p1023 \(untyped float constant"
	fd float32 = 0x1.fffffefp127
	fe float32 = 0x1.ffffffp127 // ERROR "cannot use 0x1\.ffffffp127 \(untyped float constant 3\.40282e\+38\)"
	s1 string  = 'a' // ERROR "cannot use 'a' \(untyped rune constant 97\) as string value in"
	s2         = string(65.0) // ERROR "cannot convert 65\.0 \(untyped float constant 65\) to type string"
	s3         = "a" + "b" == "ab"
	b1 bool    = 1 < 2
	b2 bool    = 0 // ERROR "cannot use 0 \(untyped int constant\) as bool value in variable"
	b3         = "a" < 1 // ERROR "invalid operation: .a. < 1 \(mismatched types untyped string and"
)

var (
	t1       = 0.1+0.2 == 0.3
	t2 [1]struct{} // LEVEL "arrays are not supported yet \(level S2\)"
	t3       = []int{0.1*10: 1, 1: 2} // ERROR "duplicate index 1 in array or slice literal"
	t4       = uint8(255) + 1 // ERROR "uint8\(255\) \+ 1 \(constant 256 of type uint8\) overflows uint8"
	t5       = int64(1) << 63 // ERROR "int64\(1\) << 63 \(constant 9223372036854775808 of type int64\)"
	t6       = uint(1) - 2 // ERROR "uint\(1\) - 2 \(constant -1 of type uint\) overflows uint"
	t7       = -uint8(1) // ERROR "-uint8\(1\) \(constant -1 of type uint8\) overflows uint8"
	t8       = int8(-128) / -1 // ERROR "int8\(-128\) / -1 \(constant 128 of type int8\) overflows int8"
	t9       = float32(1e38) * 10 // ERROR "float32\(1e38\) \* 10 \(constant 1e\+39 of type float32\) overflows"
	ta       = float64(1e308) * 10 // ERROR "float64\(1e308\) \* 10 \(constant 1e\+309 of type float64\) overflows"
	tb       = int32(1) << 31 >> 1 // ERROR "int32\(1\) << 31 \(constant 2147483648 of type int32\) overflows"
	tc       = 7 / 2 * 2.0
	td       = 7 / 2.0 * 2
	te int   = 7 / 2.0 * 2
	tf       = 1_000.5_0 + 0x1p4 + 0o17 + 0b11 + 'a' + 017
	tg uint8 = len("0123456789") << 5 // ERROR "cannot use len\(.0123456789.\) << 5 \(constant 320 of type int\) as"
	th       = len([]int{1, 2}) << 70
	ti       = 'a' << 60 // ERROR "cannot use 'a' << 60 \(untyped rune constant"
	tj rune  = 'a' << 60 // ERROR "cannot use 'a' << 60 \(untyped rune constant"
)

func main() {}
