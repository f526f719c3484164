// sema_index: index and slice expressions.
#include "sema_check.h"

TEST(indices_are_checked_as_far_as_they_are_known)
{
    static const struct check_row rows[] = {
        {"_ = s[0]", NULL},
        {"_ = s[\"x\"]",
         "1:7: cannot convert \"x\" (untyped string constant) to type int"},
        {"_ = s[1.0]", NULL},
        {"_ = s[1.5]", "1:7: 1.5 (untyped float constant) truncated to int"},
        {"_ = s[-1]", "1:7: invalid argument: index -1 (constant of type int) "
                      "must not be negative"},
        {"_ = s[u8]", NULL},
        {"_ = s[fl]", "1:7: invalid argument: index fl (variable of type "
                      "float64) must be integer"},
        {"_ = a[0]", "1:6: cannot index a (variable of type int)"},
        {"_ = p[0]", "1:6: cannot index p (variable of type *T)"},
        {"_ = b[0]", NULL},
        {"_ = \"abc\"[2]", NULL},
        {"_ = \"abc\"[3]",
         "1:11: invalid argument: index 3 out of bounds [0:3]"},
        {"_ = b[1:2]", NULL},
        {"_ = b[1:2:3]", "1:11: invalid operation: 3-index slice of string"},
        {"_ = s[1:2:3]", NULL},
        {"_ = s[2:1]", "1:9: invalid slice indices: 1 < 2"},
        {"_ = s[:2:1]", "1:10: invalid slice indices: 1 < 2"},
        {"_ = \"abc\"[:4]",
         "1:12: invalid argument: index 4 out of bounds [0:4]"},
        {"_ = \"abc\"[1:3]", NULL},
        {"_ = a[1:2]", "1:5: cannot slice a (variable of type int)"},
        {"_ = s[fl:]", "1:7: invalid argument: index fl (variable of type "
                       "float64) must be integer"},
    };

    CHECK_CODE(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(indices_are_checked_as_far_as_they_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
