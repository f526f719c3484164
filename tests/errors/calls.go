// Go spec: Calls, Assignability, Method sets.
package main

import "fmt"

type Animal interface{ Sound() string }
type Dog struct{ name string }

func (d *Dog) Sound() string { return d.name }

type Shape interface {
	Area() float64
	Perimeter() float64
}
type Sq struct{ s float64 }

func (s Sq) Area() float64 { return s.s * s.s }

func take(a Animal)                    {}
func pair() (int, string)              { return 1, "" }
func triple() (int, int, int)          { return 1, 2, 3 }
func takePair(i int, s string)         {}
func takeVar(s string, rest ...int)    {}
func takeAny(a ...any)                 {}
func cb(f func(int) string)            {}
func named() (x int, y string)         { return }
func named2() (x int, y string)        { return 1, 2 } // ERROR "cannot use 2 \(untyped int constant\) as string value in return"
func named3() (x int, y string)        { x := 2; _ = x; return pair() } // ERROR "no new variables on left side of :="
func named4() (x int, y string)        { return pair(), 1 } // ERROR "multiple-value pair\(\) \(value of type \(int, string\)\) in"
func ch(a <-chan int, b chan<- string) {}

func main() {
	take(Dog{}) // ERROR "cannot use Dog\{\} \(value of struct type Dog\) as Animal value in"
	take(&Dog{})
	take(nil)
	take(1) // ERROR "cannot use 1 \(constant of type int\) as Animal value in argument"
	var s Shape = Sq{} // ERROR "cannot use Sq\{\} \(value of struct type Sq\) as Shape value in"
	s = nil
	_ = s
	takePair(pair())
	takePair(triple()) // ERROR "too many arguments in call to takePair: have \(int, int, int\),"
	takePair(1, pair()) // ERROR "multiple-value pair\(\) \(value of type \(int, string\)\) in"
	takePair(pair(), "a") // ERROR "multiple-value pair\(\) \(value of type \(int, string\)\) in"
	takePair(1) // ERROR "not enough arguments in call to takePair: have \(number\), want"
	takePair("a", 1) // ERROR "cannot use .a. \(untyped string constant\) as int value in"
	takeVar("a", triple()) // ERROR "multiple-value triple\(\) \(value of type \(int, int, int\)\) in"
	takeVar(triple()) // ERROR "cannot use triple\(\) \(value of type int\) as string value in"
	takeVar("a")
	takeVar("a", []int{1}...)
	takeVar("a", []string{"a"}...) // ERROR "cannot use \[\]string\{…\} \(value of type \[\]string\) as \[\]int value"
	takeVar() // ERROR "not enough arguments in call to takeVar: have \(\), want \(string,"
	takeAny(pair())
	takeAny(nil, 1, "a", pair)
	takeAny([]any{1}...)
	takeAny([]int{1}...) // ERROR "cannot use \[\]int\{…\} \(value of type \[\]int\) as \[\]any value in"
	cb(func(i int) string { return "a" })
	cb(func(i int) int { return 1 }) // ERROR "cannot use func\(i int\) int \{…\} \(value of type func\(i int\) int\)"
	cb(func(i, j int) string { return "" }) // ERROR "cannot use func\(i, j int\) string \{…\} \(value of type func\(i int,"
	cb(nil)
	cb(pair) // ERROR "cannot use pair \(value of type func\(\) \(int, string\)\) as"
	c := make(chan int)
	ch(c, make(chan string))
	ch(make(chan<- int), nil) // ERROR "cannot use make\(chan<- int\) \(value of type chan<- int\) as"
	ch(c, c) // ERROR "cannot use c \(variable of type chan int\) as chan<- string value"
	var err error = fmt.Errorf("a %w", nil)
	err = "text" // ERROR "cannot use .text. \(constant of type string\) as error value in"
	err = Dog{} // ERROR "cannot use Dog\{\} \(value of struct type Dog\) as error value in"
	fmt.Println(err.Error)
	fmt.Println(err.Error())
	if err := take(nil); err != nil { // ERROR "take\(nil\) \(no value\) used as value"
	}
	x, y := pair(), 1 // ERROR "multiple-value pair\(\) \(value of type \(int, string\)\) in"
	for i := range pair() { // ERROR "multiple-value pair\(\) \(value of type \(int, string\)\) in"
	}
	a, b := 1, 2
	a, b = b, a
	a, b = b // ERROR "assignment mismatch: 2 variables but 1 value"
	a = b, a // ERROR "assignment mismatch: 1 variable but 2 values"
	a, b = pair() // ERROR "cannot use pair\(\) \(value of type string\) as int value in"
	a, _ = pair()
	a, s2 := pair() // ERROR "declared and not used: s2"
	var d Dog
	d.Sound()
	Dog{}.Sound() // ERROR "cannot call pointer method Sound on Dog"
	(&Dog{}).Sound()
	Dog.Sound(d) // ERROR "invalid method expression Dog\.Sound \(needs pointer receiver"
	(*Dog).Sound(&d)
	d.Name // ERROR "d\.Name undefined \(type Dog has no field or method Name, but"
	d.name() // ERROR "invalid operation: cannot call d\.name \(variable of type"
	d.sound() // ERROR "d\.sound undefined \(type Dog has no field or method sound, but"
	var p **Dog
	p.Sound() // ERROR "p\.Sound undefined \(type \*\*Dog has no field or method Sound\)"
	(*p).Sound()
	p.name = "a" // ERROR "p\.name undefined \(type \*\*Dog has no field or method name\)"
	var ip *Animal
	ip.Sound() // ERROR "ip\.Sound undefined \(type \*Animal is pointer to interface, not"
	go take // ERROR "expression in go must be function call"
	defer take(Dog{}) // ERROR "cannot use Dog\{\} \(value of struct type Dog\) as Animal value in"
	go func() {} // ERROR "expression in go must be function call"
	defer func() {}()
	func() {} // ERROR "func\(\) \{\} \(value of type func\(\)\) is not used"
	func() int { return 1 }()
	pair()
	pair // ERROR "pair \(value of type func\(\) \(int, string\)\) is not used"
	named()
	fmt.Sprintf("a")
	len("a") // ERROR "len\(.a.\) \(constant 1 of type int\) is not used"
	append([]int{}, 1) // ERROR "append\(\[\]int\{\}, 1\) \(value of type \[\]int\) is not used"
	_ = append([]int{}, 1)
	copy([]int{1}, []int{2})
}
