// Go spec: Lexical elements.
package main

var a = 09 // ERROR "invalid digit '9' in octal literal"
var b = 0b12 // ERROR "invalid digit '2' in binary literal"
var c = 0x // ERROR "hexadecimal literal has no digits"
var d = 1_ // ERROR "'_' must separate successive digits"
var e = 1__0 // ERROR "'_' must separate successive digits"
var f = 0_1
var g = 1e // ERROR "exponent has no digits"
var h = 0x1.0 // ERROR "hexadecimal mantissa requires a 'p' exponent"
var i = '' // ERROR "empty rune literal or unescaped '"
var j = 'ab' // ERROR "more than one character in rune literal"
var k = '\q' // ERROR "unknown escape"
var l = "\400" // ERROR "octal escape value 256 > 255"
var m = "\u12" // ERROR "invalid character '.' in hexadecimal escape"
var n = '\ud800' // ERROR "escape is invalid Unicode code point U\+D800"
var o = "\U00110000" // ERROR "escape is invalid Unicode code point U\+110000"
var r = 0b1.0 // ERROR "invalid radix point in binary literal"
var s = 0xep1 + 1p2 // ERROR "'p' exponent requires hexadecimal mantissa"
var t = 08.5
var v = 'ä' + '\'' + '\x41' + '\101'
var w = `raw
lines` + "tab	x"
var x = 1 @ 2 // ERROR "invalid character U\+0040 '@'"
var y = 1 # 2 // ERROR "invalid character U\+0023 '#'"
var z = $a // ERROR "invalid character U\+0024 '\$'"
var aa = 1 ? 2 : 3 // ERROR "invalid character U\+003F '\?'"

func main() {}
