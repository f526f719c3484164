// sema: packages and imports, and what the checker notes on the tree for emit.
#include "lang/sema.h"

#include "sema_check.h"

TEST(imports_are_found_and_must_be_used)
{
    static const struct check_row rows[] = {
        {"package main\nimport \"time\"\nfunc main() { time.Sleep(1) }", NULL},
        {"package main\nimport \"time\"\nfunc main() {}",
         "2:8: \"time\" imported and not used"},
        {"package main\nimport t \"time\"\nfunc main() {}",
         "2:8: \"time\" imported as t and not used"},
        {"package main\nimport _ \"time\"\nfunc main() {}", NULL},
        {"package main\nimport \"math/rand\"\nfunc main() { rand.Intn(1) }",
         NULL},
        {"package main\nimport . \"time\"\nfunc main() { Sleep(Second) }",
         NULL},
        {"package main\nimport . \"time\"\nfunc main() {}",
         "2:8: \"time\" imported and not used"},
        {"package main\nimport . \"time\"\nfunc main() { now() }",
         "2:8: \"time\" imported and not used\n3:15: undefined: now"},
        {"package main\nimport \"time\"\nimport \"time\"\n"
         "func main() { time.Sleep(1) }",
         "3:8: time redeclared in this block: other declaration of time"},
        {"package main\nimport \"time\"\nvar time int\nfunc main() {}",
         "2:8: \"time\" imported and not used\n"
         "3:5: time already declared through import of "
         "package time (\"time\"): other declaration of time"},
        {"package main\nimport \"time\"\nfunc main() { _ = time }",
         "2:8: \"time\" imported and not used\n"
         "3:19: use of package time not in selector"},
        {"package main\nimport \"time\"\nfunc main() { time.NoSuch() }",
         "3:20: undefined: time.NoSuch"},
        {"package main\nimport \"time\"\nfunc main() { time.sleep(1) }",
         "3:20: undefined: time.sleep (but have Sleep)"},
        {"package main\nimport \"time\"\nfunc main() { time.now() }",
         "3:20: undefined: time.now (but have Now)"},
        {"package main\nimport \"time\"\nfunc main() { var t time.Time\n"
         "_ = t.ns }",
         "4:7: t.ns undefined (cannot refer to unexported field ns)"},
        {"package main\nimport \"time\"\nfunc main() { _ = time.Time{1} }",
         "3:29: implicit assignment to unexported field ns in struct literal "
         "of type time.Time"},
        {"package main\nimport \"time\"\nfunc main() { var d time.Duration\n"
         "d = 1 << 63; var n int = d }",
         "4:5: cannot use 1 << 63 (untyped int constant 9223372036854775808) "
         "as time.Duration value in assignment (overflows)\n"
         "4:26: cannot use d (variable of int64 type time.Duration) as int "
         "value in variable declaration"},
        {"package main\nimport \"time\"\nfunc (time.Duration) f() {}\n"
         "func main() {}",
         "3:7: cannot define new methods on non-local type time.Duration"},
        {"package main\nimport \"sync\"\n"
         "func main() { var m sync.Mutex; m.Lock(); sync.Mutex{}.Lock() }",
         "3:56: cannot call pointer method Lock on sync.Mutex"},
    };

    CHECK_FILES(rows);
}

TEST(a_missing_package_is_reported_once)
{
    static const struct check_row rows[] = {
        {"package main\nimport \"net/url\"\nfunc main() { _ = url.Parse }",
         "2:8: import \"net/url\" is not supported (not in the subset)"},
        {"package main\nimport \"context\"\nfunc main() {}",
         "2:8: import \"context\" is not supported yet (level S2)"},
        {"package main\nimport \"C\"\nfunc main() { C.f() }",
         "2:8: import \"C\" is not supported (no cgo)"},
        {"package main\nimport \"unsafe\"\nvar p unsafe.Pointer\n"
         "func main() {}",
         "2:8: import \"unsafe\" is not supported (not in the subset)"},
        {"package main\nimport \"../x\"\nfunc main() {}",
         "2:8: invalid import path: \"../x\" (no files are imported)"},
        {"package main\nimport \"example.org/x\"\nfunc main() {}",
         "2:8: import \"example.org/x\" is not supported (no such package "
         "here)"},
    };

    CHECK_FILES(rows);
}

TEST(a_program_is_package_main_with_a_main)
{
    static const struct check_row rows[] = {
        {"package main\nfunc main() {}", NULL},
        {"package x\nfunc main() {}",
         "1:9: package x is not a program: a workload is package main"},
        {"package main\nfunc f() {}",
         "1:9: function main is undeclared in the main package"},
        {"package main\nfunc f()\nfunc main() {}",
         "2:6: missing function body"},
        {"package main\nfunc init()\nfunc main() {}",
         "2:6: func init must have a body"},
    };

    CHECK_FILES(rows);
}

TEST(messages_are_few_and_in_order)
{
    static char text[20000];
    struct checked c;
    size_t n = (size_t)sprintf(text, "package main\nfunc main() {\n");

    for (int i = 0; i < 500; i++)
        n += (size_t)sprintf(text + n, "u%d()\n", i);
    sprintf(text + n, "}\n");
    check_text(&c, text, 22, false);
    assert_int_equal(c.diag.nmessage, DIAG_ERRORS_MAX);
    assert_int_equal(c.diag.nerror, 500);
    assert_string_equal(c.diag.message[0].text, "undefined: u0");
    assert_string_equal(c.diag.message[9].text, "undefined: u9");
    check_release(&c);
}

TEST(an_error_is_not_followed_by_others_that_come_from_it)
{
    static const struct check_row rows[] = {
        {"v := nope\nv.x()\nv++\n_ = v + 1", "1:6: undefined: nope"},
        {"var v nope\nv.x()\nfor range v {\n}", "1:7: undefined: nope"},
        {"v, w := nope()\nv.x(w)", "1:9: undefined: nope"},
        {"fn := func(n nope) {}\nfn(1)", "1:14: undefined: nope"},
        {"l := []nope{1}\n_ = l[0].x", "1:8: undefined: nope"},
        {"type L struct { n nope }\nvar l L\nl.n.x()", "1:19: undefined: nope"},
        {"for _, v := range nope {\nv.x()\n}", "1:19: undefined: nope"},
        {"switch v := nope.(type) {\ndefault:\nv.x()\n}",
         "1:13: undefined: nope"},
        {"const c = nope\nvar _ [c]int\n_ = c + 1", "1:11: undefined: nope"},
    };

    CHECK_CODE(rows);
}

// ---- notes for emit ----

// The function named name, NULL when there is none.
static struct func_decl *func(struct checked *c, const char *name)
{
    for (size_t i = 0; i < c->main->nfuncs; i++)
        if (strcmp(c->main->funcs[i]->name, name) == 0)
            return c->main->funcs[i];
    return NULL;
}

// The function literal that is called in statement i of f: func() { … }().
static struct func_decl *literal(struct func_decl *f, size_t i)
{
    struct stmt *st = f->body->v[i];

    assert_true(st->kind == ST_EXPR || st->kind == ST_GO ||
                st->kind == ST_DEFER);
    assert_int_equal(st->x->x->kind, EX_FUNC);
    return st->x->x->func;
}

static struct object *local(struct func_decl *f, size_t i)
{
    struct stmt *st = f->body->v[i];

    if (st->kind == ST_DECL)
        return st->decl->objs[0];
    assert_int_equal(st->kind, ST_ASSIGN);
    return st->defs[0];
}

TEST(literals_are_numbered_as_go_names_them)
{
    struct checked c;

    check_text(&c,
               "package main\n"
               "var v = func() int { return 1 }()\n"
               "func main() {\n"
               "func() { func() {}(); func() {}() }()\n"
               "func() { func() {}() }()\n"
               "}\n",
               22, false);
    struct func_decl *f = func(&c, "main");
    struct func_decl *a = literal(f, 0), *b = literal(f, 1);
    assert_int_equal(f->nliterals, 2);
    assert_int_equal(a->literal_no, 1);
    assert_int_equal(b->literal_no, 2);
    assert_ptr_equal(a->outer, f);
    assert_int_equal(literal(a, 1)->literal_no, 2);
    assert_int_equal(literal(b, 0)->literal_no, 1);
    assert_ptr_equal(literal(b, 0)->outer, b);
    struct func_decl *global = c.main->init_order[0]->values.v[0]->x->func;
    assert_null(global->outer);
    assert_int_equal(global->literal_no, 1);
    check_release(&c);
}

TEST(literals_between_capture_too)
{
    struct checked c;

    check_text(&c,
               "package main\n"
               "func main() {\n"
               "x := 1\n"
               "y := 2\n"
               "z := 3\n"
               "func() { func() { x++; y++ }(); x++ }()\n"
               "_ = z\n"
               "}\n",
               22, false);
    struct func_decl *f = func(&c, "main"), *a = literal(f, 3);
    struct func_decl *b = literal(a, 0);
    assert_int_equal(f->ncaptures, 0);
    assert_int_equal(a->ncaptures, 2);
    assert_int_equal(b->ncaptures, 2);
    assert_ptr_equal(b->captures[0], local(f, 0));
    assert_ptr_equal(b->captures[1], local(f, 1));
    assert_true(local(f, 0)->captured);
    assert_false(local(f, 2)->captured);
    assert_ptr_equal(local(f, 0)->func, f);
    check_release(&c);
}

TEST(variables_know_what_is_done_to_them)
{
    static const struct {
        const char *code; // uses v
        bool reassigned, addr_taken;
    } rows[] = {
        {"v := T{}; _ = v", false, false},
        {"v := T{}; v = T{}", true, false},
        {"v := T{}; v.x = 1", true, false},
        {"v := &T{}; v.x = 1", false, false},
        {"v := [2]int{}; v[0] = 1", true, false},
        {"v := []int{1}; v[0] = 1", false, false},
        {"v := 1; v++", true, false},
        {"v := 1; v += 2", true, false},
        {"v := 1; v, w := 2, 3; _ = w", true, false},
        {"v := 1; for v = range s { }", true, false},
        {"v := 1; select { case v = <-c: }", true, false},
        {"v := 1; _ = &v", false, true},
        {"v := T{}; _ = &v.x", false, true},
        {"v := T{}; _ = &(v)", false, true},
        {"v := &T{}; _ = &v.x", false, false},
        {"v := T{}; v.ptr()", false, true},
        {"v := T{}; _ = v.ptr", false, true},
        {"v := T{}; v.val()", false, false},
        {"v := &T{}; v.ptr()", false, false},
        {"v := [2]int{}; _ = v[:]", false, true},
        {"v := []int{1}; _ = v[:]", false, false},
        {"v := [2]T{}; v[1].ptr()", false, true},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct checked c;
        char text[512];
        snprintf(text, sizeof text,
                 "package main\ntype T struct { x int }\n"
                 "func (t *T) ptr() {}\nfunc (t T) val() {}\n"
                 "var s []int; var c chan int\n"
                 "func main() { %s\n_ = v }\n",
                 rows[i].code);
        check_text(&c, text, 22, true);
        assert_non_null(c.main);
        struct object *v = local(func(&c, "main"), 0);
        assert_int_equal(v->reassigned, rows[i].reassigned);
        assert_int_equal(v->addr_taken, rows[i].addr_taken);
        check_release(&c);
    }
}

TEST(loops_know_their_variables)
{
    struct checked c;

    check_text(&c,
               "package main\n"
               "func main() {\n"
               "for i, _, j := 0, 1, 2; i < j; i++ { k := i; _ = k }\n"
               "for i, v := range []int{1} { _, _ = i, v }\n"
               "for _, v := range []int{1} { _ = v }\n"
               "}\n",
               22, false);
    struct block *b = func(&c, "main")->body;
    assert_int_equal(b->v[0]->nloop_vars, 2);
    assert_string_equal(b->v[0]->loop_vars[1]->name, "j");
    assert_true(b->v[0]->loop_vars[0]->loop_var);
    assert_false(b->v[0]->body.v[0]->defs[0]->loop_var);
    assert_true(b->v[1]->defs[0]->loop_var && b->v[1]->defs[1]->loop_var);
    assert_null(b->v[2]->defs[0]);
    assert_string_equal(b->v[2]->defs[1]->name, "v");
    check_release(&c);
}

TEST(functions_know_their_defers_and_recovers)
{
    struct checked c;

    check_text(&c,
               "package main\n"
               "func a() { defer main() }\n"
               "func b() { func() { defer main() }() }\n"
               "func d() { recover() }\n"
               "func e() { defer recover() }\n"
               "func main() {}\n",
               22, false);
    assert_true(func(&c, "a")->has_defer && !func(&c, "a")->has_recover);
    assert_false(func(&c, "b")->has_defer);
    assert_true(literal(func(&c, "b"), 0)->has_defer);
    assert_true(func(&c, "d")->has_recover && !func(&c, "d")->has_defer);
    assert_true(func(&c, "e")->has_recover && func(&c, "e")->has_defer);
    check_release(&c);
}

TEST(every_parameter_has_an_object)
{
    struct checked c;

    check_text(&c,
               "package main\n"
               "type T int\n"
               "func (T) f(int, string) (error, bool) { return nil, true }\n"
               "func g(_ int, a, b string) (c int) { return }\n"
               "func main() {}\n",
               22, false);
    struct func_decl *f = func(&c, "f"), *g = func(&c, "g");
    assert_non_null(f->recv->obj);
    assert_true(f->sig.params.v[1].obj->is_param);
    assert_null(f->sig.params.v[1].obj->name);
    assert_true(f->sig.results.v[1].obj->is_result);
    assert_ptr_equal(f->sig.results.v[1].obj->func, f);
    assert_non_null(g->sig.params.v[0].obj);
    assert_string_equal(g->sig.params.v[2].obj->name, "b");
    assert_int_equal(g->sig.params.v[2].obj->type->kind, TYPE_STRING);
    assert_string_equal(f->obj->recv->obj->name, "T");
    assert_false(f->obj->ptr_recv);
    check_release(&c);
}

// The right side of the first statement of main.
static struct expr *value(struct checked *c)
{
    return func(c, "main")->body->v[0]->rhs.v[0];
}

TEST(expressions_get_their_final_types)
{
    static const struct {
        const char *code;
        int mode, kind;
    } rows[] = {
        {"v := 1", MODE_CONST, TYPE_INT},
        {"v := 'a'", MODE_CONST, TYPE_INT32},
        {"v := 1.0", MODE_CONST, TYPE_FLOAT64},
        {"v := \"a\"", MODE_CONST, TYPE_STRING},
        {"v := s == nil", MODE_VALUE, TYPE_BOOL},
        {"v := 1 == 2", MODE_CONST, TYPE_BOOL},
        {"v := 1 << n", MODE_VALUE, TYPE_INT},
        {"v := u + 1<<n", MODE_VALUE, TYPE_UINT8},
        {"v := <-c", MODE_COMMAOK, TYPE_INT},
        {"v, ok := <-c; _ = ok", MODE_TUPLE, TYPE_TUPLE},
        {"v, ok := (<-c); _ = ok", MODE_TUPLE, TYPE_TUPLE},
        {"v, ok := x.(int); _ = ok", MODE_TUPLE, TYPE_TUPLE},
        {"v, ok := m[1]; _ = ok", MODE_TUPLE, TYPE_TUPLE},
        {"v := m[1]", MODE_COMMAOK, TYPE_INT},
        {"v, w := two(); _ = w", MODE_TUPLE, TYPE_TUPLE},
        {"v := s[0]", MODE_VAR, TYPE_INT},
        {"v := \"abc\"[0]", MODE_VALUE, TYPE_UINT8},
        {"v := len(s)", MODE_VALUE, TYPE_INT},
        {"v := len(\"abc\")", MODE_CONST, TYPE_INT},
        {"v := uint8(3)", MODE_CONST, TYPE_UINT8},
        {"v := any(1)", MODE_VALUE, TYPE_INTERFACE},
        {"var v any; v = nil", MODE_NIL, TYPE_INTERFACE},
        {"var v []int; v = nil", MODE_NIL, TYPE_SLICE},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct checked c;
        char text[512];
        bool second = strncmp(rows[i].code, "var", 3) == 0;
        snprintf(text, sizeof text,
                 "package main\n"
                 "var s []int; var n int; var u uint8; var c chan int\n"
                 "var x any; var m map[int]int\n"
                 "func two() (int, int) { return 1, 2 }\n"
                 "func main() { %s; _ = v }\n",
                 rows[i].code);
        check_text(&c, text, 22, true);
        assert_non_null(c.main);
        struct expr *e =
            second ? func(&c, "main")->body->v[1]->rhs.v[0] : value(&c);
        assert_int_equal(e->mode, rows[i].mode);
        assert_int_equal(e->type->kind, rows[i].kind);
        check_release(&c);
    }
}

TEST(the_second_value_has_the_type_of_its_variable)
{
    struct checked c;

    check_text(&c,
               "package main\ntype B bool\nvar ch chan int\n"
               "func main() { var b B; _, b = <-ch; _ = b }\n",
               22, false);
    struct expr *e = func(&c, "main")->body->v[1]->rhs.v[0];
    assert_int_equal(e->mode, MODE_TUPLE);
    assert_int_equal(e->type->nparams, 2);
    assert_string_equal(e->type->params[1]->obj->name, "B");
    check_release(&c);
}

TEST(selectors_say_what_they_select)
{
    static const struct {
        const char *code;
        int select;
        bool addr, deref;
    } rows[] = {
        {"_ = v.x", SELECT_FIELD, false, false},
        {"_ = v.val", SELECT_METHOD, false, false},
        {"_ = v.ptr", SELECT_METHOD, true, false},
        {"_ = p.val", SELECT_METHOD, false, true},
        {"_ = p.ptr", SELECT_METHOD, false, false},
        {"_ = i.val", SELECT_INTERFACE, false, false},
        {"_ = T.val", SELECT_METHOD_EXPR, false, false},
        {"_ = (*T).val", SELECT_METHOD_EXPR, false, true},
        {"_ = (*T).ptr", SELECT_METHOD_EXPR, false, false},
        {"_ = I.val", SELECT_METHOD_EXPR, false, false},
        {"_ = time.Second", SELECT_PACKAGE, false, false},
        {"_ = e.val", SELECT_METHOD, false, false},
        {"_ = e.ptr", SELECT_METHOD, true, false},
        {"_ = f.val", SELECT_METHOD, false, true},
        {"_ = f.ptr", SELECT_METHOD, false, false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct checked c;
        char text[512];
        snprintf(text, sizeof text,
                 "package main\nimport \"time\"\nvar _ time.Duration\n"
                 "type T struct { x int }\n"
                 "func (t *T) ptr() {}\nfunc (t T) val() {}\n"
                 "type I interface { val() }\n"
                 "type E struct { n int; T }\ntype F struct { *T }\n"
                 "var v T; var p *T; var i I; var e E; var f F\n"
                 "func main() { %s }\n",
                 rows[i].code);
        check_text(&c, text, 22, true);
        assert_non_null(c.main);
        struct expr *e = value(&c);
        assert_int_equal(e->select, rows[i].select);
        assert_int_equal(e->recv_addr, rows[i].addr);
        assert_int_equal(e->recv_deref, rows[i].deref);
        check_release(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(imports_are_found_and_must_be_used),
        RUN(a_missing_package_is_reported_once),
        RUN(a_program_is_package_main_with_a_main),
        RUN(messages_are_few_and_in_order),
        RUN(an_error_is_not_followed_by_others_that_come_from_it),
        RUN(literals_are_numbered_as_go_names_them),
        RUN(literals_between_capture_too),
        RUN(variables_know_what_is_done_to_them),
        RUN(loops_know_their_variables),
        RUN(functions_know_their_defers_and_recovers),
        RUN(every_parameter_has_an_object),
        RUN(expressions_get_their_final_types),
        RUN(the_second_value_has_the_type_of_its_variable),
        RUN(selectors_say_what_they_select),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
