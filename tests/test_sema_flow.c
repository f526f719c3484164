// sema_flow: missing returns.
#include "sema_check.h"

TEST(results_need_a_terminating_statement)
{
    static const struct check_row rows[] = {
        {"func f() int {}", "1:15: missing return"},
        {"func f() int { return 1 }", NULL},
        {"func f() int { for {} }", NULL},
        {"func f() int { for { break } }", "1:30: missing return"},
        {"func f(c bool) int { for c {} }", "1:31: missing return"},
        {"func f() int { for range []int{} { return 1 } }",
         "1:47: missing return"},
        {"func f() int { L: for { for { break L } } }", "1:43: missing return"},
        {"func f() int { L: for { for { break }; continue L } }", NULL},
        {"func f() int { panic(1) }", NULL},
        {"func f() int { (panic(1)) }", NULL},
        {"func f(panic func(int)) int { panic(1) }", "1:40: missing return"},
        {"func f(c bool) int { if c { return 1 } }", "1:40: missing return"},
        {"func f(c bool) int { if c { return 1 } else { return 2 } }", NULL},
        {"func f(c bool) int { if c { return 1 } else if !c { return 2 } }",
         "1:64: missing return"},
        {"func f(c bool) int { if c { return 1 } else if !c { return 2 } else "
         "{ panic(0) } }",
         NULL},
        {"func f(n int) int { switch n { case 1: return 1 } }",
         "1:51: missing return"},
        {"func f(n int) int { switch n { case 1: return 1; default: return 2 } "
         "}",
         NULL},
        {"func f(n int) int { switch n { case 1: fallthrough; default: return "
         "2 } }",
         NULL},
        {"func f(n int) int { switch n { case 1: break; default: return 2 } }",
         "1:67: missing return"},
        {"func f(n int) int { switch n { case 1: for { break }; default: "
         "return 2 } }",
         "1:75: missing return"},
        {"func f(x any) int { switch x.(type) { case int: return 1; default: "
         "return 2 } }",
         NULL},
        {"func f() int { select {} }", NULL},
        {"func f(c chan int) int { select { case <-c: return 1 } }", NULL},
        {"func f(c chan int) int { select { case <-c: return 1; case c <- 1: "
         "break } }",
         "1:76: missing return"},
        {"func f(c chan int) int { select { case <-c: return 1; case c <- 1: } "
         "}",
         "1:70: missing return"},
        {"func f() int { { return 1 } }", NULL},
        {"func f() int { { return 1 }; ; }", NULL},
        {"func f() int { return 1; ; }", NULL},
        {"func f() int { defer func() {}(); return 1 }", NULL},
        {"func f() (n int) { n = 1 }", "1:26: missing return"},
        {"func f() int { L: return 1; goto L }", NULL},
        {"func f() { return }", NULL},
        {"func f() func() int { return func() int { } }",
         "1:43: missing return"},
        {"func f(c chan int) int { L: select { case <-c: for { break L } } }",
         "1:66: missing return"},
        {"func f(n int) int { L: switch n { case 1: for { break L }; default: "
         "return 2 }; return 1 }",
         NULL},
    };

    CHECK_PACKAGE(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(results_need_a_terminating_statement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
