// Go spec: Import, Constant and Variable declarations.
package main

import (
	"errors" // ERROR ".errors. imported and not used"
	"fmt" // ERROR ".fmt. imported and not used"
	f2 "fmt" // ERROR ".fmt. imported as f2 and not used"
	_ "sync"
	"time" // ERROR ".time. imported and not used"
)

import "os" // ERROR ".os. imported and not used"

const (
	c0 = iota
	c1
	c2 int8 = 200 // ERROR "cannot use 200 \(untyped int constant\) as int8 value in constant"
	c3 // ERROR "cannot use 200 \(untyped int constant\) as int8 value in constant"
	c4 = c5 // ERROR "initialization cycle for c4: c4 refers to c5, c5 refers to c4"
	c5 = c4
	c6 = len([]int{1}) // ERROR "len\(\[\]int\{…\}\) \(value of type int\) is not constant"
	c7 = f(1) // ERROR "f\(1\) \(value of type int\) is not constant"
	c8 = "a" + 1 // ERROR "invalid operation: .a. \+ 1 \(mismatched types untyped string and"
	c9 int = "x" // ERROR "cannot use .x. \(untyped string constant\) as int value in"
	ca, cb = 1 // ERROR "missing init expr for cb"
	cc = 1, 2 // ERROR "extra init expr 2"
	cd []int = nil // ERROR "invalid constant type \[\]int"
	ce = nil // ERROR "nil is not constant"
	cf = 1 << 3.0
	cg = 1 << 3.5 // ERROR "3\.5 \(untyped float constant\) truncated to uint"
	ch = -1 << 2
	ci = 1 << -2 // ERROR "invalid operation: negative shift count -2 \(untyped int"
	cj = 'a' + 1.5
	ck rune = 'a' + 1.5 // ERROR "cannot use 'a' \+ 1\.5 \(untyped float constant 98\.5\) as rune"
	cl = "abc"[1] // ERROR ".abc.\[1\] \(value of type byte\) is not constant"
	cm = len("abc")
	cn = -uint8(1) // ERROR "-uint8\(1\) \(constant -1 of type uint8\) overflows uint8"
	co = ^uint8(1)
	cp = ^int8(1)
	cq uint8 = ^1 // ERROR "cannot use \^1 \(untyped int constant -2\) as uint8 value in"
	cr = 5 / 0 // ERROR "invalid operation: division by zero"
	cs = 5.0 / 0.0 // ERROR "invalid operation: division by zero"
	ct = 5 % 0 // ERROR "invalid operation: division by zero"
	cu = !1 // ERROR "invalid operation: operator ! not defined on 1 \(untyped int"
	cv = !true
	cw = 1 == "a" // ERROR "invalid operation: 1 == .a. \(mismatched types untyped int and"
	cx = true && 1 // ERROR "invalid operation: true && 1 \(mismatched types untyped bool and"
	cy = 10 / 4 * 2.5
	cz uint8 = 10 / 4 * 2.5
)

var (
	v0 = v1 // ERROR "initialization cycle for v0: v0 refers to v1, v1 refers to v0"
	v1 = v0
	v2 int = nil // ERROR "cannot use nil as int value in variable declaration"
	v3 = nil // ERROR "use of untyped nil in variable declaration"
	v4, v5 int = 1 // ERROR "assignment mismatch: 2 variables but 1 value"
	v6, v7 = 1, 2, 3 // ERROR "extra init expr 3"
	v8, v9 = f(1), 2
)

func f(x int) int { return x }
func main()       {}
