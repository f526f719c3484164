// sema_call: calls, arguments, statements of calls.
#include "sema_check.h"

TEST(arguments_must_fit_the_parameters)
{
    static const struct check_row rows[] = {
        {"f()", "1:1: not enough arguments in call to f: have (), want (int, "
                "...string)"},
        {"f(\"a\")", "1:3: cannot use \"a\" (untyped string constant) as int "
                     "value in argument to f"},
        {"f(1, 2)", "1:6: cannot use 2 (untyped int constant) as string value "
                    "in argument to f"},
        {"f(1, \"a\", \"b\")", NULL},
        {"f(1, []string{}...)", NULL},
        {"f(1, \"a\", []string{}...)",
         "1:11: too many arguments in call to f: have (number, string, "
         "[]string...), want (int, ...string)"},
        {"f(1, s...)", "1:6: cannot use s (variable of type []int) as []string "
                       "value in argument to f"},
        {"f(two())", "1:3: cannot use two() (value of interface type error) as "
                     "string value in argument to f"},
        {"none(1)",
         "1:6: too many arguments in call to none: have (number), want ()"},
        {"none(none())", "1:6: none() (no value) used as value"},
        {"none(two())",
         "1:6: too many arguments in call to none: have (int, error), want ()"},
        {"a()", "1:1: invalid operation: cannot call a (variable of type int): "
                "int is not a function"},
        {"t.x()", "1:1: invalid operation: cannot call t.x (variable of type "
                  "int): int is not a function"},
        {"\"x\"()", "1:1: invalid operation: cannot call \"x\" (untyped string "
                    "constant): untyped string is not a function"},
        {"nil()", "1:1: invalid operation: cannot call nil: untyped nil is not "
                  "a function"},
        {"f",
         "1:1: f (value of type func(a int, b ...string) int) is not used"},
        {"f(1)", NULL},
        {"none", "1:1: none (value of type func()) is not used"},
        {"a", "1:1: a (variable of type int) is not used"},
        {"a + 1", "1:1: a + 1 (value of type int) is not used"},
        {"<-ch", NULL},
        {"func() {}()", NULL},
        {"go a", "1:4: expression in go must be function call"},
        {"go f(1)", NULL},
        {"go int(1)", "1:4: go requires function call, not conversion int(1) "
                      "(constant 1 of type int)"},
        {"go len(b)", "1:4: go discards result of len(b) (value of type int)"},
        {"defer recover()", NULL},
        {"defer append(s, 1)",
         "1:7: defer discards result of append(s, 1) (value of type []int)"},
        {"defer fn()", NULL},
        {"defer func() {}()", NULL},
        {"f(1)(2)", "1:1: invalid operation: cannot call f(1) (value of type "
                    "int): int is not a function"},
        {"func(a int) {}()", "1:1: not enough arguments in call to func(a int) "
                             "{}: have (), want (int)"},
        {"func(a int) {}(\"x\")",
         "1:16: cannot use \"x\" (untyped string constant) as int value in "
         "argument to func(a int) {}"},
    };

    CHECK_CODE(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(arguments_must_fit_the_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
