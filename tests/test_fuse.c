// fuse: a program does the same with sequences in its code and without, and
// stops at the same places with the same budget.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/xmalloc.h"
#include "lang/emit.h"
#include "lang/lang.h"
#include "testing.h"
#include "vm/fuse.h"
#include "vm/verify.h"
#include "vmasm.h"

enum { SEQUENCES = OP_MUTEX_LOCK - FUSED_FIRST };

static const char *const names[SEQUENCES] = {
#define FUSED2(a, b)          #a " " #b,
#define FUSED3(a, b, c)       #a " " #b " " #c,
#define FUSED4(a, b, c, d)    #a " " #b " " #c " " #d,
#define FUSED5(a, b, c, d, e) #a " " #b " " #c " " #d " " #e,
#include "vm/fused.def"
};

// --- compiled programs

static struct code *compile(const char *name, const char *text, size_t n)
{
    struct diag d = {0};
    struct lang l;
    char fault[256];

    lang_init(&l, &d, 22);
    struct package *pkg = lang_check(&l, name, text, n);
    struct code *code = pkg == NULL ? NULL : emit_program(&l, pkg);
    if (code == NULL) {
        diag_print(&d, STDERR_FILENO);
        fail_msg("%s does not compile", name);
    }
    if (!verify_code(code, fault, sizeof fault))
        fail_msg("%s: %s", name, fault);
    lang_release(&l);
    diag_release(&d);
    return code;
}

static const struct func *func_named(const struct code *code, const char *name)
{
    for (uint32_t i = 0; i < code->nfuncs; i++)
        if (strcmp(code->funcs[i]->name, name) == 0)
            return code->funcs[i];
    fail_msg("no function %s", name);
    return NULL;
}

// One of two runs of the same function, each with code and heap of its own.
struct side {
    struct code *code;
    struct vm_heap heap;
    struct vm vm;
    struct vm_ctx ctx;
};

// Calls main.run. The costs differ, so that every sum is of those very
// instructions.
static void side_begin(struct side *s, struct code *code)
{
    struct vm_costs costs;

    for (int k = 0; k < OPCLASS_COUNT; k++)
        costs.class_ps[k] = 101 + 10 * (uint32_t)k;
    s->code = code;
    code_charge(code, &costs);
    vm_heap_init(&s->heap, code, 256 << 20);
    vm_init(&s->vm, code, &s->heap);
    s->vm.solo = true;
    vm_ctx_start(&s->vm, &s->ctx, func_named(code, "main.run"), 0, NULL, 0);
}

static void side_end(struct side *s)
{
    vm_ctx_release(&s->vm, &s->ctx);
    vm_release(&s->vm);
    vm_heap_release(&s->heap);
    code_free(s->code);
}

static const struct func *running(const struct side *s)
{
    return (const struct func *)(uintptr_t)
        s->ctx.stack[s->ctx.base - FRAME_WORDS];
}

static void same_place(const struct side *fused, const struct side *plain)
{
    const struct func *f = running(fused), *p = running(plain);

    assert_int_equal(f->id, p->id);
    assert_int_equal(fused->ctx.pc - f->code, plain->ctx.pc - p->code);
    assert_int_equal(fused->ctx.base, plain->ctx.base);
    assert_int_equal(fused->ctx.at_pc, plain->ctx.at_pc);
    assert_int_equal(fused->vm.budget, plain->vm.budget);
}

static void same_panic(struct side *fused, struct side *plain)
{
    size_t len;
    const char *f = vm_panic_text(&fused->vm, &fused->ctx, &len);
    const char *p = vm_panic_text(&plain->vm, &plain->ctx, &len);

    assert_string_equal(f, p);
    f = vm_traceback(&fused->vm, &fused->ctx, 26, (struct vm_runtime_frames){0},
                     &len);
    p = vm_traceback(&plain->vm, &plain->ctx, 26, (struct vm_runtime_frames){0},
                     &len);
    assert_string_equal(f, p);
}

static bool found[SEQUENCES];

static void note_sequences(const struct code *fused, const struct code *plain)
{
    for (uint32_t i = 0; i < plain->nfuncs; i++) {
        const struct func *f = fused->funcs[i], *p = plain->funcs[i];
        for (uint32_t k = 0; k < p->ncode; k += code_slots(&p->code[k]))
            if (f->code[k].op >= FUSED_FIRST && f->code[k].op < OP_MUTEX_LOCK)
                found[f->code[k].op - FUSED_FIRST] = true;
    }
}

// Both return the same, by way of the same stops.
static void does_the_same(const char *name, const char *text, size_t n)
{
    enum { BUDGETS = 20011, STEP = 7919 }; // ps, both prime
    struct side fused, plain;
    enum vm_stop stop;

    side_begin(&fused, compile(name, text, n));
    side_begin(&plain, compile(name, text, n));
    code_unfuse(plain.code);
    note_sequences(fused.code, plain.code);
    int64_t budget = 1;
    do {
        fused.vm.budget = plain.vm.budget = budget;
        budget = (budget + STEP) % BUDGETS;
        stop = vm_run(&fused.vm, &fused.ctx);
        assert_int_equal(vm_run(&plain.vm, &plain.ctx), stop);
        if (stop == REQ_BUDGET)
            same_place(&fused, &plain);
    } while (stop == REQ_BUDGET);
    assert_int_equal(fused.vm.budget, plain.vm.budget);
    if (stop == REQ_PANIC) {
        same_panic(&fused, &plain);
    } else {
        assert_int_equal(stop, REQ_RETURN);
        assert_int_equal(fused.ctx.stack[fused.ctx.base],
                         plain.ctx.stack[plain.ctx.base]);
    }
    side_end(&fused);
    side_end(&plain);
}

// What no program of bench/vm has.
static const char others[] =
    "package main\n"
    "type point struct { x, y int }\n"
    "type stack struct { v []int }\n"
    "var count int\n"
    "func at(s *stack, i int) int { return s.v[i] + 1 }\n"
    "func first(p *point) int { p.x = 5; return p.y - p.x }\n"
    "func last(p *point) int { return p.y + 1 }\n"
    "func run() int {\n"
    "    p, n, sum := &point{3, 4}, 100, 0\n"
    "    for i := 0; i < n; i++ {\n"
    "        sum += i\n"
    "    }\n"
    "    for i := 0; i < n; i++ {\n"
    "        count++\n"
    "        sum += last(p)\n"
    "        p.y = first(p)\n"
    "    }\n"
    "    return sum + count*31 + p.x + at(&stack{[]int{5, 6}}, 1)\n"
    "}\n"
    "func main() { run() }\n";

TEST(programs_do_the_same_by_the_same_stops)
{
    static char text[1 << 16];
    DIR *dir = opendir("bench/vm");

    assert_non_null(dir);
    for (const struct dirent *e; (e = readdir(dir)) != NULL;) {
        char path[300];
        snprintf(path, sizeof path, "bench/vm/%s", e->d_name);
        const char *dot = strrchr(path, '.');
        if (dot == NULL || strcmp(dot, ".go") != 0)
            continue;
        FILE *f = fopen(path, "r");
        assert_non_null(f);
        size_t n = fread(text, 1, sizeof text, f);
        fclose(f);
        does_the_same(path, text, n);
    }
    closedir(dir);
    does_the_same("others.go", others, sizeof others - 1);
    for (int i = 0; i < SEQUENCES; i++)
        if (!found[i])
            fail_msg("no program has %s", names[i]);
}

TEST(errors_are_where_they_belong)
{
    // Every part of a sequence is on a line of its own.
    static const char *const bodies[] = {
        "var p, q *point\nif len(s) > 9 { q = &point{} }\n"
        "return q.y +\np.x",
        "p := &point{}\nvar q *point\nreturn p.y *\nq.x",
        "i := 2\nreturn s[0] +\ns[i]",
        "i, j := 0, 3\ns[i],\ns[j] =\ns[j-1],\ns[i]\nreturn 0",
        "i, rows := 3, [][]int{s, s}\nreturn rows[i][0]",
        "i, rows := 3, [][]int{s, s}\nreturn rows[0][i]",
        "rows := [][]int{s, nil}\nreturn rows[0][0] +\nrows[1][0]",
        "i, rows := 4, [][]int{s, s}\nrows[0][i] = 7\nreturn 0",
        "i, rows := 3, [][]int{s, s}\nreturn rows[0][i-1] +\nrows[1][i+1]",
        "i, rows := 1, [][]int{s, nil}\nreturn rows[0][i-1] +\nrows[i][i-1]",
        "i, rows := 2, [][]int{s, s}\nreturn rows[1][i-1] + rows[i][i-1]",
        "p, i := &list{s, nil}, 3\nreturn p.v[0] + p.v[i]",
        "p, i := &list{s, nil}, 3\nif p.b[i] {\nreturn 1\n}\nreturn 0",
        "p, i := &list{nil, make([]bool, 5)}, 3\n"
        "if p.b[i+1] || p.b[i+i] {\nreturn 1\n}\nreturn 0",
        "var p *list\ni := 1\nreturn p.v[i]",
        "n, t := 0, \"go\"\nfor i := 0; i < 3; i++ {\n"
        "n = n*31 + int(t[i])\n}\nreturn n",
        "i := 0\nfor s[i] < 9 {\ni++\n}\nreturn i",
    };

    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        char *text = xasprintf("package main\n"
                               "type point struct { x, y int }\n"
                               "type list struct { v []int; b []bool }\n"
                               "func f(s []int) int {\n%s\n}\n"
                               "func run() int { return f([]int{1, 2, 3}) }\n"
                               "func main() { run() }\n",
                               bodies[i]);
        does_the_same("errors.go", text, strlen(text));
        free(text);
    }
}

// --- code by hand

// for b != 10 { a++; b++ }, begun at the b++.
static struct func *counting(struct vmasm *a)
{
    struct func *f = vmasm_func(a, "main.main", 2);

    vmasm_bc(f, OP_LOADI, 0, 0);
    vmasm_bc(f, OP_LOADI, 1, 0);
    vmasm_bc(f, OP_JMP, 0, 1);
    vmasm_abc(f, OP_ADDI, 0, 0, 1);
    vmasm_abc(f, OP_ADDI, 1, 1, 1);
    vmasm_abc(f, OP_JLTI, 1, 0, 0);
    vmasm_ext(f, -4, 10);
    vmasm_abc(f, OP_RET, 0, 0, 0);
    return f;
}

TEST(jumps_lead_into_the_middle)
{
    struct vmasm a;

    vmasm_init(&a);
    const struct func *f = counting(&a);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(f->code[3].op, OP_ADDI_ADDI_JLTI_A);
    assert_int_equal(f->code[4].op, OP_ADDI_JLTI_A);
    assert_int_equal(f->code[5].op, OP_JLTI);
    assert_int_equal(vmasm_run(&a), REQ_RETURN);
    assert_int_equal(*vmasm_reg(&a, 0), 9);
    assert_int_equal(*vmasm_reg(&a, 1), 10);
    // 1 ps each: 3, the first time 2, nine times 3, 1.
    assert_int_equal(VMASM_BUDGET - a.vm.budget, 3 + 2 + 9 * 3 + 1);
    vmasm_release(&a);
}

TEST(opcodes_come_back)
{
    enum { BYTES = 8 * sizeof(union instr) };
    struct vmasm a;
    union instr before[8];

    vmasm_init(&a);
    const struct func *f = counting(&a);
    assert_int_equal(f->ncode * sizeof *before, BYTES);
    memcpy(before, f->code, BYTES);
    code_unfuse(&a.code); // nothing to do
    assert_memory_equal(before, f->code, BYTES);
    code_fuse(&a.code);
    assert_memory_not_equal(before, f->code, BYTES);
    code_unfuse(&a.code);
    assert_memory_equal(before, f->code, BYTES);
    vmasm_release(&a);
}

// Only what the one before has just computed needs not to be read.
TEST(the_value_at_hand_is_of_that_register)
{
    static const struct {
        enum opcode op;
        uint16_t a, b, c, want;
    } cases[] = {
        {OP_ADD, 0, 1, 5, OP_ADD_ADD_C}, {OP_ADD, 5, 1, 5, OP_ADD_ADD_C},
        {OP_ADD, 5, 5, 1, OP_ADD},       {OP_AND, 0, 5, 1, OP_ADD_AND_B},
        {OP_AND, 0, 1, 5, OP_ADD},       {OP_AND, 5, 1, 2, OP_ADD},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vmasm a;
        vmasm_init(&a);
        struct func *f = vmasm_func(&a, "main.main", 8);
        vmasm_abc(f, OP_ADD, 5, 6, 7);
        vmasm_abc(f, cases[i].op, cases[i].a, cases[i].b, cases[i].c);
        vmasm_abc(f, OP_PANIC, 0, 0, 0);
        code_fuse(&a.code);
        assert_int_equal(f->code[0].op, cases[i].want);
        vmasm_release(&a);
    }
}

// Code that begins with XADDR a0, b, LDN, CHKSLICE c, LDX d, e[f]: what the
// opcode of the first becomes.
static uint16_t row_opcode(int32_t elem, int32_t words, const uint16_t r[6])
{
    struct vmasm a;

    vmasm_init(&a);
    vmasm_type(&a, RK_INT, "int");
    vmasm_type(&a, RK_SLICE, "[]int");
    struct func *f = vmasm_func(&a, "main.main", 16);
    vmasm_abc(f, OP_XADDR, r[0], 0, 4);
    vmasm_ext(f, 0, elem);
    vmasm_abc(f, OP_LDN, r[1], r[2], 0);
    vmasm_ext(f, words, 0);
    vmasm_abc(f, OP_CHKSLICE, r[3], 0, 0);
    vmasm_abc(f, OP_LDX, r[4], 5, r[5]);
    vmasm_abc(f, OP_RET, 0, 0, 0);
    code_fuse(&a.code);
    uint16_t op = f->code[0].op;
    vmasm_release(&a);
    return op;
}

TEST(operands_must_fit)
{
    enum { INT, SLICE };
    static const struct {
        int32_t elem, words;
        uint16_t r[6];
        uint16_t want;
    } cases[] = {
        {SLICE, 4, {5, 5, 5, 5, 5, 9}, OP_XADDR_LDN_ROW_B_CHKSLICE_LDX_ROW},
        {SLICE, 4, {5, 5, 5, 5, 5, 4}, OP_XADDR_LDN_ROW_B_CHKSLICE_LDX_ROW},
        {SLICE, 4, {6, 5, 6, 5, 5, 9}, OP_XADDR_LDN_ROW_B_CHKSLICE_LDX_ROW},
        // The index is of the slice, or the slice stays.
        {SLICE, 4, {5, 5, 5, 5, 5, 8}, OP_XADDR_LDN_B_CHKSLICE},
        {SLICE, 4, {5, 5, 5, 5, 5, 5}, OP_XADDR_LDN_B_CHKSLICE},
        {SLICE, 4, {5, 5, 5, 5, 10, 9}, OP_XADDR_LDN_B_CHKSLICE},
        // Elements of other sizes, other registers.
        {INT, 4, {5, 5, 5, 5, 5, 9}, OP_XADDR},
        {SLICE, 3, {5, 5, 5, 5, 5, 9}, OP_XADDR},
        {SLICE, 4, {5, 5, 6, 5, 5, 9}, OP_XADDR},
        {SLICE, 4, {6, 5, 5, 5, 5, 9}, OP_XADDR},
        {SLICE, 4, {5, 5, 5, 6, 5, 9}, OP_XADDR},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(row_opcode(cases[i].elem, cases[i].words, cases[i].r),
                         cases[i].want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(programs_do_the_same_by_the_same_stops),
        RUN(errors_are_where_they_belong),
        RUN(jumps_lead_into_the_middle),
        RUN(opcodes_come_back),
        RUN(the_value_at_hand_is_of_that_register),
        RUN(operands_must_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
