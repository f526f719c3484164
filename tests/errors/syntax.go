// Go spec: Declarations, Statements: what the parser refuses.
package main

import "fmt"

func f() int {
	if x := 1 { // ERROR "syntax error: cannot use x := 1 as value"
	}
	if a = f(1, 2) { // ERROR "syntax error: cannot use assignment a = f\(1, 2\) as value"
	}
	for i := 0; i < 3; i++ // ERROR "syntax error: unexpected newline, expected \{ after for clause"
	{
	}
	a := []int{1, 2 // ERROR "syntax error: unexpected newline in composite literal; possibly"
	}
	b := 1 +
	fmt.Println(a b) // ERROR "syntax error: unexpected name b in argument list; possibly"
	var c int d // ERROR "syntax error: unexpected name d at end of statement"
	return 1 2 // ERROR "syntax error: unexpected literal 2 at end of statement"
}

func g() {
	else { // ERROR "syntax error: unexpected keyword else, expected \}"
	}
	switch {
		x := 1
	case true:
	}
	x = 1; y = 2
	x++ + 1
	if true { } else x = 1
	go func() {} // ERROR "method has no receiver"
	defer 1 // ERROR "syntax error: non-declaration statement outside function body"
	func h() {}
	for range 3 { } // ERROR "syntax error: non-declaration statement outside function body"
	x := y := 2
	var v = func() { }
	if v == struct{}{} { } // ERROR "syntax error: non-declaration statement outside function body"
	select { case <-c: default: }
	(a, b) = 1, 2
	a, b += 1, 2
	return,
}

func main() {}
