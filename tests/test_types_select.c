// types_select: what a selector finds.
#include "sema_check.h"

static const char text[] = "package main\n"
                           "import \"time\"\n"
                           "type A struct { a, both int }\n"
                           "func (A) Val() {}\n"
                           "func (*A) Ptr() {}\n"
                           "type B struct { b, both int }\n"
                           "func (B) Twice() {}\n"
                           "type I interface { Z(); Call() }\n"
                           "type C struct { A; *B; I; own int }\n"
                           "func (C) Twice() {}\n"
                           "type P *C\n"
                           "type R struct { *R; r int }\n"
                           "type D struct { time.Time }\n"
                           "func main() {}\n";

static struct type *named(struct checked *c, const char *name)
{
    for (size_t i = 0; i < c->main->files[0]->ndecls; i++) {
        struct decl *d = c->main->files[0]->decls[i];
        if (d->kind == DECL_TYPE && strcmp(d->names[0], name) == 0)
            return d->objs[0]->type;
    }
    fail_msg("no type %s", name);
    return NULL;
}

TEST(selectors_go_through_embedded_fields)
{
    static const struct {
        const char *type, *name;
        int kind;
        size_t npath;
        bool indirect;
    } rows[] = {
        {"A", "a", SELECTION_FIELD, 1, false},
        {"A", "Val", SELECTION_METHOD, 0, false},
        {"A", "Ptr", SELECTION_METHOD, 0, false},
        {"A", "b", SELECTION_NONE, 0, false},
        {"A", "_", SELECTION_NONE, 0, false},
        {"C", "own", SELECTION_FIELD, 1, false},
        {"C", "A", SELECTION_FIELD, 1, false},
        {"C", "a", SELECTION_FIELD, 2, false},
        {"C", "b", SELECTION_FIELD, 2, true},
        {"C", "both", SELECTION_AMBIGUOUS, 0, false},
        {"C", "Val", SELECTION_METHOD, 1, false},
        {"C", "Twice", SELECTION_METHOD, 0, false},
        {"C", "Call", SELECTION_INTERFACE, 1, false},
        {"I", "Z", SELECTION_INTERFACE, 0, false},
        {"P", "own", SELECTION_FIELD, 1, true},
        {"P", "Val", SELECTION_NONE, 0, false},
        {"R", "r", SELECTION_FIELD, 1, false},
        {"R", "nope", SELECTION_NONE, 0, false},
        {"D", "String", SELECTION_NONE, 0, false},
        {"D", "ns", SELECTION_NONE, 0, false},
    };
    struct checked c;

    check_text(&c, text, 22, true);
    assert_non_null(c.main);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *name = strtab_cstr(&c.lang.names, rows[i].name);
        struct type_selection s =
            type_select(named(&c, rows[i].type), name, c.main, false);
        assert_int_equal(s.kind, rows[i].kind);
        if (s.kind == SELECTION_NONE || s.kind == SELECTION_AMBIGUOUS)
            continue;
        assert_int_equal(s.npath, rows[i].npath);
        assert_int_equal(s.indirect, rows[i].indirect);
    }
    check_release(&c);
}

TEST(interface_methods_are_numbered_by_name)
{
    struct checked c;

    check_text(&c, text, 22, true);
    const char *call = strtab_cstr(&c.lang.names, "Call");
    const char *z = strtab_cstr(&c.lang.names, "Z");
    assert_int_equal(type_select(named(&c, "I"), call, c.main, false).index, 0);
    assert_int_equal(type_select(named(&c, "I"), z, c.main, false).index, 1);
    assert_null(type_method(named(&c, "I"), call));
    assert_non_null(
        type_method(named(&c, "A"), strtab_cstr(&c.lang.names, "Ptr")));
    check_release(&c);
}

TEST(folding_finds_names_of_other_case)
{
    struct checked c;

    check_text(&c, text, 22, true);
    const char *val = strtab_cstr(&c.lang.names, "vAL");
    assert_int_equal(type_select(named(&c, "A"), val, c.main, false).kind,
                     SELECTION_NONE);
    assert_int_equal(type_select(named(&c, "A"), val, c.main, true).kind,
                     SELECTION_METHOD);
    check_release(&c);
}

TEST(many_fields_and_methods_are_found_by_an_index)
{
    enum { N = 40 };
    static char many[8192];
    struct checked c;
    size_t n = 0;

    n += (size_t)sprintf(many, "package main\nfunc main() {}\n"
                               "type T struct {\n");
    for (int i = 0; i < N; i++)
        n += (size_t)sprintf(many + n, "f%d int\n", i);
    n += (size_t)sprintf(many + n, "}\n");
    for (int i = 0; i < N; i++)
        n += (size_t)sprintf(many + n, "func (T) m%d() {}\n", i);
    check_text(&c, many, 22, false);
    struct type *t = named(&c, "T");
    assert_non_null(t->slots);
    assert_non_null(t->underlying->slots);
    for (int i = 0; i < N; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%d", i);
        struct type_selection s =
            type_select(t, strtab_cstr(&c.lang.names, name), c.main, false);
        assert_int_equal(s.kind, SELECTION_FIELD);
        assert_int_equal(s.path[0], i);
        snprintf(name, sizeof name, "m%d", i);
        struct object *m = type_method(t, strtab_cstr(&c.lang.names, name));
        assert_string_equal(m->name, name);
    }
    assert_null(type_method(t, strtab_cstr(&c.lang.names, "m40")));
    check_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(selectors_go_through_embedded_fields),
        RUN(interface_methods_are_numbered_by_name),
        RUN(folding_finds_names_of_other_case),
        RUN(many_fields_and_methods_are_found_by_an_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
