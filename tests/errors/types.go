// Go spec: Types; constructs of later levels.
package main

import "sync"

type S struct {
	sync.Mutex
	a, b int "tag"
	c    *S `json:"x"`
	int
	*string
	[]int // ERROR "syntax error: unexpected \[, expected field name or embedded type"
	f func(int) (int, error)
}
type A [3]int
type A2 [n]int
type A3 [-1]int
type A4 [...]int
type M map[[]int]int
type M2 map[string]int
type F func(int, string) (a int, err error)
type F2 func(a int, string) // ERROR "syntax error: missing parameter type"
type G[T any] struct{ x T } // LEVEL "generics are not supported \(level S3\)"
type C chan<- <-chan int
type I interface {
	~int | string // LEVEL "generics are not supported \(level S3\)"
}
type I2 interface {
	error
	String() string
}
type I3 interface {
	int
}
type P *int
type U unknown
type V = int
type W = W2
type X struct{ X int }
type Y undefinedpkg.T
type Z sync.Foo
type ZZ sync.mutex

func (P) m() {}
func (V) n() {}
func gen[T any](x T) T { return x } // LEVEL "generics are not supported \(level S3\)"
func (x X) X() {}
func (x *X) Y() { x.Y() }
func usei(x I3) {}

var _ I3
var _ = gen[int](1)
var _ = gen(1)
var g G[int] // LEVEL "generics are not supported \(level S3\)"

func main() {}
