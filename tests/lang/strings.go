// Strings: bytes, slices, comparison, runes.
package main

import "fmt"

type name string

func main() {
	s := "hello, 世界!"
	fmt.Println(len(s), s[0], s[7], s[1:4], s[:5], s[7:], s[:])
	for i, r := range s {
		fmt.Print(i, ":", string(r), " ")
	}
	fmt.Println()
	for i := range "añb" {
		fmt.Print(i, " ")
	}
	for range "ab" {
		fmt.Print("* ")
	}
	fmt.Println()
	bad := "a\xffb\xe4\xb8"
	for i, r := range bad {
		fmt.Print(i, "=", r, " ")
	}
	fmt.Println(len(bad))

	a, b := "abc", "abd"
	fmt.Println(a < b, a > b, a <= b, a >= b, a == b, a != b, a == "abc")
	fmt.Println("" < "a", "a" < "aa", "Z" < "a", a+b == "abcabd")
	a += "def"
	a = a + "-" + b + "-" + a[1:2]
	fmt.Println(a)
	e := ""
	if e == "" && a != "" {
		fmt.Println("empty", len(e))
	}
	var n name = "typed"
	n += "!"
	fmt.Println(n, string(n)+"?", len(n), n[0] == 't')
	fmt.Println(string(rune(65)), string(rune(0x4e16)), string(rune(-1)))
	raw := `raw \n
line`
	fmt.Println(raw, len(raw))
	fmt.Println("tab\there", "q\"uote", '\'', "\u00e9\x41\101")

	// The range expression is evaluated once.
	t := "xyz"
	for i, r := range t {
		t = "changed"
		fmt.Print(i, string(r))
	}
	fmt.Println(t)
	x := "x"
	for i := 0; i < 5; i++ {
		x += x
	}
	fmt.Println(len(x))
	var r string
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] < 128 {
			r += string(rune(s[i]))
		}
	}
	fmt.Println(r)
	for _, f := range []func(){
		func() { i := 20; _ = s[i] },
		func() { i := -1; _ = s[i:] },
		func() { i, j := 5, 3; _ = s[i:j] },
		func() { i := 99; _ = s[:i] },
	} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
}

// output:
// 14 104 228 ell hello 世界! hello, 世界!
// 0:h 1:e 2:l 3:l 4:o 5:, 6:  7:世 10:界 13:!
// 0 1 3 * *
// 0=97 1=65533 2=98 3=65533 4=65533 5
// true false true false false true true
// true true true true
// abcdef-abd-b
// empty 0
// typed! typed!? 6 true
// A 世 �
// raw \n
// line 11
// tab	here q"uote 39 éAA
// 0x1y2zchanged
// 32
// ! ,olleh
// runtime error: index out of range [20] with length 14
// runtime error: slice bounds out of range [-1:]
// runtime error: slice bounds out of range [5:3]
// runtime error: slice bounds out of range [:99] with length 14
