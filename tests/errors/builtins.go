// Go spec: Calls, Built-in functions, Go and Defer statements.
package main

import "fmt"

type T struct{ a, b int }
type I interface{ M() }

func (t *T) M() {}

func calls(v ...int) {
	var f func(a, b int) (int, string)
	var i I
	var t T
	var ch chan int
	var ro <-chan int
	var so chan<- int
	calls()
	calls(1, 2)
	calls([]int{}...)
	calls(1, []int{}...) // ERROR "too many arguments in call to calls: have \(number, \[\]int\.\.\.\), want"
	calls([]string{}...) // ERROR "cannot use \[\]string\{\} \(value of type \[\]string\) as \[\]int value in"
	calls("a", 2) // ERROR "cannot use .a. \(untyped string constant\) as int value in argument to"
	calls(nil...)
	calls(nil) // ERROR "cannot use nil as int value in argument to calls"
	f(1) // ERROR "not enough arguments in call to f: have \(number\), want \(int, int\)"
	f(1, 2, 3) // ERROR "too many arguments in call to f: have \(number, number, number\), want"
	f(f(1, 2)) // ERROR "cannot use f\(1, 2\) \(value of type string\) as int value in argument to f"
	f("a", "b") // ERROR "cannot use .a. \(untyped string constant\) as int value in argument to f"
	x := f(1, 2) // ERROR "assignment mismatch: 1 variable but f returns 2 values"
	var y, z, w = f(1, 2) // ERROR "declared and not used: y"
	i.N() // ERROR "i\.N undefined \(type I has no field or method N\)"
	i.m() // ERROR "i\.m undefined \(type I has no field or method m, but does have method M\)"
	t.M()
	T.M(t) // ERROR "invalid method expression T\.M \(needs pointer receiver \(\*T\)\.M\)"
	(*T).M(&t)
	T{}.M() // ERROR "cannot call pointer method M on T"
	(*T).N() // ERROR "\(\*T\)\.N undefined \(type \*T has no field or method N\)"
	I.M(i)
	I.M(&t)
	I.M(t) // ERROR "cannot use t \(variable of struct type T\) as I value in argument to I\.M:"
	(&i).M() // ERROR "\(&i\)\.M undefined \(type \*I is pointer to interface, not interface\)"
	go f // ERROR "expression in go must be function call"
	go f(1, 2)
	go func() {} // ERROR "expression in go must be function call"
	go calls // ERROR "expression in go must be function call"
	defer recover // ERROR "expression in defer must be function call"
	defer panic("x")
	defer len("a") // ERROR "defer discards result of len\(.a.\) \(constant 1 of type int\)"
	defer int(3) // ERROR "defer requires function call, not conversion int\(3\) \(constant 3 of type"
	defer (calls()) // ERROR "expression in defer must not be parenthesized"
	fmt.Println // ERROR "fmt\.Println \(value of type func\(a \.\.\.any\) \(n int, err error\)\) is not"
	fmt.Println() + 1 // ERROR "multiple-value fmt\.Println\(\) \(value of type \(n int, err error\)\) in"
	panic() // ERROR "invalid operation: not enough arguments for panic\(\) \(expected 1, found"
	panic(1, 2) // ERROR "invalid operation: too many arguments for panic\(1, 2\) \(expected 1,"
	recover(1) // ERROR "invalid operation: too many arguments for recover\(1\) \(expected 0, found"
	print(calls)
	println(t)
	close() // ERROR "invalid operation: not enough arguments for close\(\) \(expected 1, found"
	close(ch, ch) // ERROR "invalid operation: too many arguments for close\(ch, ch\) \(expected 1,"
	close(1) // ERROR "invalid operation: cannot close non-channel 1 \(untyped int constant\)"
	close(ro) // ERROR "invalid operation: cannot close receive-only channel ro \(variable of"
	close(so)
	len(ch) = 1 // ERROR "cannot assign to len\(ch\) \(neither addressable nor a map index"
	_ = cap("a") // ERROR "invalid argument: .a. \(untyped string constant\) for built-in cap"
	_ = len(t) // ERROR "invalid argument: t \(variable of struct type T\) for built-in len"
	_ = len(&t) // ERROR "invalid argument: &t \(value of type \*T\) for built-in len"
	_ = len(nil) // ERROR "invalid argument: nil for built-in len"
	_ = append(1, 2) // ERROR "invalid append: argument must be a slice; have 1 \(untyped int constant\)"
	_ = append([]int{}, "a") // ERROR "cannot use .a. \(untyped string constant\) as int value in argument to"
	_ = append([]byte("a"), "b"...)
	_ = append([]byte("a"), "b") // ERROR "cannot use .b. \(untyped string constant\) as byte value in argument to"
	_ = append([]int{}, []string{}...) // ERROR "cannot use \[\]string\{\} \(value of type \[\]string\) as \[\]int value in"
	_ = append(v...) // ERROR "not enough arguments in call to append: have \(\[\]int\.\.\.\), want \(\[\]int,"
	_ = append() // ERROR "invalid operation: not enough arguments for append\(\) \(expected 1, found"
	_ = copy(v) // ERROR "invalid operation: not enough arguments for copy\(v\) \(expected 2, found"
	_ = copy(v, []string{}) // ERROR "invalid copy: arguments v \(variable of type \[\]int\) and \[\]string\{\}"
	_ = copy(v, "a") // ERROR "invalid copy: arguments v \(variable of type \[\]int\) and .a. \(untyped"
	_ = copy([]byte{}, "a")
	_ = make(int) // ERROR "invalid argument: cannot make int: type must be slice, map, or channel"
	_ = make([]int) // ERROR "invalid operation: make\(\[\]int\) expects 2 or 3 arguments; found 1"
	_ = make([]int, -1) // ERROR "invalid argument: index -1 \(constant of type int\) must not be negative"
	_ = make([]int, 3, 2) // ERROR "invalid argument: length and capacity swapped"
	_ = make([]int, "a") // ERROR "cannot convert .a. \(untyped string constant\) to type int"
	_ = make([]int, 1.5) // ERROR "1\.5 \(untyped float constant\) truncated to int"
	_ = make([]int, 2.0)
	_ = make(chan int, -1) // ERROR "invalid argument: index -1 \(constant of type int\) must not be negative"
	_ = make(chan int, 1, 2) // ERROR "invalid operation: make\(chan int, 1, 2\) expects 1 or 2 arguments; found"
	_ = make() // ERROR "invalid operation: not enough arguments for make\(\) \(expected 1, found 0\)"
	_ = make(3) // ERROR "3 is not a type"
	_ = make(T) // ERROR "invalid argument: cannot make T: type must be slice, map, or channel"
	_ = new() // ERROR "invalid operation: not enough arguments for new\(\) \(expected 1, found 0\)"
	_ = new(int, int) // ERROR "invalid operation: too many arguments for new\(int, int\) \(expected 1,"
	_ = min(1, "a") // ERROR "invalid argument: mismatched types untyped int \(previous argument\) and"
	_ = min() // ERROR "invalid operation: not enough arguments for min\(\) \(expected 1, found 0\)"
	_ = max(1, 2.5)
	_ = max("a", "b")
	_ = min(t) // ERROR "invalid argument: t \(variable of struct type T\) cannot be ordered"
	_ = max(x, 1.5)
	min(1, 2) // ERROR "min\(1, 2\) \(untyped int constant 1\) is not used"
	clear(v)
	clear(1) // ERROR "invalid argument: cannot clear 1 \(untyped int constant\): argument must"
	clear("a") // ERROR "invalid argument: cannot clear .a. \(untyped string constant\): argument"
	delete(v, 1) // ERROR "invalid argument: v \(variable of type \[\]int\) is not a map"
	delete() // ERROR "invalid operation: not enough arguments for delete\(\) \(expected 2, found"
	_ = complex(1, 2) // LEVEL "complex numbers are not supported yet \(level S3\)"
	_ = real(1) // LEVEL "complex numbers are not supported yet \(level S3\)"
	fmt.Printf("%d", calls()) // ERROR "calls\(\) \(no value\) used as value"
	fmt.Println(f(1, 2))
	fmt.Println(1, f(1, 2)) // ERROR "multiple-value f\(1, 2\) \(value of type \(int, string\)\) in single-value"
	var _ error = fmt.Println // ERROR "cannot use fmt\.Println \(value of type func\(a \.\.\.any\) \(n int, err"
	_ = fmt.Sprint()() // ERROR "invalid operation: cannot call fmt\.Sprint\(\) \(value of type string\):"
	calls(calls()) // ERROR "calls\(\) \(no value\) used as value"
	_ = (func() int)(nil)()
	_ = func() int {}() // ERROR "missing return"
	_ = func() { return 1 } // ERROR "too many return values: have \(number\), want \(\)"
	_ = func() int { return } // ERROR "not enough return values: have \(\), want \(int\)"
	_ = func() (a int) { a := 1; return } // ERROR "no new variables on left side of :="
	_ = func() (a int) { { a := 1; return } } // ERROR "declared and not used: a"
}
func main() {}
