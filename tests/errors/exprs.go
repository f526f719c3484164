// Go spec: Expressions.
package main

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

type P struct{ X, y int }
type Q struct{ X, y int }
type Str string
type Num int
type Fn func(int) int
type Sl []int
type I interface{ M(int) string }
type J interface {
	I
	N()
}
type A struct{}

func (A) M(int) string   { return "" }

type B struct{}

func (*B) M(int) string { return "" }

type C struct{}

func (C) M(string) string { return "" }

type D struct{ f func() }
type E struct{ e []int }

func v(a int, b ...string) {}

func f(x int, u uint8, fl float64, s string, b bool, p *P, q Q, e any, i I, sl []int, c chan int, fn Fn, err error) {
	_ = x + u // ERROR "invalid operation: x \+ u \(mismatched types int and uint8\)"
	_ = x + fl // ERROR "invalid operation: x \+ fl \(mismatched types int and float64\)"
	_ = x + 1.5 // ERROR "1\.5 \(untyped float constant\) truncated to int"
	_ = x + 2.0
	_ = u + 256 // ERROR "256 \(untyped int constant\) overflows uint8"
	_ = u - 1
	_ = s + 1 // ERROR "invalid operation: s \+ 1 \(mismatched types string and untyped"
	_ = s + "a" + 'b' // ERROR "invalid operation: s \+ .a. \+ 'b' \(mismatched types string and"
	_ = !x // ERROR "invalid operation: operator ! not defined on x \(variable of"
	_ = -s // ERROR "invalid operation: operator - not defined on s \(variable of"
	_ = ^fl // ERROR "invalid operation: operator \^ not defined on fl \(variable of"
	_ = +b // ERROR "invalid operation: operator \+ not defined on b \(variable of"
	_ = &x + 1 // ERROR "invalid operation: &x \+ 1 \(mismatched types \*int and untyped"
	_ = &1 // ERROR "invalid operation: cannot take address of 1 \(untyped int"
	_ = &f // ERROR "invalid operation: cannot take address of f \(value of type"
	_ = &s[0] // ERROR "invalid operation: cannot take address of s\[0\] \(value of type"
	_ = &sl[0]
	_ = &P{}
	_ = &p.X
	_ = &v(1) // ERROR "v\(1\) \(no value\) used as value"
	_ = *x // ERROR "invalid operation: cannot indirect x \(variable of type int\)"
	_ = *nil // ERROR "invalid operation: cannot indirect nil"
	_ = **p // ERROR "invalid operation: cannot indirect \*p \(variable of struct type"
	_ = x && b // ERROR "invalid operation: x && b \(mismatched types int and bool\)"
	_ = b && b || !b
	_ = b & b // ERROR "invalid operation: operator & not defined on b \(variable of"
	_ = fl % 2 // ERROR "invalid operation: operator % not defined on fl \(variable of"
	_ = fl << 1 // ERROR "invalid operation: shifted operand fl \(variable of type"
	_ = x << fl // ERROR "invalid operation: shift count fl \(variable of type float64\)"
	_ = x << 1.0
	_ = x << u
	_ = 1 << x
	_ = 1.0 << x // ERROR "invalid operation: shifted operand 1\.0 \(type float64\) must be"
	_ = uint8(1) << 9 // ERROR "uint8\(1\) << 9 \(constant 512 of type uint8\) overflows uint8"
	_ = x << 64
	_ = x >> -1 // ERROR "invalid operation: negative shift count -1 \(untyped int"
	var f1 float64 = 1 << x // ERROR "invalid operation: shifted operand 1 \(type float64\) must be"
	var f2 float64 = 1 << 3
	_ = "a" << 1 // ERROR "invalid operation: shifted operand .a. \(untyped string"
	_ = x == u // ERROR "invalid operation: x == u \(mismatched types int and uint8\)"
	_ = x == nil // ERROR "invalid operation: x == nil \(mismatched types int and untyped"
	_ = p == nil
	_ = *p == q // ERROR "invalid operation: \*p == q \(mismatched types P and Q\)"
	_ = P(q) == *p
	_ = sl == sl // ERROR "invalid operation: sl == sl \(slice can only be compared to nil\)"
	_ = sl == nil
	_ = fn == nil
	_ = fn == fn // ERROR "invalid operation: fn == fn \(func can only be compared to nil\)"
	_ = e == sl // ERROR "invalid operation: e == sl \(slice can only be compared to nil\)"
	_ = e == x
	_ = e == nil
	_ = i == A{}
	_ = i == B{} // ERROR "invalid operation: i == B\{\} \(mismatched types I and B\)"
	_ = i == &B{}
	_ = i == x // ERROR "invalid operation: i == x \(mismatched types I and int\)"
	_ = e < e // ERROR "invalid operation: e < e \(operator < not defined on interface\)"
	_ = b < b // ERROR "invalid operation: b < b \(operator < not defined on bool\)"
	_ = s < "a"
	_ = p < p // ERROR "invalid operation: p < p \(operator < not defined on pointer\)"
	_ = c == c
	_ = D{} == D{} // ERROR "invalid operation: D\{\} == D\{\} \(struct containing func\(\) cannot"
	_ = E{} == E{} // ERROR "invalid operation: E\{\} == E\{\} \(struct containing \[\]int cannot"
	_ = struct{ a int }{1} == struct{ a int }{2}
	_ = nil == nil // ERROR "invalid operation: nil == nil \(operator == not defined on"
	_ = x[0] // ERROR "cannot index x \(variable of type int\)"
	_ = s["a"] // ERROR "cannot convert .a. \(untyped string constant\) to type int"
	_ = sl[-1] // ERROR "invalid argument: index -1 \(constant of type int\) must not be"
	_ = sl[1.5] // ERROR "1\.5 \(untyped float constant\) truncated to int"
	_ = sl[2.0]
	_ = sl[u]
	_ = sl["a"] // ERROR "cannot convert .a. \(untyped string constant\) to type int"
	_ = "abc"[3] // ERROR "invalid argument: index 3 out of bounds \[0:3\]"
	_ = "abc"[2]
	_ = "abc"[1:5] // ERROR "invalid argument: index 5 out of bounds \[0:4\]"
	_ = s[1:2:3] // ERROR "invalid operation: 3-index slice of string"
	_ = sl[2:1] // ERROR "invalid slice indices: 1 < 2"
	_ = sl[1:2:1] // ERROR "invalid slice indices: 1 < 2"
	_ = sl[:1:2]
	_ = x[1:2] // ERROR "cannot slice x \(variable of type int\)"
	_ = c[0] // ERROR "cannot index c \(variable of type chan int\)"
	_ = e[0] // ERROR "cannot index e \(variable of interface type any\)"
	_ = p.z // ERROR "p\.z undefined \(type \*P has no field or method z\)"
	_ = p.y
	_ = p.x // ERROR "p\.x undefined \(type \*P has no field or method x, but does have"
	_ = q.Y // ERROR "q\.Y undefined \(type Q has no field or method Y, but does have"
	_ = x.y // ERROR "x\.y undefined \(type int has no field or method y\)"
	_ = fmt.println // ERROR "undefined: fmt\.println \(but have Println\)"
	_ = fmt.Foo // ERROR "undefined: fmt\.Foo"
	_ = fmt // ERROR "use of package fmt not in selector"
	_ = time.Second.foo // ERROR "time\.Second\.foo undefined \(type time\.Duration has no field or"
	_ = errors.New
	_ = err.Error
	_ = err.error() // ERROR "err\.error undefined \(type error has no field or method error,"
	_ = e.(int)
	_ = i.(A)
	_ = i.(B) // ERROR "impossible type assertion: i\.\(B\): B does not implement I"
	_ = i.(*B)
	_ = i.(C) // ERROR "impossible type assertion: i\.\(C\): C does not implement I \(wrong"
	_ = i.(J)
	_ = i.(fmt.Stringer)
	_ = x.(int) // ERROR "invalid operation: x \(variable of type int\) is not an interface"
	_ = e.(Foo) // ERROR "undefined: Foo"
	_ = int(s) // ERROR "cannot convert s \(variable of type string\) to type int"
	_ = string(x)
	_ = string(fl) // ERROR "cannot convert fl \(variable of type float64\) to type string"
	_ = string(sl) // ERROR "cannot convert sl \(variable of type \[\]int\) to type string"
	_ = []byte(s)
	_ = []rune(s)
	_ = []int(s) // ERROR "cannot convert s \(variable of type string\) to type \[\]int"
	_ = float32(1e40) // ERROR "cannot convert 1e40 \(untyped float constant 1e\+40\) to type"
	_ = int8(300) // ERROR "constant 300 overflows int8"
	_ = int(1.5) // ERROR "cannot convert 1\.5 \(untyped float constant\) to type int"
	_ = int(fl)
	_ = bool(x) // ERROR "cannot convert x \(variable of type int\) to type bool"
	_ = Str(s)
	_ = Num(fl)
	_ = (*P)(p)
	_ = (*Q)(p)
	_ = P(q)
	_ = Sl(sl)
	_ = I(A{})
	_ = I(B{}) // ERROR "cannot convert B\{\} \(value of struct type B\) to type I: B does"
	_ = I(C{}) // ERROR "cannot convert C\{\} \(value of struct type C\) to type I: C does"
	_ = J(i) // ERROR "cannot convert i \(variable of interface type I\) to type J: I"
	_ = Fn(func(x int) int { return x })
	_ = Fn(func(x int) {}) // ERROR "cannot convert func\(x int\) \{\} \(value of type func\(x int\)\) to"
	_ = int() // ERROR "missing argument in conversion to int"
	_ = int(1, 2) // ERROR "too many arguments in conversion to int"
	_ = x(1) // ERROR "invalid operation: cannot call x \(variable of type int\): int is"
	_ = fn() // ERROR "not enough arguments in call to fn: have \(\), want \(int\)"
	_ = fn(1, 2) // ERROR "too many arguments in call to fn: have \(number, number\), want"
	_ = fn("a") // ERROR "cannot use .a. \(untyped string constant\) as int value in"
	_ = fn(nil) // ERROR "cannot use nil as int value in argument to fn"
	v() // ERROR "not enough arguments in call to v: have \(\), want \(int,"
	v(1)
	v(1, "a", "b")
	v(1, "a", 2) // ERROR "cannot use 2 \(untyped int constant\) as string value in argument"
	v(1, sl...) // ERROR "cannot use sl \(variable of type \[\]int\) as \[\]string value in"
	v(1, []string{}...)
	v(1, "a", []string{}...) // ERROR "too many arguments in call to v: have \(number, string,"
	v(sl...) // ERROR "not enough arguments in call to v: have \(\[\]int\.\.\.\), want \(int,"
	fn(sl...) // ERROR "cannot use \.\.\. in call to non-variadic fn"
	_ = v(1) // ERROR "v\(1\) \(no value\) used as value"
	_ = P{1} // ERROR "too few values in struct literal of type P"
	_ = P{1, 2, 3} // ERROR "too many values in struct literal of type P"
	_ = P{1, 2}
	_ = P{X: 1, 2} // ERROR "mixture of field:value and value elements in struct literal"
	_ = P{X: 1, X: 2} // ERROR "duplicate field name X in struct literal"
	_ = P{Z: 1} // ERROR "unknown field Z in struct literal of type P"
	_ = P{"a", 2} // ERROR "cannot use .a. \(untyped string constant\) as int value in struct"
	_ = &P{X: "a"} // ERROR "cannot use .a. \(untyped string constant\) as int value in struct"
	_ = []int{1, "a", 2.5, 2.0} // ERROR "cannot use .a. \(untyped string constant\) as int value in array"
	_ = []int{0: 1, 0: 2} // ERROR "duplicate index 0 in array or slice literal"
	_ = []int{-1: 1} // ERROR "invalid argument: index -1 \(constant of type int\) must not be"
	_ = []int{x: 1} // ERROR "index x must be integer constant"
	_ = []int{5: 1, 2, 5}
	_ = []P{{1, 2}, {X: 1}, {1}} // ERROR "too few values in struct literal of type P"
	_ = []*P{{1, 2}, nil, {Q: 1}} // ERROR "unknown field Q in struct literal of type P"
	_ = [][]int{{1}, {"a"}} // ERROR "cannot use .a. \(untyped string constant\) as int value in array"
	_ = Foo{} // ERROR "undefined: Foo"
	_ = int{} // ERROR "invalid composite literal type int"
	_ = I{} // ERROR "invalid composite literal type I"
	_ = sync.Mutex{1, 2} // ERROR "implicit assignment to unexported field state in struct literal"
	_ = fmt.Stringer{} // ERROR "invalid composite literal type fmt\.Stringer"
	_ = len(x) // ERROR "invalid argument: x \(variable of type int\) for built-in len"
	_ = len(s, s) // ERROR "invalid operation: too many arguments for len\(s, s\) \(expected"
	_ = len() // ERROR "invalid operation: not enough arguments for len\(\) \(expected 1,"
	_ = len // ERROR "len \(built-in\) must be called"
	_ = cap(s) // ERROR "invalid argument: s \(variable of type string\) for built-in cap"
	_ = cap(c)
	_ = append(s, "a") // ERROR "invalid append: argument must be a slice; have s \(variable of"
	_ = append(sl, "a") // ERROR "cannot use .a. \(untyped string constant\) as int value in"
	_ = append(sl, 1, 2)
	_ = append(sl, sl) // ERROR "cannot use sl \(variable of type \[\]int\) as int value in argument"
	_ = append(sl, sl...)
	_ = append([]byte{}, s...)
	_ = append() // ERROR "invalid operation: not enough arguments for append\(\) \(expected"
	_ = append(nil, 1) // ERROR "invalid append: argument must be a slice; have untyped nil"
	_ = copy(sl, s) // ERROR "invalid copy: arguments sl \(variable of type \[\]int\) and s"
	_ = copy([]byte{}, s)
	_ = copy(s, []byte{}) // ERROR "invalid copy: argument must be a slice; have s \(variable of"
	_ = make(int) // ERROR "invalid argument: cannot make int: type must be slice, map, or"
	_ = make([]int) // ERROR "invalid operation: make\(\[\]int\) expects 2 or 3 arguments; found 1"
	_ = make([]int, -1) // ERROR "invalid argument: index -1 \(constant of type int\) must not be"
	_ = make([]int, 2, 1) // ERROR "invalid argument: length and capacity swapped"
	_ = make([]int, 1.5) // ERROR "1\.5 \(untyped float constant\) truncated to int"
	_ = make([]int, s) // ERROR "invalid argument: index s \(variable of type string\) must be"
	_ = make([]int, 1, 2, 3) // ERROR "invalid operation: make\(\[\]int, 1, 2, 3\) expects 2 or 3"
	_ = make(chan int, x)
	_ = make(chan int, 1, 2) // ERROR "invalid operation: make\(chan int, 1, 2\) expects 1 or 2"
	_ = make(P) // ERROR "invalid argument: cannot make P: type must be slice, map, or"
	_ = make(x) // ERROR "x \(parameter\) is not a type"
	_ = new(x) // ERROR "new\(x\) requires go1\.26 or later"
	_ = new(P)
	_ = new() // ERROR "invalid operation: not enough arguments for new\(\) \(expected 1,"
	_ = new(int, int) // ERROR "invalid operation: too many arguments for new\(int, int\)"
	_ = panic("a") // ERROR "panic\(.a.\) \(no value\) used as value"
	_ = recover()
	_ = print(1) // ERROR "print\(1\) \(no value\) used as value"
	_ = min(1, 2.5, x) // ERROR "2\.5 \(untyped float constant\) truncated to int"
	_ = min(x, u) // ERROR "invalid argument: mismatched types int \(previous argument\) and"
	_ = max(s, "a")
	_ = max(s, 1) // ERROR "invalid argument: mismatched types string \(previous argument\)"
	_ = max() // ERROR "invalid operation: not enough arguments for max\(\) \(expected 1,"
	_ = min(b) // ERROR "invalid argument: b \(variable of type bool\) cannot be ordered"
	clear(x) // ERROR "invalid argument: cannot clear x \(variable of type int\):"
	clear(sl)
	panic() // ERROR "invalid operation: not enough arguments for panic\(\) \(expected"
	panic(1, 2) // ERROR "invalid operation: too many arguments for panic\(1, 2\) \(expected"
	recover(1) // ERROR "invalid operation: too many arguments for recover\(1\) \(expected"
	println(sl, P{})
	println(v(1)) // ERROR "v\(1\) \(no value\) used as value"
	println(nil) // ERROR "use of untyped nil in argument to built-in println"
	print(1 << 70) // ERROR "cannot use 1 << 70 \(untyped int constant"
	fmt.Println(1 << 70) // ERROR "cannot use 1 << 70 \(untyped int constant"
	fmt.Println(v)
	fmt.Println(nil, 1<<3)
	fmt.Println(none) // ERROR "undefined: none"
	_ = func(a int) { return 1 } // ERROR "too many return values: have \(number\), want \(\)"
	_ = func() int { return } // ERROR "not enough return values: have \(\), want \(int\)"
	_ = func() int { return 1 }
	_ = A.M
	_ = A.M(A{}, 1)
	_ = (*A).M
	_ = B.M // ERROR "invalid method expression B\.M \(needs pointer receiver \(\*B\)\.M\)"
	_ = (*B).M
	_ = I.M(i, 2)
	_ = A.foo // ERROR "A\.foo undefined \(type A has no field or method foo\)"
	_ = A{}.M
	_ = B{}.M // ERROR "cannot call pointer method M on B"
	(B{}).M(1) // ERROR "cannot call pointer method M on B"
	(&B{}).M(1)
	var ch chan<- int = c
	c = ch // ERROR "cannot use ch \(variable of type chan<- int\) as chan int value"
	var ro <-chan int = c
	ch = ro // ERROR "cannot use ro \(variable of type <-chan int\) as chan<- int value"
	_ = (<-chan int)(ch) // ERROR "cannot convert ch \(variable of type chan<- int\) to type <-chan"
	_ = len(ro)
	var _ chan int = nil
	var _ int = nil // ERROR "cannot use nil as int value in variable declaration"
	var _ = (1 + 2i) // LEVEL "complex numbers are not supported yet \(level S3\)"
	var arr [3]int // LEVEL "arrays are not supported yet \(level S2\)"
	var mp map[string]int // LEVEL "maps are not supported yet \(level S2\)"
	_ = f1 + f2
	_ = x + (1 << u)
	_ = u + (1 << x)
	_ = u + (256 << x) // ERROR "256 \(untyped int constant\) overflows uint8"
	_ = fl + (1 << u) // ERROR "invalid operation: shifted operand 1 \(type float64\) must be"
	_ = "a"[0] + 256 // ERROR "256 \(untyped int constant\) overflows byte"
	x.foo = 1 // ERROR "x\.foo undefined \(type int has no field or method foo\)"
	i.foo() // ERROR "i\.foo undefined \(type I has no field or method foo\)"
	e.M(1) // ERROR "e\.M undefined \(type any has no field or method M\)"
	p.X.y.z = 1 // ERROR "p\.X\.y undefined \(type int has no field or method y\)"
	undefined1(undefined2, 1+"a") // ERROR "undefined: undefined1"
	Num.foo() // ERROR "Num\.foo undefined \(type Num has no field or method foo\)"
	x = Num(1) // ERROR "cannot use Num\(1\) \(constant 1 of int type Num\) as int value in"
	x, s = s, x // ERROR "cannot use s \(variable of type string\) as int value in"
	if x := 1; x { // ERROR "non-boolean condition in if statement"
	}
	for ; s; { // ERROR "non-boolean condition in for statement"
	}
	iota // ERROR "cannot use iota outside constant declaration"
	x = iota // ERROR "cannot use iota outside constant declaration"
	x = _ // ERROR "cannot use _ as value or type"
	_.x = 1 // ERROR "cannot use _ as value or type"
	_() // ERROR "cannot use _ as value or type"
	type Local struct{ Local } // LEVEL "embedded fields are not supported yet \(level S2\)"
	type Local2 struct{ *Local2 } // LEVEL "embedded fields are not supported yet \(level S2\)"
	const k = x // ERROR "x \(variable of type int\) is not constant"
	const k2 = len(sl) // ERROR "len\(sl\) \(value of type int\) is not constant"
	var self = self // ERROR "undefined: self"
	switch x := e.(type) { // LEVEL "type switches are not supported yet \(level S2\)"
	}
	L: for { continue M } // ERROR "continue label not defined: M"
}

func main() {}
