// Go spec: Switch and Select statements.
package main

import "fmt"

type I interface{ M() }
type T struct{}

func f(x int, s string, i I, e any, b bool, c chan int, sl []int) {
	switch x {
	case 1, 2, 1: // ERROR "duplicate case 1 \(constant of type int\) in expression switch"
	case 2: // ERROR "duplicate case 2 \(constant of type int\) in expression switch: previous case"
	case "a": // ERROR "cannot convert .a. \(untyped string constant\) to type int"
	case 1.5: // ERROR "1\.5 \(untyped float constant\) truncated to int"
	case 2.0: // ERROR "duplicate case 2\.0 \(constant 2 of type int\) in expression switch"
	case s: // ERROR "invalid case s in switch on x \(mismatched types string and int\)"
	case nil: // ERROR "cannot convert nil to type int"
	default:
	default: // ERROR "multiple defaults"
	}
	switch s {
	case "a", "b":
	case "a": // ERROR "duplicate case .a. \(constant of type string\) in expression"
	case 'a': // ERROR "cannot convert 'a' \(untyped rune constant 97\) to type string"
	}
	switch {
	case true:
	case true:
	case x: // ERROR "invalid case x in switch on true \(mismatched types int and bool\)"
	case x > 1:
		fallthrough // ERROR "cannot fallthrough final case in switch"
	}
	switch x := 1; { // ERROR "declared and not used: x"
	}
	switch x := x; x {
	case 1:
		fallthrough
	case 2:
		x := 1 // ERROR "declared and not used: x"
	default:
		break
	}
	switch b {
	case true, false, true:
	}
	switch 1 {
	case 1:
	case x:
	}
	switch e {
	case 1:
	case "a":
	case 1: // ERROR "duplicate case 1 \(constant of type int\) in expression switch"
	case sl: // ERROR "invalid case sl in switch on e \(slice can only be compared to"
	case T{}:
	}
	switch sl {
	case nil:
	case sl: // ERROR "invalid case sl in switch on sl \(slice can only be compared to"
	}
	switch i {
	case T{}: // ERROR "invalid case T\{\} in switch on i \(mismatched types T and I\)"
	case nil:
	}
	switch f {
	case nil:
	}
	switch nil { // ERROR "use of untyped nil in switch expression"
	}
	switch 1.5 {
	case 1.5, 1.5: // ERROR "duplicate case 1\.5 \(constant of type float64\) in expression"
	}
	switch int8(x) {
	case 200: // ERROR "200 \(untyped int constant\) overflows int8"
	case 1, 1.0: // ERROR "duplicate case 1\.0 \(constant 1 of type int8\) in expression"
	}
	switch fmt.Println() { // ERROR "multiple-value fmt\.Println\(\) \(value of type \(n int, err error\)\)"
	}
	switch x {
	case 5:
		break L // ERROR "break label not defined: L"
	}
	select {
	case x: // ERROR "select case must be send or receive \(possibly with assignment\)"
	case <-c:
	case c <- 1:
	case c <- "a": // ERROR "cannot use .a. \(untyped string constant\) as int value in send"
	case y := <-c: // ERROR "declared and not used: y"
	case z, ok := <-c: // ERROR "declared and not used: ok"
		_ = z
	case sl[0] = <-c:
	case s = <-c: // ERROR "cannot use <-c \(comma, ok expression of type int\) as string"
	case x, b = <-c:
	case x, x = <-c: // ERROR "cannot use <-c \(untyped bool value\) as int value in assignment"
	case a := x: // ERROR "select case must be send or receive \(possibly with assignment\)"
	case x + 1 <- 2: // ERROR "invalid operation: cannot send to non-channel int x \+ 1 \(value"
	case fmt.Println(): // ERROR "select case must be send or receive \(possibly with assignment\)"
	default:
	default: // ERROR "multiple defaults"
	}
L2:
	for {
		select {
		case <-c:
			break L2
		default:
			continue L2
		}
	}
L3: // ERROR "label L3 defined and not used"
	x = 1
L4:
	switch {
	case true:
		continue L4 // ERROR "invalid continue label L4"
	}
L5: // ERROR "label L5 defined and not used"
	for {
		func() { break L5 }() // ERROR "break label not defined: L5"
	}
L5: // ERROR "label L5 already defined"
}

func main() {}
