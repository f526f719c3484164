// Go spec: Statements but for switch and select.
package main

import "fmt"

func two() (int, string) { return 1, "a" }
func none()              {}

type T struct{ x int }

func (t T) val()  {}
func (t *T) ptr() {}

func f(c chan int, so chan<- int, ro <-chan int) (r int, err error) {
	a := 1
	a := 2 // ERROR "no new variables on left side of :="
	a, b := 1, 2
	_ := 1 // ERROR "no new variables on left side of :="
	_, _ := 1, 2 // ERROR "no new variables on left side of :="
	var e int
	d, e := two() // ERROR "cannot use two\(\) \(value of type string\) as int value in"
	d = 3
	g := none() // ERROR "none\(\) \(no value\) used as value"
	h := two() // ERROR "assignment mismatch: 1 variable but two returns 2 values"
	i, j, k := two() // ERROR "assignment mismatch: 3 variables but two returns 2 values"
	l, m := 1 // ERROR "assignment mismatch: 2 variables but 1 value"
	n, o := 1, 2, 3 // ERROR "assignment mismatch: 2 variables but 3 values"
	1 = 2 // ERROR "cannot assign to 1 \(neither addressable nor a map index"
	"a"[0] = 'b' // ERROR "cannot assign to .a.\[0\] \(neither addressable nor a map index"
	s := "abc"
	s[0] = 'x' // ERROR "cannot assign to s\[0\] \(neither addressable nor a map index"
	fmt.Println = nil // ERROR "cannot assign to fmt\.Println \(neither addressable nor a map"
	f = nil // ERROR "cannot assign to f \(neither addressable nor a map index"
	T.x = 1 // ERROR "T\.x undefined \(type T has no method x\)"
	nil = 1 // ERROR "cannot assign to nil \(neither addressable nor a map index"
	true = false // ERROR "cannot assign to true \(neither addressable nor a map index"
	const cc = 1
	cc = 2 // ERROR "cannot assign to cc \(neither addressable nor a map index"
	cc++ // ERROR "cannot assign to cc \(neither addressable nor a map index"
	two() = 1 // ERROR "multiple-value two\(\) \(value of type \(int, string\)\) in"
	a, b = b // ERROR "assignment mismatch: 2 variables but 1 value"
	a, b = two() // ERROR "cannot use two\(\) \(value of type string\) as int value in"
	a += "x" // ERROR "invalid operation: a \+= .x. \(mismatched types int and untyped"
	a <<= 1.5 // ERROR "1\.5 \(untyped float constant\) truncated to uint"
	a <<= -1 // ERROR "invalid operation: negative shift count -1 \(untyped int"
	a %= 2.0
	s += 'a' // ERROR "invalid operation: s \+= 'a' \(mismatched types string and"
	s -= "a" // ERROR "invalid operation: operator - not defined on s \(variable of"
	s++ // ERROR "invalid operation: s\+\+ \(non-numeric type string\)"
	e.x++ // ERROR "e\.x undefined \(type int has no field or method x\)"
	_ += 1 // ERROR "cannot use _ as value or type"
	_ = nil // ERROR "use of untyped nil in assignment to _ identifier"
	_ = none() // ERROR "none\(\) \(no value\) used as value"
	_ = two() // ERROR "assignment mismatch: 1 variable but two returns 2 values"
	a == b // ERROR "a == b \(untyped bool value\) is not used"
	a + b // ERROR "a \+ b \(value of type int\) is not used"
	-a // ERROR "-a \(value of type int\) is not used"
	<-c
	f // ERROR "f \(value of type func\(c chan int, so chan<- int, ro <-chan int\)"
	T{} // ERROR "T\{\} \(value of struct type T\) is not used"
	func() {} // ERROR "func\(\) \{\} \(value of type func\(\)\) is not used"
	len(s) // ERROR "len\(s\) \(value of type int\) is not used"
	append([]int{}, 1) // ERROR "append\(\[\]int\{\}, 1\) \(value of type \[\]int\) is not used"
	make([]int, 1) // ERROR "make\(\[\]int, 1\) \(value of type \[\]int\) is not used"
	copy([]int{}, []int{})
	cap([]int{}) // ERROR "cap\(\[\]int\{\}\) \(value of type int\) is not used"
	new(int) // ERROR "new\(int\) \(value of type \*int\) is not used"
	int(a) // ERROR "int\(a\) \(value of type int\) is not used"
	s[0] // ERROR "s\[0\] \(value of type byte\) is not used"
	so <- 1
	ro <- 1 // ERROR "invalid operation: cannot send to receive-only channel <-chan"
	<-so // ERROR "invalid operation: cannot receive from send-only channel chan<-"
	x := <-so // ERROR "invalid operation: cannot receive from send-only channel chan<-"
	y, ok := <-c // ERROR "declared and not used: y"
	for range so { // ERROR "cannot range over so \(variable of type chan<- int\): receive"
	}
	for z := range ro { // ERROR "declared and not used: z"
	}
	c <- "a" // ERROR "cannot use .a. \(untyped string constant\) as int value in send"
	c <- nil // ERROR "cannot use nil as int value in send"
	a <- 1 // ERROR "invalid operation: cannot send to non-channel int a \(variable"
	close(ro) // ERROR "invalid operation: cannot close receive-only channel ro"
	close(so)
	close(a) // ERROR "invalid operation: cannot close non-channel a \(variable of type"
	go f // ERROR "expression in go must be function call"
	go f(c, so, ro)
	go none // ERROR "expression in go must be function call"
	go len(s) // ERROR "go discards result of len\(s\) \(value of type int\)"
	go int(a) // ERROR "go requires function call, not conversion int\(a\) \(value of type"
	defer recover()
	defer append([]int{}, 1) // ERROR "defer discards result of append\(\[\]int\{\}, 1\) \(value of type"
	defer func() {} // ERROR "expression in defer must be function call"
	return 1 // ERROR "not enough return values: have \(number\), want \(int, error\)"
	return two() // ERROR "cannot use two\(\) \(value of type string\) as error value in"
	return 1, nil, 2 // ERROR "too many return values: have \(number, nil, number\), want \(int,"
	return
	return "a", nil // ERROR "cannot use .a. \(untyped string constant\) as int value in return"
	return a, err
	break // ERROR "break is not in a loop, switch, or select"
	continue // ERROR "continue is not in a loop"
	fallthrough // ERROR "fallthrough statement out of place"
	goto M // ERROR "label M not defined"
	var unused int // ERROR "declared and not used: unused"
	var used int // ERROR "declared and not used: used"
	used = 1
	func() { used2 := 1; used2 = 2 }() // ERROR "declared and not used: used2"
	if a { // ERROR "non-boolean condition in if statement"
	}
	if a = 1; a == 1 {
	}
	if a := 1; true { // ERROR "declared and not used: a"
	}
	for a { // ERROR "non-boolean condition in for statement"
	}
	for i := 0; i; i++ { // ERROR "non-boolean condition in for statement"
	}
	for a, b := range 5 { // ERROR "range over 5 \(untyped int constant\) permits only one iteration"
	}
	for a := range 5.0 { // ERROR "cannot range over 5\.0 \(untyped float constant 5\)"
	}
	for a := range none { // ERROR "cannot range over none \(value of type func\(\)\): requires go1\.23"
	}
	for a, b := range c { // ERROR "range over c \(variable of type chan int\) permits only one"
	}
	for i, x := range s {
		var y byte = x // ERROR "cannot use x \(variable of type rune\) as byte value in variable"
		_, _ = i, y
	}
	for i := range 10 { // ERROR "declared and not used: i"
		i = "a" // ERROR "cannot use .a. \(untyped string constant\) as int value in"
	}
	for a = range s {
	}
	for s = range s { // ERROR "cannot use s \(value of type int\) as string value in assignment"
	}
} // ERROR "missing return"

func main() {}
