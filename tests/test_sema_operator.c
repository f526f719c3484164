// sema_operator: operators, comparisons, shifts.
#include "sema_check.h"

TEST(operators_are_defined_on_some_types)
{
    static const struct check_row rows[] = {
        {"_ = a + b",
         "1:5: invalid operation: a + b (mismatched types int and string)"},
        {"_ = a + fl",
         "1:5: invalid operation: a + fl (mismatched types int and float64)"},
        {"_ = a + 1.0", NULL},
        {"_ = a + 1.5", "1:9: 1.5 (untyped float constant) truncated to int"},
        {"_ = \"a\" + 1", "1:5: invalid operation: \"a\" + 1 (mismatched types "
                          "untyped string and untyped int)"},
        {"_ = b + \"c\"", NULL},
        {"_ = b - \"c\"", "1:5: invalid operation: operator - not defined on b "
                          "(variable of type string)"},
        {"_ = !a", "1:6: invalid operation: operator ! not defined on a "
                   "(variable of type int)"},
        {"_ = -b", "1:6: invalid operation: operator - not defined on b "
                   "(variable of type string)"},
        {"_ = ^fl", "1:6: invalid operation: operator ^ not defined on fl "
                    "(variable of type float64)"},
        {"_ = +nil", "1:6: invalid operation: operator + not defined on nil"},
        {"_ = a && true", "1:5: invalid operation: a && true (mismatched types "
                          "int and untyped bool)"},
        {"_ = &a", NULL},
        {"_ = &1", "1:6: invalid operation: cannot take address of 1 (untyped "
                   "int constant)"},
        {"_ = &T{}", NULL},
        {"_ = &f", "1:6: invalid operation: cannot take address of f (value of "
                   "type func(a int, b ...string) int)"},
        {"_ = &two()", "1:6: multiple-value two() (value of type (int, error)) "
                       "in single-value context"},
        {"_ = *a",
         "1:6: invalid operation: cannot indirect a (variable of type int)"},
        {"_ = *p", NULL},
        {"_ = *nil", "1:6: invalid operation: cannot indirect nil"},
        {"_ = **p", "1:6: invalid operation: cannot indirect *p (variable of "
                    "struct type T)"},
        {"_ = <-ch", NULL},
        {"_ = <-so", "1:7: invalid operation: cannot receive from send-only "
                     "channel chan<- int so (variable of type chan<- int)"},
        {"_ = <-a", "1:7: invalid operation: cannot receive from non-channel "
                    "int a (variable of type int)"},
        {"_ = a / 0", "1:9: invalid operation: division by zero"},
        {"_ = a % 0", "1:9: invalid operation: division by zero"},
        {"_ = fl / 0", NULL},
        {"_ = 1.0 / 0", "1:11: invalid operation: division by zero"},
        {"_ = 5.0 % 2", "1:5: invalid operation: operator % not defined on 5.0 "
                        "(untyped float constant 5)"},
        {"_ = u8 + 256", "1:10: 256 (untyped int constant) overflows uint8"},
        {"_ = u8 + 255", NULL},
        {"_ = uint8(1) - 2",
         "1:5: uint8(1) - 2 (constant -1 of type uint8) overflows uint8"},
        {"_ = ^uint8(1)", NULL},
        {"_ = -uint8(1)",
         "1:5: -uint8(1) (constant -1 of type uint8) overflows uint8"},
        {"_ = int8(127) + 1",
         "1:5: int8(127) + 1 (constant 128 of type int8) overflows int8"},
        {"_ = 10000000000 * 10000000000",
         "1:5: cannot use 10000000000 * 10000000000 (untyped int constant "
         "100000000000000000000) as int value in assignment to _ identifier "
         "(overflows)"},
        {"_ = 'a' + 1.0", NULL},
        {"_ = 'a' + 1.5", NULL},
        {"_ = a | 1", NULL},
        {"_ = fl | 1", "1:5: invalid operation: operator | not defined on fl "
                       "(variable of type float64)"},
        {"_ = 1 | 1.0", "1:5: invalid operation: operator | not defined on 1 "
                        "(untyped float constant)"},
        {"_ = a &^ 1", NULL},
        {"_ = true + true", "1:5: invalid operation: operator + not defined on "
                            "true (untyped bool constant)"},
    };

    CHECK_CODE(rows);
}

TEST(comparison_needs_comparable_operands)
{
    static const struct check_row rows[] = {
        {"_ = a == 1 && b == \"x\"", NULL},
        {"_ = a == b",
         "1:10: invalid operation: a == b (mismatched types int and string)"},
        {"_ = a == nil", "1:10: invalid operation: a == nil (mismatched types "
                         "int and untyped nil)"},
        {"_ = t == nil", "1:10: invalid operation: t == nil (mismatched types "
                         "T and untyped nil)"},
        {"_ = t == t", NULL},
        {"_ = p == nil", NULL},
        {"_ = i == nil", NULL},
        {"_ = i == p",
         "1:10: invalid operation: i == p (mismatched types I and *T)"},
        {"_ = x == 1", NULL},
        {"_ = x == t", NULL},
        {"_ = x == s",
         "1:10: invalid operation: x == s (slice can only be compared to nil)"},
        {"_ = s == nil", NULL},
        {"_ = s == s",
         "1:5: invalid operation: s == s (slice can only be compared to nil)"},
        {"_ = fn == nil", NULL},
        {"_ = fn == fn",
         "1:5: invalid operation: fn == fn (func can only be compared to nil)"},
        {"_ = nil == nil", "1:12: invalid operation: nil == nil (operator == "
                           "not defined on untyped nil)"},
        {"_ = t < t",
         "1:5: invalid operation: t < t (operator < not defined on struct)"},
        {"_ = p < p",
         "1:5: invalid operation: p < p (operator < not defined on pointer)"},
        {"_ = b < \"c\"", NULL},
        {"_ = x < 1",
         "1:5: invalid operation: x < 1 (operator < not defined on interface)"},
        {"_ = ch == so", NULL},
        {"_ = so == ro", "1:11: invalid operation: so == ro (mismatched types "
                         "chan<- int and <-chan int)"},
        {"_ = d == 1", NULL},
        {"_ = d == a",
         "1:10: invalid operation: d == a (mismatched types D and int)"},
        {"_ = 3 == 3.0", NULL},
        {"_ = \"a\" == 1", "1:12: invalid operation: \"a\" == 1 (mismatched "
                           "types untyped string and untyped int)"},
        {"_ = 1 == \"a\"", "1:10: invalid operation: 1 == \"a\" (mismatched "
                           "types untyped int and untyped string)"},
    };

    CHECK_CODE(rows);
}

TEST(shifts_of_constants_take_their_type_from_the_context)
{
    static const struct check_row rows[] = {
        {"_ = a << 1", NULL},
        {"_ = a << 1.0", NULL},
        {"_ = a << 1.5",
         "1:10: 1.5 (untyped float constant) truncated to uint"},
        {"_ = a << -1", "1:10: invalid operation: negative shift count -1 "
                        "(untyped int constant)"},
        {"_ = a << b", "1:10: invalid operation: shift count b (variable of "
                       "type string) must be integer"},
        {"_ = fl << 1", "1:5: invalid operation: shifted operand fl (variable "
                        "of type float64) must be integer"},
        {"_ = 1 << a", NULL},
        {"_ = 1.0 << a", "1:5: invalid operation: shifted operand 1.0 (type "
                         "float64) must be integer"},
        {"_ = 1.5 << a", "1:5: invalid operation: shifted operand 1.5 (untyped "
                         "float constant) must be integer"},
        {"_ = \"x\" << 1", "1:5: invalid operation: shifted operand \"x\" "
                           "(untyped string constant) must be integer"},
        {"_ = fl + 1<<a", "1:10: invalid operation: shifted operand 1 (type "
                          "float64) must be integer"},
        {"_ = u8 + 1<<a", NULL},
        {"_ = float64(1 << a)", "1:13: invalid operation: shifted operand 1 "
                                "(type float64) must be integer"},
        {"_ = s[1<<a]", NULL},
        {"_ = 1<<a == 1.0", "1:5: invalid operation: shifted operand 1 (type "
                            "float64) must be integer"},
        {"var w int64 = 1 << a; _ = w", NULL},
        {"var w float32 = 1 << a; _ = w",
         "1:17: invalid operation: shifted operand 1 (type float32) must be "
         "integer"},
        {"_ = 1 << 1100", "1:10: invalid operation: invalid shift count 1100 "
                          "(untyped int constant)"},
        {"_ = 1 << 1000000000", "1:10: invalid operation: invalid shift count "
                                "1000000000 (untyped int constant)"},
        {"_ = 1 << 64",
         "1:5: cannot use 1 << 64 (untyped int constant 18446744073709551616) "
         "as int value in assignment to _ identifier (overflows)"},
        {"var w uint64 = 1 << 63; _ = w", NULL},
        {"var w uint64 = 1 << 64; _ = w",
         "1:16: cannot use 1 << 64 (untyped int constant 18446744073709551616) "
         "as uint64 value in variable declaration (overflows)"},
        {"_ = u8 << 9", NULL},
        {"_ = uint8(1) << 8",
         "1:5: uint8(1) << 8 (constant 256 of type uint8) overflows uint8"},
        {"_ = a + (1 << 63)", "1:9: (1 << 63) (untyped int constant "
                              "9223372036854775808) overflows int"},
    };

    CHECK_CODE(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(operators_are_defined_on_some_types),
        RUN(comparison_needs_comparable_operands),
        RUN(shifts_of_constants_take_their_type_from_the_context),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
