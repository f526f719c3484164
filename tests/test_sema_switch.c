// sema_switch: switch, type switch, select.
#include "sema_check.h"

TEST(cases_must_fit_and_differ)
{
    static const struct check_row rows[] = {
        {"switch a {\ncase 1:\ncase 1:\n}",
         "3:6: duplicate case 1 (constant of type int) in expression switch: "
         "previous case"},
        {"switch a {\ncase \"x\":\n}",
         "2:6: cannot convert \"x\" (untyped string constant) to type int"},
        {"switch a {\ncase 1, 2, 1:\n}",
         "2:12: duplicate case 1 (constant of type int) in expression switch: "
         "previous case"},
        {"switch b {\ncase \"a\", \"a\":\n}",
         "2:11: duplicate case \"a\" (constant of type string) in expression "
         "switch: previous case"},
        {"switch {\ncase a > 1:\ncase a:\n}",
         "3:6: invalid case a in switch on true (mismatched types int and "
         "bool)"},
        {"switch x {\ncase 1, \"a\", nil:\n}", NULL},
        {"switch s {\ncase nil:\n}", NULL},
        {"switch s {\ncase s:\n}", "2:6: invalid case s in switch on s (slice "
                                   "can only be compared to nil)"},
        {"switch nil {\n}", "1:8: use of untyped nil in switch expression"},
        {"switch fn := 1; fn {\n}", NULL},
        {"switch a {\ncase 1.0, 1.5:\n}",
         "2:11: 1.5 (untyped float constant) truncated to int"},
        {"switch u8 {\ncase 256:\n}",
         "2:6: 256 (untyped int constant) overflows uint8"},
        {"switch none() {\n}", "1:8: none() (no value) used as value"},
        {"switch x.(type) {\ncase int, string:\n}", NULL},
        {"switch y := x.(type) {\ncase int:\n}",
         "1:8: y declared and not used"},
        {"switch y := x.(type) {\ncase int:\n_ = y + 1\ndefault:\n_ = y\n}",
         NULL},
        {"switch x.(type) {\ncase int, int:\n}",
         "2:11: duplicate case int in type switch: previous case"},
        {"switch a.(type) {\n}",
         "1:8: a (variable of type int) is not an interface"},
        {"switch i.(type) {\ncase T:\n}",
         "2:6: impossible type switch case: T: i (variable of interface type "
         "I) cannot have dynamic type T (missing method M)"},
        {"switch x.(type) {\ncase nope:\n}", "2:6: undefined: nope"},
        {"select {}", NULL},
        {"select {\ncase <-ch:\n}", NULL},
        {"select {\ncase v := <-ch:\n}", "2:6: declared and not used: v"},
        {"select {\ncase v, ok := <-ch:\n_, _ = v, ok\n}", NULL},
        {"select {\ncase ch <- \"x\":\n}",
         "2:12: cannot use \"x\" (untyped string constant) as int value in "
         "send"},
        {"select {\ncase ro <- 1:\n}",
         "2:6: invalid operation: cannot send to receive-only channel <-chan "
         "int ro (variable of type <-chan int)"},
        {"select {\ncase <-so:\n}",
         "2:8: invalid operation: cannot receive from send-only channel chan<- "
         "int so (variable of type chan<- int)"},
        {"select {\ncase s[0] = <-ch:\n}", NULL},
        {"select {\ncase b = <-ch:\n}",
         "2:10: cannot use <-ch (comma, ok expression of type int) as string "
         "value in assignment"},
    };

    CHECK_CODE(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(cases_must_fit_and_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
