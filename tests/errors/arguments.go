// Go spec: Calls, Method expressions, For statements with range clause: what is
// said beside an undefined argument, of signatures with names, of range.
package main

type T struct{ a []int }

func (T) M(x int, y string)              {}
func (T) V(xs ...int) (n int, err error) { return }
func (*T) P(_ int)                       {}
func (T) U(int) string                   { return "" }
func (T) E()                             {}

type I interface{ Q(a int) (b string) }

func f(a int, b string) int { return 0 }
func g(a ...int)            {}

func main() {
	f(x)                  // ERROR "not enough arguments in call to f: have \(unknown type\), want \(int, string\)"
	f(x)                  // ERROR "undefined: x"
	f(x, "a", 3)          // ERROR "too many arguments in call to f: have \(unknown type, string, number\)"
	f(1 + "a")            // ERROR "not enough arguments in call to f: have"
	f(1, x)               // ERROR "undefined: x"
	f(g())                // ERROR "g\(\) \(no value\) used as value"
	g(x, 1)               // ERROR "undefined: x"
	T{}.M(x)              // ERROR "not enough arguments in call to T\{\}\.M: have \(unknown type\)"
	var s string = T.M    // ERROR "T\.M \(value of type func\(_ T, x int, y string\)\)"
	s = T.V               // ERROR "value of type func\(_ T, xs \.\.\.int\) \(n int, err error\)\)"
	s = (*T).P            // ERROR "value of type func\(_ \*T, _ int\)\)"
	s = (*T).U            // ERROR "value of type func\(\*T, int\) string\)"
	s = T.E               // ERROR "value of type func\(T\)\)"
	s = I.Q               // ERROR "value of type func\(_ I, a int\) \(b string\)\)"
	for s[0] := range s { // ERROR "invalid syntax tree: cannot declare s\[0\]"
	}
}
