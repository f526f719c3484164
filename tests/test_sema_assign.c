// sema_assign: assignments, short declarations, comma-ok and range.
#include "sema_check.h"

TEST(assignment_takes_what_fits)
{
    static const struct check_row rows[] = {
        {"a = \"x\"", "1:5: cannot use \"x\" (untyped string constant) as int "
                      "value in assignment"},
        {"b = 1", "1:5: cannot use 1 (untyped int constant) as string value in "
                  "assignment"},
        {"a = b", "1:5: cannot use b (variable of type string) as int value in "
                  "assignment"},
        {"a, b = two()", "1:8: cannot use two() (value of interface type "
                         "error) as string value in assignment"},
        {"a = two()",
         "1:5: assignment mismatch: 1 variable but two returns 2 values"},
        {"a = none()", "1:5: none() (no value) used as value"},
        {"a = 1.5", "1:5: cannot use 1.5 (untyped float constant) as int value "
                    "in assignment (truncated)"},
        {"a = 1e3", NULL},
        {"a = nil", "1:5: cannot use nil as int value in assignment"},
        {"p = nil", NULL},
        {"i = P{}",
         "1:5: cannot use P{} (value of struct type P) as I value in "
         "assignment: P does not implement I (method M has pointer receiver)"},
        {"i = &P{}", NULL},
        {"i = Q{}", "1:5: cannot use Q{} (value of struct type Q) as I value "
                    "in assignment: Q does not implement I (wrong type for "
                    "method M: have M(string) string, want M(int) string)"},
        {"i = 1", "1:5: cannot use 1 (constant of type int) as I value in "
                  "assignment: int does not implement I (missing method M)"},
        {"i = t", "1:5: cannot use t (variable of struct type T) as I value in "
                  "assignment: T does not implement I (missing method M)"},
        {"x = 1", NULL},
        {"x = none", NULL},
        {"err = \"x\"",
         "1:7: cannot use \"x\" (constant of type string) as error value in "
         "assignment: string does not implement error (missing method Error)"},
        {"two() = 1, nil", "1:9: assignment mismatch: 1 variable but 2 values"},
        {"\"a\" = b", "1:1: cannot assign to \"a\" (neither addressable nor a "
                      "map index expression)"},
        {"none = fn", "1:1: cannot assign to none (neither addressable nor a "
                      "map index expression)"},
        {"f(1) = 2", "1:1: cannot assign to f(1) (neither addressable nor a "
                     "map index expression)"},
        {"str[0] = 1", "1:1: cannot assign to str[0] (neither addressable nor "
                       "a map index expression)"},
        {"s[0] = \"x\"", "1:8: cannot use \"x\" (untyped string constant) as "
                         "int value in assignment"},
        {"t.x = \"x\"", "1:7: cannot use \"x\" (untyped string constant) as "
                        "int value in assignment"},
        {"p.x = 1.0", NULL},
        {"*p = t", NULL},
        {"*p = p",
         "1:6: cannot use p (variable of type *T) as T value in assignment"},
        {"_ = nil", "1:5: use of untyped nil in assignment to _ identifier"},
        {"_ = none()", "1:5: none() (no value) used as value"},
        {"_, _ = 1", "1:8: assignment mismatch: 2 variables but 1 value"},
        {"_ = 1, 2", "1:5: assignment mismatch: 1 variable but 2 values"},
        {"u8 = 256", "1:6: cannot use 256 (untyped int constant) as uint8 "
                     "value in assignment (overflows)"},
        {"u8 = 255", NULL},
        {"u8 = -1", "1:6: cannot use -1 (untyped int constant) as uint8 value "
                    "in assignment (overflows)"},
        {"d = 1 << 63",
         "1:5: cannot use 1 << 63 (untyped int constant 9223372036854775808) "
         "as D value in assignment (overflows)"},
        {"d = 1<<63 - 1", NULL},
        {"so = ch", NULL},
        {"ro = ch", NULL},
        {"ch = so", "1:6: cannot use so (variable of type chan<- int) as chan "
                    "int value in assignment"},
        {"ro = so", "1:6: cannot use so (variable of type chan<- int) as "
                    "<-chan int value in assignment"},
        {"s = []int8{}", "1:5: cannot use []int8{} (value of type []int8) as "
                         "[]int value in assignment"},
        {"fn = func(int) {}", "1:6: cannot use func(int) {} (value of type "
                              "func(int)) as func() value in assignment"},
    };

    CHECK_CODE(rows);
}

TEST(operators_assign_within_one_type)
{
    static const struct check_row rows[] = {
        {"a++", NULL},
        {"b++", "1:1: invalid operation: b++ (non-numeric type string)"},
        {"1++", "1:1: cannot assign to 1 (neither addressable nor a map index "
                "expression)"},
        {"fn++", "1:1: invalid operation: fn++ (non-numeric type func())"},
        {"fl--", NULL},
        {"a += \"x\"", "1:1: invalid operation: a += \"x\" (mismatched types "
                       "int and untyped string)"},
        {"b += \"x\"", NULL},
        {"b += 1", "1:1: invalid operation: b += 1 (mismatched types string "
                   "and untyped int)"},
        {"b -= \"x\"", "1:1: invalid operation: operator - not defined on b "
                       "(variable of type string)"},
        {"a <<= 2", NULL},
        {"a <<= 1.5", "1:7: 1.5 (untyped float constant) truncated to uint"},
        {"a <<= -1", "1:7: invalid operation: negative shift count -1 (untyped "
                     "int constant)"},
        {"fl <<= 1", "1:1: invalid operation: shifted operand fl (variable of "
                     "type float64) must be integer"},
        {"a /= 0", "1:6: invalid operation: division by zero"},
        {"fl /= 0", NULL},
        {"a &= 1.0", NULL},
        {"a, b += 1, 2",
         "1:6: syntax error: unexpected +=, expected := or = or comma"},
    };

    CHECK_CODE(rows);
}

TEST(declarations_give_types)
{
    static const struct check_row rows[] = {
        {"a, c, e := two()",
         "1:12: assignment mismatch: 3 variables but two returns 2 values"},
        {"a := 2", "1:3: no new variables on left side of :="},
        {"a, c := 1, 2", "1:4: declared and not used: c"},
        {"a, a := 1, 2", "1:4: a repeated on left side of :="},
        {"c, c := 1, 2", "1:4: c repeated on left side of :="},
        {"var c int = \"x\"; _ = c",
         "1:13: cannot use \"x\" (untyped string constant) as int value in "
         "variable declaration"},
        {"var c = nil; _ = c",
         "1:9: use of untyped nil in variable declaration"},
        {"var c, e int = 1; _, _ = c, e",
         "1:16: assignment mismatch: 2 variables but 1 value"},
        {"var c, e = 1, 2, 3; _, _ = c, e", "1:18: extra init expr 3"},
        {"var c, e = two(); _, _ = c, e", NULL},
        {"var c int; c = 1", "1:5: declared and not used: c"},
        {"c := 1", "1:1: declared and not used: c"},
        {"c := func() {}", "1:1: declared and not used: c"},
        {"const k = a", "1:11: a (variable of type int) is not constant"},
        {"const k = 1; k = 2", "1:14: cannot assign to k (neither addressable "
                               "nor a map index expression)"},
        {"const k int = \"x\"",
         "1:15: cannot use \"x\" (untyped string constant) as int value in "
         "constant declaration"},
        {"const k = len(str)",
         "1:11: len(str) (value of type int) is not constant"},
        {"const k = len(\"abc\"); _ = k", NULL},
        {"const k T = t", "1:9: invalid constant type T"},
    };

    CHECK_CODE(rows);
}

TEST(comma_ok_gives_two_values)
{
    static const struct check_row rows[] = {
        {"v, ok := <-ch; _, _ = v, ok", NULL},
        {"v, ok := x.(int); _, _ = v, ok", NULL},
        {"v, ok := s[0]; _, _ = v, ok",
         "1:10: assignment mismatch: 2 variables but 1 value"},
        {"a, ok := <-ch; _ = ok", NULL},
        {"b, ok := <-ch; _ = ok", "1:10: cannot use <-ch (comma, ok expression "
                                  "of type int) as string value in assignment"},
        {"var ok bool; _, ok = <-ch", "1:5: declared and not used: ok"},
        {"var ok string; _, ok = <-ch", "1:24: cannot use <-ch (untyped bool "
                                        "value) as string value in assignment"},
    };

    CHECK_CODE(rows);
}

TEST(range_gives_what_the_operand_has)
{
    static const struct check_row rows[] = {
        {"for range s {\n}", NULL},
        {"for c := range s {\n}", "1:5: declared and not used: c"},
        {"for c, e := range s {\n_, _ = c, e\n}", NULL},
        {"for c, e := range ch {\n_, _ = c, e\n}",
         "1:8: range over ch (variable of type chan int) permits only one "
         "iteration variable"},
        {"for c := range ch {\n_ = c\n}", NULL},
        {"for range so {\n}",
         "1:11: cannot range over so (variable of type chan<- int): receive "
         "from send-only channel chan<- int"},
        {"for c := range 10 {\n_ = c\n}", NULL},
        {"for c, e := range 10 {\n_, _ = c, e\n}",
         "1:8: range over 10 (untyped int constant) permits only one iteration "
         "variable"},
        {"for c := range fl {\n_ = c\n}",
         "1:16: cannot range over fl (variable of type float64)"},
        {"for c := range 1.0 {\n_ = c\n}",
         "1:16: cannot range over 1.0 (untyped float constant 1)"},
        {"for c, e := range \"abc\" {\n_, _ = c, e\n}", NULL},
        {"for a = range s {\n}", NULL},
        {"for b = range s {\n}",
         "1:5: cannot use b (value of type int) as string value in assignment"},
        {"for _, b = range str {\n}", "1:8: cannot use b (value of type rune) "
                                      "as string value in assignment"},
        {"for range fn {\n}", "1:11: cannot range over fn (variable of type "
                              "func()): requires go1.23 or later"},
        {"for range t {\n}",
         "1:11: cannot range over t (variable of struct type T)"},
        {"for range nil {\n}", "1:11: cannot range over nil"},
        {"for _ = range s {\n}", NULL},
        {"for _ := range s {\n}", "1:1: no new variables on left side of :="},
    };

    CHECK_CODE(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(assignment_takes_what_fits),
        RUN(operators_assign_within_one_type),
        RUN(declarations_give_types),
        RUN(comma_ok_gives_two_values),
        RUN(range_gives_what_the_operand_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
