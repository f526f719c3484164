// Go spec: Labeled, Break, Continue, Goto, Return statements; unused variables.
package main

import "fmt"

func f(x int) (r int, err error) {
	if x > 0 {
		r := 2 // ERROR "declared and not used: r"
		return // ERROR "result parameter r not in scope at return: inner declaration of var r int"
	}
	{
		err := fmt.Errorf("x") // ERROR "declared and not used: err"
		return // ERROR "result parameter err not in scope at return"
	}
	func() { return }()
	goto L1 // ERROR "goto L1 jumps over declaration of y"
	y := 1
L1:
	_ = y
	goto L2 // ERROR "goto L2 jumps into block starting"
	{
	L2:
	}
	for {
		goto L3 // LEVEL "goto is not supported yet \(level S3\)"
	}
L3:
	goto undefinedLabel // ERROR "label undefinedLabel not defined"
	break L3 // ERROR "invalid break label L3"
	for i := range 3 {
	L4:
		for {
			break L4
			continue L4
		}
		continue L4 // ERROR "invalid continue label L4"
		_ = i
	}
unusedLabel: // ERROR "label unusedLabel defined and not used"
	switch {
	case true:
		break
		continue // ERROR "continue is not in a loop"
	}
	select {
	default:
		break
		fallthrough // ERROR "fallthrough statement out of place"
	}
L3: // ERROR "label L3 already defined"
	func() {
		break // ERROR "break is not in a loop, switch, or select"
		goto L1 // ERROR "label L1 not defined"
	}()
	defer func() int { return 1 }()
	return x // ERROR "not enough return values: have \(int\), want \(int, error\)"
}

func g() {
	var a, b, c = 1, 2, 3 // ERROR "declared and not used: b"
	_ = a
	b = 2
	func() { c++ }()
	var d int
	_ = func() { _ = d }
	e := 1
	e++
	p := new(int)
	*p = 1
	s := []int{}
	s[0] = 1
	t := struct{ x int }{}
	t.x = 1
	const unusedConst = 1
	type unusedType int
	for i := 0; ; { // ERROR "declared and not used: i"
	}
	for i, v := range s { // ERROR "declared and not used: i"
	}
	if h := 1; true { // ERROR "declared and not used: h"
	}
	switch k := 1; { // ERROR "declared and not used: k"
	}
	switch y := any(1).(type) { // LEVEL "type switches are not supported yet \(level S2\)"
	case int:
	}
	var f2 func()
	f2 = func() { f2() }
	x, ok := <-make(chan int) // ERROR "declared and not used: x"
}

func h() (a int, b string) {
	a, b = 1 // ERROR "assignment mismatch: 2 variables but 1 value"
	return a // ERROR "not enough return values: have \(int\), want \(int, string\)"
}

func main() { return 0 } // ERROR "too many return values: have \(number\), want \(\)"
