// emit: what the code looks like. That it does the right thing is shown by the
// programs in tests/lang; here are the things that programs cannot see: how
// many instructions a loop takes, where variables live, positions, tables,
// refusals.
#include "lang/emit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "testing.h"

// Compiles a program of package main; the front end's memory is gone when this
// returns. NULL when there were errors: the first one is in error.
static char error[256];

static struct code *compile_as(const char *text, int go_minor)
{
    struct diag d = {0};
    struct lang l = {0};
    struct code *c = NULL;

    lang_init(&l, &d, go_minor);
    struct package *p = lang_check(&l, "test.go", text, strlen(text));
    if (p != NULL)
        c = emit_program(&l, p);
    error[0] = '\0';
    if (d.nmessage > 0)
        snprintf(error, sizeof error, "%u: %s", d.message[0].pos.line,
                 d.message[0].text);
    lang_release(&l);
    diag_release(&d);
    return c;
}

static struct code *compile(const char *text)
{
    struct code *c = compile_as(text, 22);

    if (c == NULL)
        fail_msg("not compiled: %s", error);
    return c;
}

static const struct func *find(const struct code *c, const char *name)
{
    for (uint32_t i = 0; i < c->nfuncs; i++)
        if (strcmp(c->funcs[i]->name, name) == 0)
            return c->funcs[i];
    return NULL;
}

static const struct func *func_of(const struct code *c, const char *name)
{
    const struct func *f = find(c, name);

    if (f == NULL)
        fail_msg("no function %s", name);
    return f;
}

static uint32_t count_op(const struct func *f, enum opcode op)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < f->ncode; i += code_slots(&f->code[i]))
        n += f->code[i].op == op;
    return n;
}

// Instructions of the innermost loop of f: from the target of the first
// backward jump to it.
static uint32_t loop_length(const struct func *f)
{
    for (uint32_t i = 0; i < f->ncode; i += code_slots(&f->code[i])) {
        const union instr *in = &f->code[i];
        const struct opinfo *info = &opinfo[in->op];
        int64_t distance = 0;
        if (info->abc[1] == 'L')
            distance = in->bc;
        else if (info->ext[0] == 'L')
            distance = in[1].lo;
        if (distance >= 0)
            continue;
        int64_t to = (int64_t)i + code_slots(in) + distance;
        uint32_t n = 0;
        for (uint32_t k = (uint32_t)to; k <= i; k += code_slots(&f->code[k]))
            n++;
        return n;
    }
    fail_msg("%s has no loop", f->name);
    return 0;
}

// func f with the body, and what main needs to reach it.
static struct code *compile_func(const char *signature, const char *body)
{
    char *text = xasprintf("package main\n"
                           "type pt struct{ x, y int }\n"
                           "var g int\n"
                           "var p = f\n"
                           "func f%s {\n%s\n}\n"
                           "func main() { _ = p }\n",
                           signature, body);
    struct code *c = compile(text);

    free(text);
    return c;
}

TEST(hot_loops_take_few_instructions)
{
    const struct {
        const char *signature, *body;
        uint32_t instructions;
    } t[] = {
        // MUL ADD EXTU32 ADDI JLT
        {"(n int) uint32",
         "var x uint32\n"
         "for i := 0; i < n; i++ { x = x*1664525 + 1013904223 }\n"
         "return x",
         5},
        {"(n int) int",
         "x := 0\nfor i := 0; i < n; i++ { x = x*1664525 + 1013904223 }\n"
         "return x",
         4},
        // LDX ADD ADDI JLT
        {"(a []int) int", "s := 0\nfor _, v := range a { s += v }\nreturn s",
         4},
        {"(a []int) int", "s := 0\nfor i := range a { s += a[i] }\nreturn s",
         4},
        {"(a []int) int",
         "s := 0\nfor i := 0; i < len(a); i++ { s += a[i] }\nreturn s", 4},
        // STX8 ADDI JLT, and the store's operand
        {"(a []bool)", "for i := range a { a[i] = true }", 3},
        {"(n int) int", "s := 0\nfor i := range n { s ^= i }\nreturn s", 3},
        {"(n int)", "for i := 10; i > n; i-- {}", 2},
        {"(n int)", "for n != 0 { n /= 10 }", 2},
        {"(n int)", "for n > 0 && n%2 == 0 { n >>= 1 }", 4},
        // LDW ADD LDW JNEI
        {"(n *struct{ next *pt; v int }) (s int)",
         "for i := 0; i < 9; i++ { s += n.v }\nreturn", 4},
        // LDG ADDI STG ADDI JLT
        {"(n int)", "for i := 0; i < n; i++ { g++ }", 5},
        // MOV ADD MOV ADDI JLT
        {"(n int) int",
         "a, b := 0, 1\nfor i := 0; i < n; i++ { a, b = b, a+b }\nreturn a", 5},
        // FMUL FADD ADDI JLT
        {"(n int) float64",
         "x := 1.0\nfor i := 0; i < n; i++ { x = x*1.5 + 0.25 }\nreturn x", 4},
        // LDX LDX STX STX ADDI JLT
        {"(a []int, n int)",
         "for i := 0; i < n; i++ { a[i], a[n] = a[n], a[i] }", 6},
        // a break is the jump of its condition
        {"(n int) int", "i := 0\nfor { if i == n { break }\ni++ }\nreturn i",
         3},
        // RECV JF ADD JMP
        {"(c chan int) int", "s := 0\nfor v := range c { s += v }\nreturn s",
         4},
        // STRNEXT ADD JMP
        {"(t string) rune",
         "var s rune\nfor _, r := range t { s |= r }\nreturn s", 3},
        // STRX EXT-less XOR MUL EXTU32 ADDI STRLEN JLT
        {"(t string) uint32",
         "h := uint32(1)\n"
         "for i := 0; i < len(t); i++ { h = (h ^ uint32(t[i])) * 16777619 }\n"
         "return h",
         7},
    };
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        struct code *c = compile_func(t[i].signature, t[i].body);
        uint32_t n = loop_length(func_of(c, "main.f"));
        if (n > t[i].instructions)
            fail_msg("%s: %u instructions, at most %u", t[i].body, n,
                     t[i].instructions);
        code_free(c);
    }
}

TEST(fib_takes_eight_instructions)
{
    struct code *c = compile("package main\n"
                             "func fib(n int) int {\n"
                             "if n < 2 { return n }\n"
                             "return fib(n-1) + fib(n-2)\n"
                             "}\n"
                             "func main() { fib(3) }\n");
    const struct func *f = func_of(c, "main.fib");
    static const enum opcode want[] = {OP_JGEI, OP_RET,  OP_ADDI, OP_CALL,
                                       OP_ADDI, OP_CALL, OP_ADD,  OP_RET};
    uint32_t n = 0;
    for (uint32_t i = 0; i < f->ncode; i += code_slots(&f->code[i]))
        assert_int_equal(f->code[i].op, want[n++]);
    assert_int_equal(n, 8);
    code_free(c);
}

TEST(variables_live_in_cells_only_if_they_must)
{
    const struct {
        const char *body;
        uint32_t cells, captured;
    } t[] = {
        {"x := 1\n_ = x", 0, 0},
        {"x := 1\nh := func() int { return x }\n_ = h", 0, 1},
        {"x := pt{1, 2}\nh := func() int { return x.y }\n_ = h", 0, 2},
        {"x := 1\nh := func() int { return x }\nx = 2\n_ = h", 1, 1},
        {"x := 1\nh := func() { x++ }\n_ = h", 1, 1},
        {"x := 1\nq := &x\n_ = q", 1, 0},
        {"var h func()\nh = func() { h() }", 1, 1},
        {"x, y := 1, 2\nh := func() int { x++; return x + y }\n_ = h", 1, 2},
    };
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        struct code *c = compile_func("()", t[i].body);
        const struct func *f = func_of(c, "main.f");
        assert_int_equal(count_op(f, OP_NEW), t[i].cells);
        uint32_t captured = 0;
        for (uint32_t k = 0; k < f->ncode; k += code_slots(&f->code[k]))
            if (f->code[k].op == OP_MKCLOSURE)
                captured = f->code[k].c;
        assert_int_equal(captured, t[i].captured);
        code_free(c);
    }
}

TEST(loop_variables_are_copied_from_go_1_22_on)
{
    const char *text = "package main\n"
                       "func main() {\n"
                       "for i := 0; i < 3; i++ { _ = func() { println(i) } }\n"
                       "}\n";
    struct code *old = compile_as(text, 21), *new = compile_as(text, 22);
    assert_int_equal(count_op(func_of(old, "main.main"), OP_NEW), 1);
    assert_int_equal(count_op(func_of(new, "main.main"), OP_NEW), 2);
    code_free(old);
    code_free(new);

    text = "package main\n"
           "func main() {\n"
           "for _, v := range []int{1} { _ = func() { println(v) } }\n"
           "}\n";
    old = compile_as(text, 21);
    new = compile_as(text, 22);
    assert_int_equal(count_op(func_of(old, "main.main"), OP_NEW), 1);
    assert_int_equal(count_op(func_of(new, "main.main"), OP_NEW), 0);
    code_free(old);
    code_free(new);
}

TEST(functions_are_called_as_in_go)
{
    struct code *c =
        compile("package main\n"
                "type T struct{ n int }\n"
                "func (t T) val() func() { return func() {} }\n"
                "func (t *T) ptr() {}\n"
                "var v = func() int { return 1 }\n"
                "func init() { v() }\n"
                "func init() { v() }\n"
                "func main() {\n"
                "f := func() { func() {}(); func() { func() {}() }() }\n"
                "func() {}()\n"
                "f()\n"
                "var t T\n"
                "t.val()\n"
                "t.ptr()\n"
                "}\n"
                "func never() {}\n");
    static const char *const names[] = {
        "main.main",         "main.T.val",          "main.(*T).ptr",
        "main.init",         "main.init.0",         "main.init.1",
        "main.init.func1",   "main.main.func1",     "main.main.func1.1",
        "main.main.func1.2", "main.main.func1.2.1", "main.main.func2",
        "main.T.val.func1",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        func_of(c, names[i]);
    assert_null(find(c, "main.never"));
    assert_true(c->funcs[c->entry]->wrapper);
    assert_false(func_of(c, "main.main")->wrapper);
    code_free(c);
}

TEST(instructions_have_the_line_of_their_operation)
{
    struct code *c = compile("package main\n" // 1
                             "func f(a []int, i, z int) int {\n"
                             "\tx := a[i] +\n" // 3
                             "\t\ta[z]\n"      // 4
                             "\tif x > 9 {\n"  // 5
                             "\t\tx /= z\n"    // 6
                             "\t}\n"
                             "\tfunc() {\n"   // 8
                             "\t\tpanic(x)\n" // 9
                             "\t}()\n"        // 10
                             "\treturn x\n"   // 11
                             "}\n"
                             "func main() { f(nil, 0, 0) }\n");
    const struct func *f = func_of(c, "main.f");
    const struct {
        enum opcode op;
        uint32_t line;
    } t[] = {{OP_LDX, 3}, {OP_LDX, 4},    {OP_ADD, 3}, {OP_JLEI, 5},
             {OP_DIV, 6}, {OP_CALLC, 10}, {OP_RET, 11}};
    uint32_t at = 0;
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        while (at < f->ncode && f->code[at].op != t[i].op)
            at += code_slots(&f->code[at]);
        assert_true(at < f->ncode);
        assert_int_equal(f->pos[at].line, t[i].line);
        at += code_slots(&f->code[at]);
    }
    code_free(c);
}

TEST(functions_with_defers_have_an_epilogue)
{
    struct code *c = compile("package main\n"
                             "func a() (n int) { defer b(); return 1 }\n"
                             "func b() { for i := 0; i < 2; i++ "
                             "{ println(i * 123456) } }\n"
                             "func main() { a() }\n");
    const struct func *a = func_of(c, "main.a"), *b = func_of(c, "main.b");
    assert_true(a->has_defers);
    assert_true(a->recover_pc < a->ncode);
    assert_int_equal(a->code[a->recover_pc].op, OP_RUNDEFERS);
    assert_int_equal(count_op(a, OP_RUNDEFERS), 1);
    assert_false(b->has_defers);
    assert_int_equal(b->recover_pc, UINT32_MAX);
    code_free(c);

    // Constants that move the code move the epilogue with it.
    c = compile("package main\n"
                "func a(n int) (r int) {\n"
                "defer println()\n"
                "for i := 0; i < n; i++ { r = r*100003 + 200003 }\n"
                "return }\n"
                "func main() { a(1) }\n");
    a = func_of(c, "main.a");
    assert_int_equal(a->code[0].op, OP_LOADI);
    assert_int_equal(a->code[a->recover_pc].op, OP_RUNDEFERS);
    code_free(c);
}

static const struct rtype *type_named(const struct code *c, const char *name)
{
    for (uint32_t i = 0; i < c->ntypes; i++)
        if (strcmp(c->types[i]->name, name) == 0)
            return c->types[i];
    fail_msg("no type %s", name);
    return NULL;
}

TEST(types_have_layout_and_methods)
{
    struct code *c = compile(
        "package main\n"
        "type T struct { a int8; b string; s []int; n *T; p pair }\n"
        "type pair struct { x, y int32 }\n"
        "type S int16\n"
        "func (S) String() string { return \"\" }\n"
        "func (*S) Error() string { return \"\" }\n"
        "func (S) Apple(n int) {}\n"
        "func main() {\n"
        "var s S\n"
        "println(T{}.n, s, &s, map1(nil, nil), []pair{}, struct{}{})\n"
        "var i interface{ Apple(int) } = s\n"
        "i.Apple(1)\n"
        "}\n"
        "func map1(a []uint16, b chan<- bool) func(int) (T, error)"
        " { return nil }\n"
        "var keep = []interface{}{T{}, map1, []uint16{}, [][]pair{}}\n");
    const struct rtype *t = type_named(c, "main.T");
    assert_int_equal(t->kind, RK_STRUCT);
    assert_int_equal(t->words, 9);
    assert_int_equal(t->elem_bytes, 72);
    assert_int_equal(t->go_bytes, 64);
    assert_true(t->has_slice);
    assert_false(t->comparable);
    assert_int_equal(t->nfields, 5);
    assert_string_equal(t->fields[4].name, "p");
    assert_int_equal(t->fields[4].offset_words, 7);
    assert_ptr_equal(t->fields[3].type->elem, t);
    assert_int_equal(type_named(c, "main.pair")->go_bytes, 8);
    assert_int_equal(type_named(c, "[]uint16")->elem->elem_bytes, 2);
    assert_int_equal(type_named(c, "[]main.pair")->elem->elem_bytes, 16);
    assert_int_equal(type_named(c, "struct {}")->words, 0);

    const struct rtype *s = type_named(c, "main.S");
    assert_int_equal(s->nmethods, 2); // Apple, String
    assert_string_equal(c->names[s->methods[0].name], "Apple");
    assert_string_equal(c->names[s->methods[1].name], "String");
    assert_int_equal(s->stringer, 2);
    assert_int_equal(s->error_method, 0);
    const struct rtype *p = type_named(c, "*main.S");
    assert_int_equal(p->nmethods, 3);
    assert_int_equal(p->stringer, 3);
    assert_int_equal(p->error_method, 2);
    for (uint32_t i = 1; i < c->nnames; i++)
        assert_true(strcmp(c->names[i - 1], c->names[i]) <= 0);
    for (uint32_t i = 0; i < c->ntypes; i++)
        assert_int_equal(c->types[i]->id, i);
    assert_int_equal(c->type_string->kind, RK_STRING);
    assert_int_equal(c->type_error_runtime->error_method, 1);
    code_free(c);
}

TEST(methods_of_one_name_and_two_signatures_are_two)
{
    struct code *c = compile("package main\n"
                             "type A int\n"
                             "type B int\n"
                             "func (A) Name() int8 { return 1 }\n"
                             "func (B) Name() int64 { return 1 }\n"
                             "func main() { println(A(1), B(1)) }\n");
    const struct rtype *a = type_named(c, "main.A");
    const struct rtype *b = type_named(c, "main.B");
    assert_string_equal(c->names[a->methods[0].name], "Name");
    assert_string_equal(c->names[b->methods[0].name], "Name");
    assert_int_not_equal(a->methods[0].name, b->methods[0].name);
    code_free(c);
}

TEST(identical_types_are_one)
{
    struct code *c = compile(
        "package main\n"
        "type T int\n"
        "func f() interface{} { type T int; return T(1) }\n"
        "func main() {\n"
        "println([]int{}, []int(nil), func(a int) {}, func(b int) {}, T(1))\n"
        "f()\n"
        "}\n");
    uint32_t slices = 0, funcs = 0, named = 0;
    for (uint32_t i = 0; i < c->ntypes; i++) {
        slices += strcmp(c->types[i]->name, "[]int") == 0;
        funcs += strcmp(c->types[i]->name, "func(int)") == 0;
        named += strcmp(c->types[i]->name, "main.T") == 0;
    }
    assert_int_equal(slices, 1);
    assert_int_equal(funcs, 1);
    assert_int_equal(named, 2);
    code_free(c);
}

TEST(natives_and_sources_are_listed)
{
    struct code *c = compile("package main\n"
                             "import \"sync\"\n"
                             "var m sync.Mutex\n"
                             "func main() { m.Lock(); println(); m.Unlock();"
                             " defer m.Unlock() }\n");
    assert_int_equal(c->nnatives, 4);
    assert_int_equal(c->natives[0], NAT_PRINTLN);
    assert_int_equal(c->natives[1], NAT_RT_LIBRARY_DONE); // of any program
    assert_int_equal(c->natives[2], NAT_MUTEX_LOCK);
    assert_int_equal(c->natives[3], NAT_MUTEX_UNLOCK);
    // Deferred natives are called through a function.
    assert_true(func_of(c, "sync.(*Mutex).Unlock")->wrapper);
    bool found = false;
    for (uint32_t i = 0; i < c->nsources; i++)
        found |= strcmp(c->sources[i].name, "test.go") == 0;
    assert_true(found);
    code_free(c);
}

TEST(the_same_program_gives_the_same_code)
{
    const char *text =
        "package main\n"
        "import \"errors\"\n"
        "type I interface{ M(int) string }\n"
        "type T struct{ s []string }\n"
        "func (t *T) M(n int) string { return t.s[n] + \"x\" }\n"
        "func main() {\n"
        "var i I = &T{[]string{\"a\", \"b\"}}\n"
        "for k := 0; k < 2; k++ { println(i.M(k), errors.New(\"e\")) }\n"
        "}\n";
    struct code *a = compile(text), *b = compile(text);
    assert_int_equal(a->nfuncs, b->nfuncs);
    assert_int_equal(a->nconsts, b->nconsts);
    assert_int_equal(a->ntypes, b->ntypes);
    for (uint32_t i = 0; i < a->nfuncs; i++) {
        const struct func *x = a->funcs[i], *y = b->funcs[i];
        assert_string_equal(x->name, y->name);
        assert_int_equal(x->ncode, y->ncode);
        assert_memory_equal(x->code, y->code, x->ncode * sizeof *x->code);
        assert_memory_equal(x->pos, y->pos, x->ncode * sizeof *x->pos);
    }
    for (uint32_t i = 0; i < a->ntypes; i++)
        assert_string_equal(a->types[i]->name, b->types[i]->name);
    code_free(a);
    code_free(b);
}

TEST(what_is_missing_is_refused)
{
    const struct {
        const char *body, *error;
    } t[] = {
        {"b := []rune(\"x\")\n_ = b", "3: conversions between strings and "
                                      "slices of runes are not supported yet "
                                      "(level S2)"},
        {"var b []rune\ns := string(b)\n_ = s", "4: conversions between "},
        {"var b []byte\nb = append(b, \"x\"...)", "4: append of a string"},
        {"var b []byte\ncopy(b, \"x\")", "4: copy of a string"},
        {"var b []byte\ndefer copy(b, \"x\")", "4: copy of a string"},
    };
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        char *text =
            xasprintf("package main\nfunc main() {\n%s\n}\n", t[i].body);
        struct code *c = compile_as(text, 22);
        assert_null(c);
        if (strncmp(error, t[i].error, strlen(t[i].error)) != 0)
            fail_msg("%s: %s", t[i].body, error);
        free(text);
    }
}

// A function with n variables, all live.
static struct code *compile_variables(int n)
{
    size_t cap = (size_t)n * 40 + 200, at = 0;
    char *text = xmalloc(cap);

    at += (size_t)snprintf(text, cap, "package main\nfunc main() {\n");
    for (int i = 0; i < n; i++)
        at += (size_t)snprintf(text + at, cap - at, "var v%d int; _ = v%d\n", i,
                               i);
    snprintf(text + at, cap - at, "}\n");
    struct code *c = compile_as(text, 22);
    free(text);
    return c;
}

TEST(functions_have_at_most_60000_registers)
{
    struct code *c = compile_variables(REGS_MAX);
    assert_non_null(c);
    assert_int_equal(func_of(c, "main.main")->nregs, REGS_MAX);
    code_free(c);
    c = compile_variables(REGS_MAX + 1);
    assert_null(c);
    assert_string_equal(error,
                        "2: function too large: more than 60000 registers");
    assert_null(compile_variables(70000));
}

// Structures that double in size; the last has 2^n words.
static struct code *compile_doubling(int n, const char *use)
{
    char text[8192];
    size_t at = (size_t)snprintf(text, sizeof text,
                                 "package main\ntype T0 struct{ x int }\n");

    for (int i = 1; i <= n; i++)
        at += (size_t)snprintf(text + at, sizeof text - at,
                               "type T%d struct{ a, b T%d }\n", i, i - 1);
    snprintf(text + at, sizeof text - at, "func main() { %s }\n", use);
    return compile_as(text, 22);
}

TEST(huge_types_are_refused)
{
    struct code *c = compile_doubling(14, "p := new(T14); p.b.a = p.a.a");
    assert_non_null(c);
    assert_int_equal(type_named(c, "main.T14")->words, 1 << 14);
    code_free(c);
    assert_null(compile_doubling(16, "p := new(T16); p.b.a = p.a.a"));
    assert_string_equal(error, "18: type too large: more than 60000 words");
    assert_null(compile_doubling(60, "var p *T60; _ = p.a.b.a"));
    // By value it is the registers that end.
    assert_null(compile_doubling(15, "var a, b, c T15; a, b = b, c; _ = a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(hot_loops_take_few_instructions),
        RUN(fib_takes_eight_instructions),
        RUN(variables_live_in_cells_only_if_they_must),
        RUN(loop_variables_are_copied_from_go_1_22_on),
        RUN(functions_are_called_as_in_go),
        RUN(instructions_have_the_line_of_their_operation),
        RUN(functions_with_defers_have_an_epilogue),
        RUN(types_have_layout_and_methods),
        RUN(methods_of_one_name_and_two_signatures_are_two),
        RUN(identical_types_are_one),
        RUN(natives_and_sources_are_listed),
        RUN(the_same_program_gives_the_same_code),
        RUN(what_is_missing_is_refused),
        RUN(functions_have_at_most_60000_registers),
        RUN(huge_types_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
