// universe: predeclared names and scopes.
#include "lang/universe.h"

#include <stdio.h>
#include <string.h>

#include "testing.h"

struct fixture {
    struct diag diag;
    struct lang lang;
};

static void setup(struct fixture *f)
{
    *f = (struct fixture){0};
    lang_init(&f->lang, &f->diag, 22);
}

static void release(struct fixture *f)
{
    lang_release(&f->lang);
    diag_release(&f->diag);
}

TEST(predeclared_names_are_there)
{
    static const struct {
        const char *name;
        enum object_kind kind;
    } rows[] = {
        {"int", OBJ_TYPE},        {"byte", OBJ_TYPE},   {"any", OBJ_TYPE},
        {"error", OBJ_TYPE},      {"true", OBJ_CONST},  {"iota", OBJ_CONST},
        {"nil", OBJ_NIL},         {"len", OBJ_BUILTIN}, {"min", OBJ_BUILTIN},
        {"recover", OBJ_BUILTIN},
    };
    struct fixture f;

    setup(&f);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct object *obj = scope_find(
            f.lang.universe, strtab_cstr(&f.lang.names, rows[i].name));
        assert_non_null(obj);
        assert_int_equal(obj->kind, rows[i].kind);
        assert_null(obj->package);
    }
    assert_null(
        scope_find(f.lang.universe, strtab_cstr(&f.lang.names, "append2")));
    release(&f);
}

TEST(byte_and_rune_are_other_names_for_types)
{
    struct fixture f;

    setup(&f);
    struct universe *u = universe_of(&f.lang);
    assert_true(type_identical(u->byte_type, u->types[TYPE_UINT8]));
    assert_true(type_identical(u->rune_type, u->types[TYPE_INT32]));
    assert_true(type_identical(u->any, u->empty_interface));
    assert_ptr_not_equal(u->byte_type, u->types[TYPE_UINT8]);
    release(&f);
}

TEST(a_scope_holds_many_names_and_refuses_a_second_one)
{
    enum { N = 1000 };
    struct fixture f;
    char name[16];

    setup(&f);
    struct scope *s = scope_new(&f.lang.arena, f.lang.universe);
    assert_null(scope_find(s, strtab_cstr(&f.lang.names, "n0")));
    for (int i = 0; i < N; i++) {
        struct object *obj = arena_new(&f.lang.arena, struct object);
        snprintf(name, sizeof name, "n%d", i);
        obj->name = strtab_cstr(&f.lang.names, name);
        assert_null(scope_insert(&f.lang.arena, s, obj));
        assert_ptr_equal(scope_insert(&f.lang.arena, s, obj), obj);
    }
    for (int i = 0; i < N; i++) {
        snprintf(name, sizeof name, "n%d", i);
        assert_non_null(scope_find(s, strtab_cstr(&f.lang.names, name)));
    }
    assert_null(scope_find(s, strtab_cstr(&f.lang.names, "n1000")));
    assert_int_equal(s->n, N);
    release(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(predeclared_names_are_there),
        RUN(byte_and_rune_are_other_names_for_types),
        RUN(a_scope_holds_many_names_and_refuses_a_second_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
