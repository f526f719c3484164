// sema_expr: names and type assertions.
#include "sema_check.h"

TEST(names_must_be_of_the_wanted_kind)
{
    static const struct check_row rows[] = {
        {"const (\nA = iota\nB\n)\n_ = B", NULL},
        {"const c uint8 = 255 + iota", NULL},
        {"var _ = nope", "1:9: undefined: nope"},
        {"_ = iota", "1:5: cannot use iota outside constant declaration"},
        {"_ = _", "1:5: cannot use _ as value or type"},
        {"nope()", "1:1: undefined: nope"},
        {"var c nope", "1:7: undefined: nope"},
        {"var c []nope", "1:9: undefined: nope"},
        {"a.b.c()", "1:3: a.b undefined (type int has no field or method b)"},
        {"_ = main.x",
         "1:10: main.x undefined (type func() has no field or method x)"},
        {"int = 1", "1:1: int (type) is not an expression"},
        {"_ = int", "1:5: int (type) is not an expression"},
        {"_ = T", "1:5: T (type) is not an expression"},
        {"var T = 1; _ = T{}", "1:16: T (local variable) is not a type"},
        {"var c a", "1:7: a (local variable) is not a type"},
        {"var c f", "1:7: f (function) is not a type"},
        {"type a2 = int; var c a2 = \"x\"; _ = c",
         "1:27: cannot use \"x\" (untyped string constant) as int value in "
         "variable declaration"},
    };

    CHECK_CODE(rows);
}

TEST(assertions_must_be_possible)
{
    static const struct check_row rows[] = {
        {"_ = x.(int)", NULL},
        {"_ = x.(I)", NULL},
        {"_ = i.(T)", "1:5: impossible type assertion: i.(T): T does not "
                      "implement I (missing method M)"},
        {"_ = i.(*P)", NULL},
        {"_ = i.(P)", "1:5: impossible type assertion: i.(P): P does not "
                      "implement I (method M has pointer receiver)"},
        {"_ = i.(error)", NULL},
        {"_ = a.(int)", "1:5: invalid operation: a (variable of type int) is "
                        "not an interface"},
        {"_ = x.(nope)", "1:8: undefined: nope"},
        {"_ = err.(D)", "1:5: impossible type assertion: err.(D): D does not "
                        "implement error (missing method Error)"},
    };

    CHECK_CODE(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(names_must_be_of_the_wanted_kind),
        RUN(assertions_must_be_possible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
