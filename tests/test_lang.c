// lang: the front end as one call.
#include "lang/lang.h"

#include <string.h>

#include "lang/prelude.h"
#include "testing.h"

#define PACKAGE(path, name, text)                                              \
    {                                                                          \
        path, name, text, sizeof(text) - 1                                     \
    }

static struct package *check(struct lang *l, struct diag *d,
                             const struct prelude_file *prelude,
                             const char *text)
{
    *d = (struct diag){0};
    lang_init(l, d, 22);
    l->prelude = prelude;
    return lang_check(l, "x.go", text, strlen(text));
}

static void release(struct lang *l, struct diag *d)
{
    lang_release(l);
    diag_release(d);
}

TEST(packages_are_in_the_order_of_their_imports)
{
    static const struct prelude_file prelude[] = {
        PACKAGE("a", "a.go", "package a\nimport \"b\"\nvar X = b.X\n"),
        PACKAGE("b", "b.go", "package b\nimport \"c\"\nvar X = c.X\n"),
        PACKAGE("c", "c.go", "package c\nvar X = 1\n"),
        {NULL, NULL, NULL, 0},
    };
    struct lang l;
    struct diag d;

    struct package *p = check(&l, &d, prelude,
                              "package main\nimport \"c\"\nimport \"a\"\n"
                              "func main() { println(a.X, c.X) }\n");
    assert_non_null(p);
    assert_int_equal(l.npackages, 4);
    assert_string_equal(l.packages[0]->path, "c");
    assert_string_equal(l.packages[1]->path, "b");
    assert_string_equal(l.packages[2]->path, "a");
    assert_ptr_equal(l.packages[3], p);
    assert_ptr_equal(l.main, p);
    assert_true(l.packages[0]->prelude && !p->prelude);
    release(&l, &d);
}

TEST(import_cycles_end)
{
    static const struct prelude_file prelude[] = {
        PACKAGE("a", "a.go", "package a\nimport \"b\"\nvar X = b.X\n"),
        PACKAGE("b", "b.go", "package b\nimport \"a\"\nvar X = a.X\n"),
        {NULL, NULL, NULL, 0},
    };
    struct lang l;
    struct diag d;

    assert_null(check(&l, &d, prelude,
                      "package main\nimport \"a\"\n"
                      "func main() { println(a.X) }\n"));
    assert_string_equal(d.message[0].text, "import cycle not allowed");
    release(&l, &d);
}

TEST(prelude_functions_may_have_no_body)
{
    static const struct prelude_file prelude[] = {
        PACKAGE("a", "a.go", "package a\nfunc F(n int) int\n"),
        {NULL, NULL, NULL, 0},
    };
    struct lang l;
    struct diag d;

    assert_non_null(check(&l, &d, prelude,
                          "package main\nimport \"a\"\n"
                          "func main() { println(a.F(1)) }\n"));
    release(&l, &d);
}

TEST(a_file_that_does_not_parse_is_not_checked)
{
    struct lang l;
    struct diag d;

    assert_null(check(&l, &d, NULL, "package main\nfunc main() { nope( }\n"));
    assert_int_equal(d.nmessage, 1);
    assert_non_null(strstr(d.message[0].text, "syntax error"));
    release(&l, &d);
    assert_null(check(&l, &d, NULL, ""));
    assert_true(d.nerror > 0);
    release(&l, &d);
}

TEST(errors_in_a_prelude_package_are_shown_there)
{
    static const struct prelude_file prelude[] = {
        PACKAGE("a", "a.go", "package a\nvar X int = \"x\"\n"),
        {NULL, NULL, NULL, 0},
    };
    struct lang l;
    struct diag d;

    assert_null(check(&l, &d, prelude,
                      "package main\nimport \"a\"\nfunc main() { a.X = 1 }\n"));
    assert_string_equal(d.source[d.message[0].pos.file].name, "a.go");
    release(&l, &d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(packages_are_in_the_order_of_their_imports),
        RUN(import_cycles_end),
        RUN(prelude_functions_may_have_no_body),
        RUN(a_file_that_does_not_parse_is_not_checked),
        RUN(errors_in_a_prelude_package_are_shown_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
