// sema_type: type expressions.
#include "sema_check.h"

TEST(types_are_what_they_say)
{
    static const struct check_row rows[] = {
        {"type T struct{ a int; a string }",
         "1:23: a redeclared: other declaration of a"},
        {"type T struct{ a, a int }",
         "1:19: a redeclared: other declaration of a"},
        {"type T struct{ _, _ int }", NULL},
        {"type T struct{ nope }", "1:16: undefined: nope"},
        {"type T struct{ x nope }", "1:18: undefined: nope"},
        {"var a [-1]int",
         "1:8: invalid array length -1 (untyped int constant)"},
        {"var a [1.5]int",
         "1:8: array length 1.5 (untyped float constant) must be integer"},
        {"var a [2.0]int", NULL},
        {"var a [\"x\"]int",
         "1:8: array length \"x\" (untyped string constant) must be integer"},
        {"var n = 1\nvar a [n]int", "2:8: invalid array length n"},
        {"var a [nope]int",
         "1:8: undefined array length nope or missing type constraint"},
        {"var a [...]int",
         "1:7: invalid use of [...] array (outside a composite literal)"},
        {"var a = [...]int{1, 2, 5: 3}\nvar b [6]int = a", NULL},
        {"var a = [2]int{1, 2, 3}", "1:22: index 2 is out of bounds (>= 2)"},
        {"var a = [2]int{5: 1}",
         "1:16: invalid argument: index 5 out of bounds [0:2]"},
        {"var a [len(b)]int\nvar b [3]int", NULL},
        {"var a [len(a)]int", "1:5: initialization cycle: a refers to itself"},
        {"type T [len(x)]int\nvar x T",
         "1:6: invalid recursive type T: T refers to x, x refers to T"},
        {"const n = len(a)\nvar a [n]int",
         "1:7: initialization cycle for n: n refers to a, a refers to n"},
        {"var m = map[string]int{\"a\": 1, \"a\": 2}",
         "1:32: duplicate key \"a\" in map literal"},
        {"var m = map[string]int{1: 1}",
         "1:24: cannot use 1 (untyped int constant) as string value in map "
         "literal"},
        {"var m = map[string]int{\"a\"}", "1:24: missing key in map literal"},
        {"var f func(int) (string, error)\nvar g func(x int) (s string, err "
         "error) = f",
         NULL},
        {"var a struct{ x int }\nvar b struct{ x int } = a", NULL},
        {"var a struct{ x int `t` }\nvar b struct{ x int } = a",
         "2:25: cannot use a (variable of type struct{x int \"t\"}) as "
         "struct{x int} value in variable declaration"},
        {"type A struct{ x int `t` }\ntype B struct{ x int }\nvar a A\nvar b = "
         "B(a)",
         NULL},
        {"type A []int\ntype B []int\nvar a A\nvar b B = a",
         "4:11: cannot use a (variable of slice type A) as B value in variable "
         "declaration"},
        {"type A []int\nvar a A\nvar b []int = a", NULL},
        {"var x int\nvar y x", "2:7: x (package-level variable) is not a type"},
        {"var x len", "1:7: len (built-in function) is not a type"},
        {"type T = int\nfunc (T) m() {}",
         "2:7: cannot define new methods on non-local type int"},
    };

    CHECK_PACKAGE(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(types_are_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
