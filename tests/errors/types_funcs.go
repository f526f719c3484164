// Go spec: Type, Function and Method declarations, Terminating statements.
package main

import (
	"fmt" // ERROR ".fmt. imported and not used"
	"time" // ERROR ".time. imported and not used"
)

type T struct {
	a int
	a string // ERROR "a redeclared: other declaration of a"
	b, b int // ERROR "b redeclared"
	_ int
	_ string
}

type T2 T3 // ERROR "invalid recursive type T2: T2 refers to T3, T3 refers to T2"
type T3 T2
type T4 struct{ x T4 } // ERROR "invalid recursive type: T4 refers to itself"
type T5 struct{ x *T5 }
type T6 []T6
type T7 = T8 // ERROR "invalid recursive type T7: T7 refers to T8, T8 refers to T7"
type T8 = T7
type T9 interface{ T9 } // ERROR "invalid recursive type: T9 refers to itself"
type Ta func(Ta) Ta
type Tb chan Tb

func (T) m()      {}
func (*T) m()     {} // ERROR "method T\.m already declared"
func (t T) a()    {} // ERROR "field and method with the same name a: other declaration of a"
func (int) x()    {} // ERROR "cannot define new methods on non-local type int"
func (**T) y()    {} // ERROR "invalid receiver type \*\*T"
func (p *T5) z()  {}
func (I) w()      {} // ERROR "invalid receiver type I \(pointer or interface type\)"
func (t, u T) v() {} // ERROR "method has multiple receivers"
func () u()       {} // ERROR "method has no receiver"
func (undefd) q() {} // ERROR "undefined: undefd"
func (x *Tp) r()  {} // ERROR "invalid receiver type Tp \(pointer or interface type\)"

type I interface {
	m()
	m() // ERROR "duplicate method m: other declaration of method m"
	n(int) (a, b int)
}
type Tp *T

func dup(a int, a string)            {} // ERROR "a redeclared in this block"
func dup2(a int) (a int)             { return } // ERROR "a redeclared in this block"
func variadic2(a int, b ...int) bool { return true }
func noresult() int                  {} // ERROR "missing return"
func noresult2() int                 { for {} }
func noresult3() int                 { for { break } } // ERROR "missing return"
func noresult4(x int) int {
	switch x {
	case 1:
		return 1
	}
} // ERROR "missing return"
func noresult5(x int) int {
	switch {
	case x > 1:
		return 1
	default:
		panic("x")
	}
}
func noresult6(x int) int {
	if x > 1 {
		return 1
	} else if x < 0 {
		return 2
	}
} // ERROR "missing return"
func noresult7(c chan int) int {
	select {
	case <-c:
		return 1
	}
}
func noresult8(c chan int) int {
L:
	for {
		for {
			break L
		}
	}
} // ERROR "missing return"
func noresult9(c chan int) int {
	for true {
	}
} // ERROR "missing return"
func noresulta() int { select {} }

func init() int   { return 1 } // ERROR "func init must have no arguments and no return values"
func init(x int)  {} // ERROR "func init must have no arguments and no return values"
func init()       {}
func init()       {}
func main(x int)  {} // ERROR "func main must have no arguments and no return values"
func f()          { init() } // ERROR "undefined: init"
func f(x int)     {} // ERROR "f redeclared in this block"
var f2, f2        = 1, 2 // ERROR "f2 redeclared in this block"
var time          = 3 // ERROR "time already declared through import of package time"
const main2, main = 1, 2 // ERROR "cannot declare main - must be func"
type int3 int2 // ERROR "undefined: int2"
var x int = y // ERROR "undefined: y"
