// types_string: the spellings of types in messages and at run time.
#include "sema_check.h"

// The type of the package variable name.
static struct type *var(struct checked *c, const char *name)
{
    for (size_t i = 0; i < c->main->files[0]->ndecls; i++) {
        struct decl *d = c->main->files[0]->decls[i];
        for (size_t k = 0; d->kind == DECL_VAR && k < d->nnames; k++)
            if (strcmp(d->names[k], name) == 0)
                return d->objs[k]->type;
    }
    fail_msg("no variable %s", name);
    return NULL;
}

static void check_vars(struct checked *c, const char *text)
{
    check_text(c, text, 22, true);
    assert_non_null(c->main);
}

TEST(types_have_two_spellings)
{
    static const struct {
        const char *type, *compiler, *run_time;
    } rows[] = {
        {"byte", "byte", "uint8"},
        {"rune", "rune", "int32"},
        {"any", "any", "interface {}"},
        {"interface{}", "interface{}", "interface {}"},
        {"error", "error", "error"},
        {"T", "T", "main.T"},
        {"time.Duration", "time.Duration", "time.Duration"},
        {"[]*T", "[]*T", "[]*main.T"},
        {"[3]int", "[3]int", "[3]int"},
        {"map[string]T", "map[string]T", "map[string]main.T"},
        {"chan (<-chan int)", "chan (<-chan int)", "chan (<-chan int)"},
        {"chan<- T", "chan<- T", "chan<- main.T"},
        {"func(a int, b ...T) error", "func(a int, b ...T) error",
         "func(int, ...main.T) error"},
        {"func() (int, T)", "func() (int, T)", "func() (int, main.T)"},
        {"func() (n int)", "func() (n int)", "func() int"},
        {"struct{ x, y int; T }", "struct{x int; y int; T}",
         "struct { x int; y int; main.T }"},
        {"struct{}", "struct{}", "struct {}"},
        {"struct{ x int `a` }", "struct{x int \"a\"}",
         "struct { x int \"a\" }"},
        {"interface{ b(); a(x int) T }", "interface{a(x int) T; b()}",
         "interface { a(int) main.T; b() }"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct checked c;
        char text[512], out[256];
        snprintf(text, sizeof text,
                 "package main\nimport \"time\"\nvar _ time.Duration\n"
                 "type T int\nvar a %s\nfunc main() {}\n",
                 rows[i].type);
        check_vars(&c, text);
        type_format(out, sizeof out, var(&c, "a"), c.main);
        assert_string_equal(out, rows[i].compiler);
        assert_string_equal(type_string(&c.lang.arena, var(&c, "a")),
                            rows[i].run_time);
        check_release(&c);
    }
}

TEST(long_spellings_are_cut_at_whole_characters)
{
    struct checked c;
    char out[12];

    check_vars(&c, "package main\ntype äöüäöü struct{}\nvar a []äöüäöü\n"
                   "func main() {}\n");
    type_format(out, sizeof out, var(&c, "a"), c.main);
    assert_string_equal(out, "[]äöü…");
    check_release(&c);
}

TEST(spellings_of_interfaces_that_contain_themselves_end)
{
    struct checked c;

    check_vars(&c, "package main\ntype T interface{ m() T }\n"
                   "var a interface{ m() interface{ m() T } }\n"
                   "func main() {}\n");
    assert_string_equal(type_string(&c.lang.arena, var(&c, "a")),
                        "interface { m() interface { m() main.T } }");
    check_release(&c);
}

TEST(methods_are_written_without_names_of_parameters)
{
    struct checked c;
    char out[64];

    check_vars(&c, "package main\ntype T int\n"
                   "var a func(x int, y T) (n int, err error)\n"
                   "func main() {}\n");
    type_format_method(out, sizeof out, "M", var(&c, "a"), c.main);
    assert_string_equal(out, "M(int, T) (int, error)");
    check_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(types_have_two_spellings),
        RUN(long_spellings_are_cut_at_whole_characters),
        RUN(spellings_of_interfaces_that_contain_themselves_end),
        RUN(methods_are_written_without_names_of_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
