// sema_literal: composite literals.
#include "sema_check.h"

TEST(elements_must_fit_the_literal)
{
    static const struct check_row rows[] = {
        {"_ = T{}", NULL},
        {"_ = T{1, nil}", NULL},
        {"_ = T{1}", "1:8: too few values in struct literal of type T"},
        {"_ = T{1, nil, 3}",
         "1:15: too many values in struct literal of type T"},
        {"_ = T{x: 1}", NULL},
        {"_ = T{x: 1, x: 2}", "1:13: duplicate field name x in struct literal"},
        {"_ = T{y: 1}", "1:7: unknown field y in struct literal of type T"},
        {"_ = T{x: 1, nil}",
         "1:13: mixture of field:value and value elements in struct literal"},
        {"_ = T{1, x: 1}",
         "1:10: mixture of field:value and value elements in struct literal"},
        {"_ = T{x: \"a\"}", "1:10: cannot use \"a\" (untyped string constant) "
                            "as int value in struct literal"},
        {"_ = T{\"x\": 1}", "1:7: invalid field name \"x\" in struct literal"},
        {"_ = []int{1, 2}", NULL},
        {"_ = []int{\"x\"}", "1:11: cannot use \"x\" (untyped string constant) "
                             "as int value in array or slice literal"},
        {"_ = []int{0: 1, 0: 2}",
         "1:17: duplicate index 0 in array or slice literal"},
        {"_ = []int{-1: 1}", "1:11: invalid argument: index -1 (constant of "
                             "type int) must not be negative"},
        {"_ = []int{a: 1}", "1:11: index a must be integer constant"},
        {"_ = []T{{1, nil}, {x: 2}}", NULL},
        {"_ = []*T{{1, nil}}", NULL},
        {"_ = []int{{1}}", "1:11: invalid composite literal element type int"},
        {"_ = int{}", "1:5: invalid composite literal type int"},
        {"_ = D{1}", "1:5: invalid composite literal type D"},
        {"_ = struct{ a, b int }{1, 2}", NULL},
        {"_ = struct{ a int }{b: 1}",
         "1:21: unknown field b in struct literal of type struct{a int}"},
        {"_ = T{next: {}}", "1:13: missing type in composite literal"},
    };

    CHECK_CODE(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(elements_must_fit_the_literal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
