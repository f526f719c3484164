// sema_init: the order of package variables, and cycles.
#include "sema_check.h"

TEST(cycles_of_initialization_are_reported)
{
    static const struct check_row rows[] = {
        {"var a = b\nvar b = a",
         "1:5: initialization cycle for a: a refers to b, b refers to a"},
        {"var a = a", "1:5: initialization cycle: a refers to itself"},
        {"var a = f()\nfunc f() int { return a }",
         "1:5: initialization cycle for a: a refers to f, f refers to a"},
        {"var a = f()\nfunc f() int { return g() }\nfunc g() int { return b "
         "}\nvar b = a",
         "1:5: initialization cycle for a: a refers to f, f refers to g, g "
         "refers to b, b refers to a"},
        {"var a = func() int { return a }()",
         "1:5: initialization cycle: a refers to itself"},
        {"var a = func() int { return b }()\nvar b = 1", NULL},
        {"const a = b\nconst b = a",
         "1:7: initialization cycle for a: a refers to b, b refers to a"},
        {"const a = a", "1:7: initialization cycle: a refers to itself"},
        {"var p = &p", "1:5: initialization cycle: p refers to itself"},
        {"var x = T{}.m()\ntype T struct{}\nfunc (T) m() int { return x }",
         "1:5: initialization cycle for x: x refers to m, m refers to x"},
        {"var x = T.m\ntype T struct{}\nfunc (T) m() int { _ = x; return 1 }",
         "1:5: initialization cycle for x: x refers to m, m refers to x"},
        {"var x I = T{}\ntype I interface{ m() }\ntype T struct{}\nfunc (T) "
         "m() { _ = x }\nvar y = f(x)\nfunc f(I) int { return 1 }",
         NULL},
        {"func f() int { return g() }\nfunc g() int { return f() }\nvar a = "
         "f()",
         NULL},
        {"var a, b = f()\nfunc f() (int, int) { return b, 1 }",
         "1:5: initialization cycle for a: a refers to f, f refers to a"},
    };

    CHECK_PACKAGE(rows);
}

// The names in the order of initialization, parted by blanks.
static void order_of(const char *text, char *out, size_t cap)
{
    struct checked c;
    size_t n = 0;

    check_text(&c, text, 22, true);
    assert_non_null(c.main);
    out[0] = '\0';
    for (size_t i = 0; i < c.main->ninit; i++)
        n += (size_t)snprintf(out + n, cap - n, "%s%s", i > 0 ? " " : "",
                              c.main->init_order[i]->names[0]);
    check_release(&c);
}

TEST(variables_are_initialized_in_the_order_of_their_dependencies)
{
    static const struct {
        const char *code, *order;
    } rows[] = {
        {"var a = 1; var b = 2", "a b"},
        {"var a = b; var b = 2", "b a"},
        {"var a = c + b; var b = f(); var c = 1; func f() int { return c }",
         "c b a"},
        // Go spec: Package initialization.
        {"var x = I(T{}).ab(); var _ = sideEffect(); var a = b; var b = 42\n"
         "type I interface { ab() []int }; type T struct{}\n"
         "func (T) ab() []int { return []int{a, b} }\n"
         "func sideEffect() int { return 1 }",
         "x _ b a"},
        {"var a = T{}.m(); var b = 1; type T struct{}\n"
         "func (T) m() int { return b }",
         "b a"},
        {"var a = T.m; var b = 1; type T struct{}\n"
         "func (T) m() int { return b }",
         "b a"},
        {"var a = f; var b = 1; func f() int { return g() }\n"
         "func g() int { return f() + b }",
         "b a"},
        {"var a = func() int { return b }; var b = 1", "b a"},
        {"var a, b = c, 1; var c = b", "b c a"},
        {"var a, b = f(); var c = 1; func f() (int, int) { return c, c }",
         "c a"},
        {"var a = b; var b int; var c = 1", "a c"},
        {"var a = c; var b int; var c = b; var d = 1", "c a d"},
        {"const k = 1; var a = k", "a"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[1024], order[256];
        snprintf(text, sizeof text, "package main\n%s\nfunc main() {}\n",
                 rows[i].code);
        order_of(text, order, sizeof order);
        assert_string_equal(order, rows[i].order);
    }
}

TEST(a_long_chain_of_variables_is_ordered)
{
    enum { N = 5000 };
    static char text[N * 32], want[N * 8], order[N * 8];
    size_t n = 0, w = 0;

    n += (size_t)sprintf(text, "package main\nfunc main() {}\nvar v0 = 1\n");
    w += (size_t)sprintf(want, "v0");
    for (int i = 1; i < N; i++) {
        n += (size_t)sprintf(text + n, "var v%d = v%d\n", i, i - 1);
        w += (size_t)sprintf(want + w, " v%d", i);
    }
    order_of(text, order, sizeof order);
    assert_string_equal(order, want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(cycles_of_initialization_are_reported),
        RUN(variables_are_initialized_in_the_order_of_their_dependencies),
        RUN(a_long_chain_of_variables_is_ordered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
