// sema_builtin: built-in functions.
#include "sema_check.h"

TEST(built_in_functions_check_their_arguments)
{
    static const struct check_row rows[] = {
        {"len", "1:1: len (built-in) must be called"},
        {"len(b)", "1:1: len(b) (value of type int) is not used"},
        {"len(1)",
         "1:5: invalid argument: 1 (untyped int constant) for built-in len"},
        {"len(s, s)", "1:1: invalid operation: too many arguments for len(s, "
                      "s) (expected 1, found 2)"},
        {"len()", "1:1: invalid operation: not enough arguments for len() "
                  "(expected 1, found 0)"},
        {"cap(b)",
         "1:5: invalid argument: b (variable of type string) for built-in cap"},
        {"cap(s)", "1:1: cap(s) (value of type int) is not used"},
        {"cap(ch)", "1:1: cap(ch) (value of type int) is not used"},
        {"len(p)",
         "1:5: invalid argument: p (variable of type *T) for built-in len"},
        {"append(s, 1)", "1:1: append(s, 1) (value of type []int) is not used"},
        {"_ = append(s, 1)", NULL},
        {"_ = append(s, \"x\")",
         "1:15: cannot use \"x\" (untyped string constant) as int value in "
         "argument to append"},
        {"_ = append(s)", NULL},
        {"_ = append(1)", "1:12: invalid append: argument must be a slice; "
                          "have 1 (untyped int constant)"},
        {"_ = append(nil, 1)",
         "1:12: invalid append: argument must be a slice; have untyped nil"},
        {"_ = append()", "1:5: invalid operation: not enough arguments for "
                         "append() (expected 1, found 0)"},
        {"_ = append(s, s...)", NULL},
        {"_ = append(s, s)", "1:15: cannot use s (variable of type []int) as "
                             "int value in argument to append"},
        {"_ = append(bs, \"x\"...)", NULL},
        {"_ = append(s, \"x\"...)",
         "1:15: cannot use \"x\" (untyped string constant) as []int value in "
         "argument to append"},
        {"copy(s, s)", NULL},
        {"copy(s, b)",
         "1:6: invalid copy: arguments s (variable of type []int) and b "
         "(variable of type string) have different element types int and byte"},
        {"copy(bs, b)", NULL},
        {"copy(bs, \"x\")", NULL},
        {"copy(bs, s)",
         "1:6: invalid copy: arguments bs (variable of type []byte) and s "
         "(variable of type []int) have different element types byte and int"},
        {"copy(b, bs)", "1:6: invalid copy: argument must be a slice; have b "
                        "(variable of type string)"},
        {"close(ch)", NULL},
        {"close(so)", NULL},
        {"close(ro)", "1:7: invalid operation: cannot close receive-only "
                      "channel ro (variable of type <-chan int)"},
        {"close(a)", "1:7: invalid operation: cannot close non-channel a "
                     "(variable of type int)"},
        {"_ = close(ch)", "1:5: close(ch) (no value) used as value"},
        {"_ = make(int)", "1:10: invalid argument: cannot make int: type must "
                          "be slice, map, or channel"},
        {"_ = make([]int)", "1:5: invalid operation: make([]int) expects 2 or "
                            "3 arguments; found 1"},
        {"_ = make([]int, 1)", NULL},
        {"_ = make([]int, 2, 1)",
         "1:17: invalid argument: length and capacity swapped"},
        {"_ = make([]int, -1)", "1:17: invalid argument: index -1 (constant of "
                                "type int) must not be negative"},
        {"_ = make([]int, 1.5)",
         "1:17: 1.5 (untyped float constant) truncated to int"},
        {"_ = make([]int, 1.0)", NULL},
        {"_ = make([]int, \"x\")",
         "1:17: cannot convert \"x\" (untyped string constant) to type int"},
        {"_ = make([]int, 1, 2, 3)", "1:5: invalid operation: make([]int, 1, "
                                     "2, 3) expects 2 or 3 arguments; found 4"},
        {"_ = make(chan int, a)", NULL},
        {"_ = make(chan int, 1, 2)", "1:5: invalid operation: make(chan int, "
                                     "1, 2) expects 1 or 2 arguments; found 3"},
        {"_ = new(T)", NULL},
        {"_ = new()", "1:5: invalid operation: not enough arguments for new() "
                      "(expected 1, found 0)"},
        {"_ = new(int, int)", "1:5: invalid operation: too many arguments for "
                              "new(int, int) (expected 1, found 2)"},
        {"panic()", "1:1: invalid operation: not enough arguments for panic() "
                    "(expected 1, found 0)"},
        {"panic(1)", NULL},
        {"panic(nil)", NULL},
        {"panic(1, 2)", "1:1: invalid operation: too many arguments for "
                        "panic(1, 2) (expected 1, found 2)"},
        {"println(nil)",
         "1:9: use of untyped nil in argument to built-in println"},
        {"println(1 << 70)", "1:9: cannot use 1 << 70 (untyped int constant "
                             "1180591620717411303424) as int value in argument "
                             "to built-in println (overflows)"},
        {"println(none())", "1:9: none() (no value) used as value"},
        {"_ = recover()", NULL},
        {"recover(1)", "1:1: invalid operation: too many arguments for "
                       "recover(1) (expected 0, found 1)"},
        {"min(1, 2)", "1:1: min(1, 2) (untyped int constant 1) is not used"},
        {"_ = min(1, 2)", NULL},
        {"_ = max(a, 2.0)", NULL},
        {"_ = max(a, 2.5)",
         "1:12: 2.5 (untyped float constant) truncated to int"},
        {"_ = min(a, fl)", "1:12: invalid argument: mismatched types int "
                           "(previous argument) and float64 (type of fl)"},
        {"_ = min(\"a\", b)", NULL},
        {"_ = min(t)", "1:9: invalid argument: t (variable of struct type T) "
                       "cannot be ordered"},
        {"clear(s)", NULL},
        {"clear(a)", "1:7: invalid argument: cannot clear a (variable of type "
                     "int): argument must be (or constrained by) map or slice"},
        {"print(a...)",
         "1:1: invalid operation: invalid use of ... with built-in print"},
    };

    CHECK_CODE(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(built_in_functions_check_their_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
