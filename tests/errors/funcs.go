// Go spec: Method declarations, Function types, Terminating statements.
package main

import "fmt"

type E struct{}
type (
	R1 struct{ r R1 } // ERROR "invalid recursive type: R1 refers to itself"
	R2 struct{ r *R2 }
	R3 []R3
	R4 func(R4)
	R5 interface{ R5 } // ERROR "invalid recursive type: R5 refers to itself"
	R6 interface{ m(R6) }
	R7 R8 // ERROR "invalid recursive type R7: R7 refers to R8, R8 refers to R9, R9 refers"
	R8 R9
	R9 R7
	R10 struct{ x R11 } // ERROR "invalid recursive type R10: R10 refers to R11, R11 refers to R12, R12"
	R11 struct{ x R12 }
	R12 struct{ x R10 }
)
type X interface {
	fmt.Stringer // ERROR "duplicate method String"
	m()
	String() int
	error
}
type Y interface {
	m()
	m(int) // ERROR "duplicate method m"
}
type U undefined // ERROR "undefined: undefined"
type V fmt.Foo // ERROR "undefined: fmt\.Foo"
type Z fmt // ERROR "fmt \(package name\) is not a type"
type AA = BB // ERROR "invalid recursive type AA: AA refers to BB, BB refers to AA"
type BB = AA
type E2 E
type P struct{ E2 E2 }
type x struct{ y } // ERROR "undefined: y"
type Dup struct {
	a int
	b, a string // ERROR "a redeclared"
	_ int
	_ int
}

func (E) a()        {}
func (e E) b()      {}
func (e *E) a()     {} // ERROR "method E\.a already declared"
func (e E) _()      {}
func (E2) a()       {}
func (e undef) c()  {} // ERROR "undefined: undef"
func (e []E) d()    {} // ERROR "invalid receiver type \[\]E"
func (e func()) d() {} // ERROR "invalid receiver type func\(\)"
func (fmt.Stringer) d() {} // ERROR "cannot define new methods on non-local type fmt\.Stringer"
func (e *X) d()     {} // ERROR "invalid receiver type X \(pointer or interface type\)"
func (X) e()        {} // ERROR "invalid receiver type X \(pointer or interface type\)"
func (int) e()      {} // ERROR "cannot define new methods on non-local type int"
func (e E) init()   {}
func (e E) main()   {}
func _()            {}
func _()            {}
func init()         {}
func init()         {}
func init() int     { return 1 } // ERROR "func init must have no arguments and no return values"
func dup(a, b int, a string) {} // ERROR "a redeclared in this block"
func dup2(a int) (a int) { return 1 } // ERROR "a redeclared in this block"
func (a E) dup3(a int) {} // ERROR "a redeclared in this block"
func blank(_ int, _ string) (_ int, _ error) { return }
func result() (int, string) { return 1 } // ERROR "not enough return values: have \(number\), want \(int, string\)"
func result2() (int, string) { return 1, "a", 2 } // ERROR "too many return values: have \(number, string, number\), want \(int,"
func result3() (a int, b string) { return }
func result4() int { return } // ERROR "not enough return values: have \(\), want \(int\)"
func result5() { return 1 } // ERROR "too many return values: have \(number\), want \(\)"
func result6() int { return "a" } // ERROR "cannot use .a. \(untyped string constant\) as int value in return"
func result7() (int, string) { return result() }
func result8() (int, int) { return result() } // ERROR "cannot use result\(\) \(value of type string\) as int value in return"
func result9() (int, string, int) { return result(), 1 } // ERROR "multiple-value result\(\) \(value of type \(int, string\)\) in single-value"
func resulta() error { return nil }
func resultb() *E { return E{} } // ERROR "cannot use E\{\} \(value of struct type E\) as \*E value in return statement"
func resultc() fmt.Stringer { return E{} } // ERROR "cannot use E\{\} \(value of struct type E\) as fmt\.Stringer value in return"
func resultd() fmt.Stringer { return nil }
func resulte() (int, int) { return nil, nil } // ERROR "cannot use nil as int value in return statement"
func noresult() int {} // ERROR "missing return"
func noresult2() int { for {} }
func noresult3() int { for true {} } // ERROR "missing return"
func noresult4() int { for { break } } // ERROR "missing return"
func noresult5(b bool) int { if b { return 1 } } // ERROR "missing return"
func noresult6(b bool) int { if b { return 1 } else { return 2 } }
func noresult7(b int) int { switch b { case 1: return 1 } } // ERROR "missing return"
func noresult8(b int) int { switch b { case 1: return 1; default: return 2 } }
func noresult9(b int) int { switch b { case 1: fallthrough; default: return 2 } }
func noresulta(b int) int { switch b { case 1: break; default: return 2 } } // ERROR "missing return"
func noresultb() int { panic("a") }
func noresultc() int { select {} }
func noresultd(c chan int) int { select { case <-c: return 1 } }
func noresulte(c chan int) int { select { case <-c: } } // ERROR "missing return"
func noresultf(c chan int) int { L: for { select { case <-c: break L } } } // ERROR "missing return"
func noresultg(c chan int) int { { return 1 } }
func noresulth(c chan int) int { return 1; c <- 1 } // ERROR "missing return"
func noresulti(c chan int) int { for range c { return 1 } } // ERROR "missing return"
func noresultj(c chan int) int { L: for { for { break L } } } // ERROR "missing return"
func noresultk(c chan int) int { L: for { for { continue L } } }
func noresultl(c chan int) int { func() int { return 1 }() } // ERROR "missing return"
func noresultm(c chan int) int { panic := func(string) {}; panic("x") } // ERROR "missing return"
func noresultn() int { if true { return 1 } else if false { return 2 } else { panic(1) } }
func main() {}
func main() {} // ERROR "main redeclared in this block"
var main int // ERROR "cannot declare main - must be func"
const init = 1 // ERROR "cannot declare init - must be func"
var fmt = 2 // ERROR "fmt already declared through import of package fmt \(.fmt.\)"
type E int // ERROR "E redeclared in this block"
func E() {} // ERROR "E redeclared in this block"
