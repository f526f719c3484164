// sema_decl: declarations of packages and functions.
#include "sema_check.h"

TEST(names_are_declared_once)
{
    static const struct check_row rows[] = {
        {"func f() {}\nfunc f() {}",
         "2:6: f redeclared in this block: other declaration of f"},
        {"var f int\nfunc f() {}",
         "2:6: f redeclared in this block: other declaration of f"},
        {"func init() int { return 1 }",
         "1:6: func init must have no arguments and no return values"},
        {"func init() {}\nfunc init() {}", NULL},
        {"var init = 1", "1:5: cannot declare init - must be func"},
        {"func f(a int, a string) {}",
         "1:15: a redeclared in this block: other declaration of a"},
        {"func f(a int) (a string) { return }",
         "1:16: a redeclared in this block: other declaration of a\n"
         "1:28: result parameter a not in scope at return: "
         "inner declaration of var a int"},
        {"func f(a int) { a := 1 }",
         "1:19: no new variables on left side of :="},
        {"func f(a int) { var a int; _ = a }",
         "1:21: a redeclared in this block: other declaration of a"},
        {"func f() (n int) { { n := 1; return } }",
         "1:30: result parameter n not in scope at return: "
         "inner declaration of var n int"},
        {"func f() (n int) { n = 2; return }", NULL},
        {"func f(...int) {}\nvar _ = f", NULL},
        {"func f(a ...int) { var _ []int = a }", NULL},
        {"var a, b = 1", "1:12: assignment mismatch: 2 variables but 1 value"},
        {"var a, b int = 1",
         "1:16: assignment mismatch: 2 variables but 1 value"},
        {"var a, b = 1, 2, 3", "1:18: extra init expr 3"},
        {"var a = nil", "1:9: use of untyped nil in variable declaration"},
        {"var a int = \"x\"", "1:13: cannot use \"x\" (untyped string "
                              "constant) as int value in variable declaration"},
    };

    CHECK_PACKAGE(rows);
}

TEST(methods_belong_to_types_of_the_package)
{
    static const struct check_row rows[] = {
        {"type T struct{}\nfunc (T) m() {}\nfunc (T) m() {}",
         "3:10: method T.m already declared at x.go:3:10"},
        {"type T struct{}\nfunc (T) m() {}\nfunc (*T) m() {}",
         "3:11: method T.m already declared at x.go:3:10"},
        {"type T struct{ m int }\nfunc (T) m() {}",
         "2:10: field and method with the same name m: other declaration of m"},
        {"func (int) m() {}",
         "1:7: cannot define new methods on non-local type int"},
        {"func (*int) m() {}",
         "1:8: cannot define new methods on non-local type int"},
        {"type P *int\nfunc (P) m() {}",
         "2:7: invalid receiver type P (pointer or interface type)"},
        {"type I interface{}\nfunc (I) m() {}",
         "2:7: invalid receiver type I (pointer or interface type)"},
        {"type T struct{}\nfunc (**T) m() {}",
         "2:8: invalid receiver type **T"},
        {"func (nope) m() {}", "1:7: undefined: nope"},
        {"type T struct{}\ntype A = T\nfunc (A) m() {}\nfunc (*A) n() {}\nvar "
         "_ = T{}.m",
         NULL},
        {"func ([]int) m() {}", "1:7: invalid receiver type []int"},
        {"type T struct{}\nfunc (t T) _() {}\nfunc (t T) _() {}", NULL},
    };

    CHECK_PACKAGE(rows);
}

TEST(constants_are_constant)
{
    static const struct check_row rows[] = {
        {"type f int\nconst f = 1",
         "2:7: f redeclared in this block: other declaration of f"},
        {"const a = f()\nfunc f() int { return 1 }",
         "1:11: f() (value of type int) is not constant"},
        {"const a int = 1.5",
         "1:15: cannot use 1.5 (untyped float constant) as int value in "
         "constant declaration (truncated)"},
        {"const a float64 = 1", NULL},
        {"const a = 1 << 100\nvar b = a >> 98", NULL},
        {"const a = 1 << 100\nvar b int = a",
         "2:13: cannot use a (untyped int constant "
         "1267650600228229401496703205376) as int value in variable "
         "declaration (overflows)"},
        {"const ( a = iota; b; c )\nvar d = c", NULL},
        {"const ( a uint8 = iota + 254; b; c )",
         "1:34: cannot use iota + 254 (untyped int constant 256) as uint8 "
         "value in constant declaration (overflows)"},
        {"const ( a, b = iota, iota * 2; c, d )", NULL},
        {"const ( a = 1 << (10 * iota); b; c )\nvar x [c]int", NULL},
        {"const a = len(\"abc\") + len([3]int{})", NULL},
        {"const a = iota\nvar b = iota",
         "2:9: cannot use iota outside constant declaration"},
        {"const ( _ = iota; a = \"x\" + \"y\" )\nvar b int = a",
         "2:13: cannot use a (untyped string constant \"xy\") as int value in "
         "variable declaration"},
        {"type T int\nconst a T = 5\nvar b int = a",
         "3:13: cannot use a (constant 5 of int type T) as int value in "
         "variable declaration"},
        {"const a = true && 1 < 2", NULL},
        {"const big = 1e1000", NULL},
        {"const a rune = 'a' + 1\nvar b int32 = a", NULL},
        {"const a, b = 1", "1:10: missing init expr for b"},
        {"const (a\nb)",
         "1:8: missing init expr for a\n2:1: missing init expr for b"},
        {"const a = 1, 2", "1:14: extra init expr 2"},
        {"const (a, b = 1, 2\nc)", "2:1: extra init expr at x.go:2:18"},
    };

    CHECK_PACKAGE(rows);
}

TEST(main_is_a_function_without_parameters)
{
    static const struct check_row rows[] = {
        {"package main\nfunc main(x int) {}",
         "2:6: func main must have no arguments and no return values"},
        {"package main\nfunc main() int { return 1 }",
         "2:6: func main must have no arguments and no return values"},
        {"package main\nvar main int",
         "2:5: cannot declare main - must be func"},
    };

    CHECK_FILES(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(names_are_declared_once),
        RUN(methods_belong_to_types_of_the_package),
        RUN(constants_are_constant),
        RUN(main_is_a_function_without_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
