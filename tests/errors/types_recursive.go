// Go spec: Type declarations, Interface types.
package main

import "fmt"

type T struct {
	a int
	b string "tag"
	*int // LEVEL "embedded fields are not supported yet \(level S2\)"
	_ bool
	c, a int // ERROR "a redeclared"
}
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
func main() {}
