// sema_convert: conversions, assignability, interfaces.
#include "sema_check.h"

TEST(values_convert_and_are_assigned_as_in_go)
{
    static const struct check_row rows[] = {
        {"_ = int(1)", NULL},
        {"_ = int()", "1:5: missing argument in conversion to int"},
        {"_ = int(1, 2)", "1:12: too many arguments in conversion to int"},
        {"_ = int(a)", NULL},
        {"_ = int(b)",
         "1:9: cannot convert b (variable of type string) to type int"},
        {"_ = int(1.5)",
         "1:9: cannot convert 1.5 (untyped float constant) to type int"},
        {"_ = int(fl)", NULL},
        {"_ = int8(300)", "1:10: constant 300 overflows int8"},
        {"_ = string(a)", NULL},
        {"_ = string(fl)",
         "1:12: cannot convert fl (variable of type float64) to type string"},
        {"_ = []byte(b)", NULL},
        {"_ = []byte(1)",
         "1:12: cannot convert 1 (untyped int constant) to type []byte"},
        {"_ = []int(b)",
         "1:11: cannot convert b (variable of type string) to type []int"},
        {"_ = S(b)", NULL},
        {"_ = S(1)", NULL},
        {"_ = T(t)", NULL},
        {"_ = T(1)", "1:7: cannot convert 1 (untyped int constant) to type T"},
        {"_ = (*T)(nil)", NULL},
        {"_ = (*T)(a)",
         "1:10: cannot convert a (variable of type int) to type *T"},
        {"_ = I(&P{})", NULL},
        {"_ = I(1)", "1:7: cannot convert 1 (untyped int constant) to type I"},
        {"_ = error(nil)", NULL},
        {"_ = D(1.0)", NULL},
        {"_ = float32(1e40)", "1:13: cannot convert 1e40 (untyped float "
                              "constant 1e+40) to type float32"},
        {"_ = float64(a)", NULL},
        {"_ = bool(1)",
         "1:10: cannot convert 1 (untyped int constant) to type bool"},
        {"_ = uint(-1)", "1:10: constant -1 overflows uint"},
        {"_ = chan int(ch)", NULL},
        {"_ = (<-chan int)(ch)", NULL},
        {"_ = uint8(1.0)", NULL},
        {"_ = int8(-128)", NULL},
        {"_ = int8(-129)", "1:10: constant -129 overflows int8"},
        {"_ = float64(1<<a)", "1:13: invalid operation: shifted operand 1 "
                              "(type float64) must be integer"},
        {"_ = string(65)", NULL},
        {"const k = string(0x20ac); _ = k", NULL},
        {"const k string = string(rune(65)) + \"x\"; _ = k", NULL},
        {"_ = struct{ x int; next *T }(t)", NULL},
        {"_ = x.(int) + int(fl)", NULL},
        {"_ = []byte(\"abc\")", NULL},
        {"_ = []rune(b)", NULL},
        {"_ = string(bs)", NULL},
        {"_ = S(bs)", NULL},
        {"_ = any(1)", NULL},
        {"_ = any(nil)", NULL},
        {"_ = any(a == 1)", NULL},
        {"_ = D(a)", NULL},
        {"_ = int(d)", NULL},
        {"_ = I(nil)", NULL},
        {"_ = I(t)", "1:7: cannot convert t (variable of struct type T) to "
                     "type I: T does not implement I (missing method M)"},
        {"_ = (func())(nil)", NULL},
        {"_ = (func())(f)", "1:14: cannot convert f (value of type func(a int, "
                            "b ...string) int) to type func()"},
        {"_ = uintptr(1)", NULL},
        {"_ = uint64(1<<64 - 1)", NULL},
        {"_ = uint64(1 << 64)",
         "1:12: constant 18446744073709551616 overflows uint64"},
        {"_ = float32(1.1)", NULL},
        {"_ = int(1e9)", NULL},
        {"_ = rune(1.0)", NULL},
        {"_ = bool(a == 1)", NULL},
        {"type B bool; _ = B(a == 1)", NULL},
        {"type B bool; var c B = a == 1; _ = c", NULL},
        {"type B bool; var c B; c = c && a == 1; _ = c", NULL},
        {"_ = *(*int)(&a)", NULL},
        {"_ = (*D)(&a)",
         "1:10: cannot convert &a (value of type *int) to type *D"},
        {"_ = [](int)(s)", NULL},
        {"type L []int; var l L = s; s = l", NULL},
        {"type L []int; type K []int; var l L; var k K = l; _ = k",
         "1:48: cannot use l (variable of slice type L) as K value in variable "
         "declaration"},
        {"type L []int; type K []int; var l L; _ = K(l)", NULL},
        {"var e error = d; _ = e",
         "1:15: cannot use d (variable of int64 type D) as error value in "
         "variable declaration: D does not implement error (missing method "
         "Error)"},
        {"var g interface{ String() string } = d; _ = g", NULL},
        {"var g interface{ String() int } = d; _ = g",
         "1:35: cannot use d (variable of int64 type D) as interface{String() "
         "int} value in variable declaration: D does not implement "
         "interface{String() int} (wrong type for method String: have String() "
         "string, want String() int)"},
        {"var g interface{ string() string } = d; _ = g",
         "1:38: cannot use d (variable of int64 type D) as interface{string() "
         "string} value in variable declaration: D does not implement "
         "interface{string() string} (missing method string: have String() "
         "string, want string() string)"},
        {"var g I = &t; _ = g",
         "1:11: cannot use &t (value of type *T) as I value in variable "
         "declaration: *T does not implement I (missing method M)"},
        {"var g I = nil; _ = g", NULL},
        {"var pi *I = &i; pi.M(1)", "1:20: pi.M undefined (type *I is pointer "
                                    "to interface, not interface)"},
        {"var pi *I; i = pi",
         "1:16: cannot use pi (variable of type *I) as I value in assignment: "
         "*I does not implement I (type *I is pointer to interface, not "
         "interface)"},
        {"var pi *I = p; _ = pi",
         "1:13: cannot use p (variable of type *T) as *I value in variable "
         "declaration: *T does not implement *I (type *I is pointer to "
         "interface, not interface)"},
        {"x = i; i = x",
         "1:12: cannot use x (variable of interface type any) as I value in "
         "assignment: any does not implement I (missing method M)"},
        {"err = x",
         "1:7: cannot use x (variable of interface type any) as error value in "
         "assignment: any does not implement error (missing method Error)"},
    };

    CHECK_CODE(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(values_convert_and_are_assigned_as_in_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
