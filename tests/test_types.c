// types: identity, size, comparability.
#include "lang/types.h"

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

TEST(types_are_identical_part_by_part)
{
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        {"int", "int", true},
        {"byte", "uint8", true},
        {"rune", "int32", true},
        {"int", "int64", false},
        {"T", "T", true},
        {"T", "int", false},
        {"A", "T", true},
        {"*T", "*T", true},
        {"*T", "*int", false},
        {"[]int", "[]int", true},
        {"[2]int", "[2]int", true},
        {"[2]int", "[3]int", false},
        {"map[string]int", "map[string]int", true},
        {"map[string]int", "map[int]int", false},
        {"chan int", "chan int", true},
        {"chan int", "chan<- int", false},
        {"func(int) string", "func(x int) (s string)", true},
        {"func(...int)", "func([]int)", false},
        {"func(int)", "func(int) int", false},
        {"struct{ x int }", "struct{ x int }", true},
        {"struct{ x int }", "struct{ y int }", false},
        {"struct{ x int }", "struct{ x, y int }", false},
        {"struct{ x int `a` }", "struct{ x int }", false},
        {"struct{ T }", "struct{ T T }", false},
        {"interface{ a(); b() }", "interface{ b(); a() }", true},
        {"interface{ a() }", "interface{ a() int }", false},
        {"interface{}", "any", true},
        {"interface{ I; b() }", "interface{ a(); b() }", true},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct checked c;
        char text[512];
        snprintf(text, sizeof text,
                 "package main\ntype T int\ntype A = T\n"
                 "type I interface{ a() }\nvar a %s\nvar b %s\n"
                 "func main() {}\n",
                 rows[i].a, rows[i].b);
        check_vars(&c, text);
        assert_int_equal(type_identical(var(&c, "a"), var(&c, "b")),
                         rows[i].same);
        assert_int_equal(type_identical(var(&c, "b"), var(&c, "a")),
                         rows[i].same);
        check_release(&c);
    }
}

TEST(tags_can_be_ignored)
{
    struct checked c;

    check_vars(&c, "package main\nvar a struct{ x int `a` }\n"
                   "var b struct{ x int }\nfunc main() {}\n");
    assert_false(type_identical(var(&c, "a"), var(&c, "b")));
    assert_true(type_identical_no_tags(var(&c, "a"), var(&c, "b")));
    check_release(&c);
}

TEST(sizes_are_those_of_amd64)
{
    static const struct {
        const char *type;
        int size;
        bool comparable;
    } rows[] = {
        {"bool", 1, true},
        {"int", 8, true},
        {"float32", 4, true},
        {"string", 16, true},
        {"[]int", 24, false},
        {"any", 16, true},
        {"*int", 8, true},
        {"func()", 8, false},
        {"map[int]int", 8, false},
        {"chan int", 8, true},
        {"struct{}", 0, true},
        {"struct{ a byte; b int }", 16, true},
        {"struct{ a int; b byte }", 16, true},
        {"struct{ a byte; b, c int16 }", 6, true},
        {"struct{ a int; b struct{} }", 16, true},
        {"struct{ a []int }", 24, false},
        {"[3]int16", 6, true},
        {"[0]int", 0, true},
        {"[2][]int", 48, false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct checked c;
        char text[256];
        snprintf(text, sizeof text, "package main\nvar a %s\nfunc main() {}\n",
                 rows[i].type);
        check_vars(&c, text);
        struct type *t = var(&c, "a");
        assert_true(type_layout(t));
        assert_int_equal(t->size, rows[i].size);
        assert_int_equal(type_comparable(t), rows[i].comparable);
        check_release(&c);
    }
}

TEST(exported_names_begin_with_an_upper_case_letter)
{
    assert_true(name_is_exported("A"));
    assert_true(name_is_exported("Ärger"));
    assert_true(name_is_exported("Ω"));
    assert_false(name_is_exported("a"));
    assert_false(name_is_exported("_A"));
    assert_false(name_is_exported("ä"));
    assert_false(name_is_exported("世"));
}

TEST(an_incomplete_type_has_an_invalid_underlying_type)
{
    struct type t = {.kind = TYPE_NAMED};

    assert_int_equal(type_underlying(&t)->kind, TYPE_INVALID);
    assert_true(type_layout(&t));
    assert_int_equal(t.layout, LAYOUT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(types_are_identical_part_by_part),
        RUN(tags_can_be_ignored),
        RUN(sizes_are_those_of_amd64),
        RUN(exported_names_begin_with_an_upper_case_letter),
        RUN(an_incomplete_type_has_an_invalid_underlying_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
