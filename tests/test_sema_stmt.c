// sema_stmt: statements.
#include "sema_check.h"

TEST(statements_check_their_parts)
{
    static const struct check_row rows[] = {
        {"if a {\n}", "1:4: non-boolean condition in if statement"},
        {"if a == 1 {\n}", NULL},
        {"if x := 1; x {\n}", "1:12: non-boolean condition in if statement"},
        {"for a {\n}", "1:5: non-boolean condition in for statement"},
        {"for {\nbreak\n}", NULL},
        {"ch <- 1", NULL},
        {"ch <- \"x\"", "1:7: cannot use \"x\" (untyped string constant) as "
                        "int value in send"},
        {"ch <- 1.5", "1:7: cannot use 1.5 (untyped float constant) as int "
                      "value in send (truncated)"},
        {"ro <- 1", "1:1: invalid operation: cannot send to receive-only "
                    "channel <-chan int ro (variable of type <-chan int)"},
        {"so <- 1", NULL},
        {"a <- 1", "1:1: invalid operation: cannot send to non-channel int a "
                   "(variable of type int)"},
        {"return", NULL},
        {"return 1", "1:8: too many return values: have (number), want ()"},
        {"{\nc := 1\n}", "2:1: declared and not used: c"},
        {"{\nc := 1\n_ = c\n}", NULL},
        {"c := 1\nfunc() {\n_ = c\n}()", NULL},
        {"func() {\nc := 1\n}()", "2:1: declared and not used: c"},
        {"func() int {\n}()", "2:1: missing return"},
        {"func() int {\nreturn 1\n}()", NULL},
        {"type L struct{ l *L }\nvar l L\n_ = l", NULL},
        {"type L struct{ l L }",
         "1:6: invalid recursive type: L refers to itself"},
    };

    CHECK_CODE(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(statements_check_their_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
