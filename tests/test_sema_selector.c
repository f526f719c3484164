// sema_selector: fields, methods, method values and expressions.
#include "sema_check.h"

TEST(selectors_find_fields_and_methods)
{
    static const struct check_row rows[] = {
        {"_ = a.x", "1:7: a.x undefined (type int has no field or method x)"},
        {"_ = t.y", "1:7: t.y undefined (type T has no field or method y)"},
        {"_ = t.X", "1:7: t.X undefined (type T has no field or method X, but "
                    "does have field x)"},
        {"_ = t.x", NULL},
        {"_ = p.next.next.x", NULL},
        {"_ = p.next.y",
         "1:12: p.next.y undefined (type *T has no field or method y)"},
        {"t.M()", "1:3: t.M undefined (type T has no field or method M)"},
        {"var q Q; q.M(\"x\")", NULL},
        {"var q Q; q.m(\"x\")", "1:12: q.m undefined (type Q has no field or "
                                "method m, but does have method M)"},
        {"P{}.M(1)", "1:5: cannot call pointer method M on P"},
        {"(&P{}).M(1)", NULL},
        {"new(P).M(1)", NULL},
        {"_ = P.M",
         "1:7: invalid method expression P.M (needs pointer receiver (*P).M)"},
        {"_ = (*P).M", NULL},
        {"_ = Q.M", NULL},
        {"_ = (*Q).M", NULL},
        {"_ = I.M", NULL},
        {"_ = I.N", "1:7: I.N undefined (type I has no field or method N)"},
        {"_ = T.x", "1:7: T.x undefined (type T has no method x)"},
        {"_ = d.String", NULL},
        {"_ = D.String(1)", NULL},
        {"_ = (*D).String(&d)", NULL},
        {"i.M(1)", NULL},
        {"i.M(\"x\")", "1:5: cannot use \"x\" (untyped string constant) as int "
                       "value in argument to i.M"},
        {"i.N()", "1:3: i.N undefined (type I has no field or method N)"},
        {"(&i).M(1)", "1:6: (&i).M undefined (type *I is pointer to interface, "
                      "not interface)"},
        {"var pi *I; pi.M(1)", "1:15: pi.M undefined (type *I is pointer to "
                               "interface, not interface)"},
        {"var pp **T; _ = pp.x",
         "1:20: pp.x undefined (type **T has no field or method x)"},
        {"len.x()",
         "1:4: invalid use of len (built-in) in selector expression"},
    };

    CHECK_CODE(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(selectors_find_fields_and_methods),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
