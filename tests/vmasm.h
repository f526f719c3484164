// vmasm: bytecode written by hand, for tests and benchmarks of the VM.
//
//     struct vmasm a;
//     vmasm_init(&a);
//     struct func *f = vmasm_func(&a, "main.main", 8);
//     vmasm_abc(f, OP_LOADI, 0, 0, 0)->bc = 5; ...
//     vmasm_start(&a, f, NULL, 0);
//     assert_int_equal(vmasm_run(&a), REQ_RETURN);
//     vmasm_release(&a);
#ifndef VMASM_H
#define VMASM_H

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "vm/vm.h"

enum { VMASM_MAX = 64, VMASM_CODE_MAX = 256, VMASM_BUDGET = 1 << 30 };

struct vmasm {
    struct code code;
    struct func *funcs[VMASM_MAX];
    struct rtype *types[VMASM_MAX];
    word consts[VMASM_MAX];
    struct gostr strings[VMASM_MAX];
    uint32_t nstrings;
    struct vm_heap heap;
    struct vm vm;
    struct vm_ctx ctx;
};

static inline void vmasm_init(struct vmasm *a)
{
    memset(a, 0, sizeof *a);
    a->code.funcs = a->funcs;
    a->code.types = a->types;
    a->code.consts = a->consts;
}

// A function of nregs registers, without parameters and results.
static inline struct func *vmasm_func(struct vmasm *a, const char *name,
                                      uint32_t nregs)
{
    CHECK(a->code.nfuncs < VMASM_MAX);
    struct func *f = xcalloc(1, sizeof *f);
    f->name = name;
    f->id = a->code.nfuncs;
    f->nregs = nregs;
    f->closure_reg = REG_NONE;
    f->recover_pc = UINT32_MAX;
    f->code = xcalloc(VMASM_CODE_MAX, sizeof *f->code);
    f->pos = xcalloc(VMASM_CODE_MAX, sizeof *f->pos);
    a->funcs[a->code.nfuncs++] = f;
    return f;
}

// Appends a slot; every slot is on a line of its own, 1 + its number.
static inline union instr *vmasm_slot(struct func *f)
{
    CHECK(f->ncode < VMASM_CODE_MAX);
    f->pos[f->ncode].line = f->ncode + 1;
    return &f->code[f->ncode++];
}

static inline void vmasm_abc(struct func *f, enum opcode op, uint32_t a,
                             uint32_t b, uint32_t c)
{
    union instr *in = vmasm_slot(f);
    in->op = (uint16_t)op;
    in->a = (uint16_t)a;
    in->b = (uint16_t)b;
    in->c = (uint16_t)c;
}

static inline void vmasm_bc(struct func *f, enum opcode op, uint32_t a,
                            int32_t bc)
{
    union instr *in = vmasm_slot(f);
    in->op = (uint16_t)op;
    in->a = (uint16_t)a;
    in->bc = bc;
}

static inline void vmasm_ext(struct func *f, int32_t lo, int32_t hi)
{
    union instr *in = vmasm_slot(f);
    in->lo = lo;
    in->hi = hi;
}

static inline int32_t vmasm_const(struct vmasm *a, word k)
{
    CHECK(a->code.nconsts < VMASM_MAX);
    a->consts[a->code.nconsts] = k;
    return (int32_t)a->code.nconsts++;
}

// A string constant; s lives as long as the code.
static inline word vmasm_string(struct vmasm *a, const char *s)
{
    CHECK(a->nstrings < VMASM_MAX);
    struct gostr *g = &a->strings[a->nstrings++];
    g->len = (int64_t)strlen(s);
    g->data = (const unsigned char *)s;
    return (word)(uintptr_t)g;
}

// A type of one word (one register) with that name; change it as you need.
static inline struct rtype *vmasm_type(struct vmasm *a, enum rkind kind,
                                       const char *name)
{
    CHECK(a->code.ntypes < VMASM_MAX);
    struct rtype *t = xcalloc(1, sizeof *t);
    t->kind = kind;
    t->id = a->code.ntypes;
    t->words = kind == RK_SLICE ? SLICE_WORDS : 1;
    t->elem_bytes = 8 * t->words;
    t->go_bytes = kind == RK_SLICE ? 24 : 8;
    t->comparable = kind != RK_SLICE && kind != RK_FUNC;
    t->name = name;
    a->types[a->code.ntypes++] = t;
    return t;
}

// Charges every instruction 1 ps and starts fn with arguments in the one
// goroutine.
static inline void vmasm_start(struct vmasm *a, const struct func *fn,
                               const word *args, uint32_t nargs)
{
    struct vm_costs costs;
    for (int i = 0; i < OPCLASS_COUNT; i++)
        costs.class_ps[i] = 1;
    code_charge(&a->code, &costs);
    if (a->heap.globals == NULL)
        vm_heap_init(&a->heap, &a->code, 64 << 20);
    vm_init(&a->vm, &a->code, &a->heap);
    a->vm.budget = VMASM_BUDGET;
    a->vm.solo = true;
    vm_ctx_start(&a->vm, &a->ctx, fn, 0, args, nargs);
}

static inline enum vm_stop vmasm_run(struct vmasm *a)
{
    return vm_run(&a->vm, &a->ctx);
}

// Register i of the running frame.
static inline word *vmasm_reg(struct vmasm *a, uint32_t i)
{
    return a->ctx.stack + a->ctx.base + i;
}

static inline void vmasm_release(struct vmasm *a)
{
    if (a->vm.code != NULL) {
        vm_ctx_release(&a->vm, &a->ctx);
        vm_release(&a->vm);
    }
    if (a->heap.globals != NULL)
        vm_heap_release(&a->heap);
    for (uint32_t i = 0; i < a->code.nfuncs; i++) {
        free(a->funcs[i]->code);
        free(a->funcs[i]->pos);
        free(a->funcs[i]->charge);
        free(a->funcs[i]);
    }
    for (uint32_t i = 0; i < a->code.ntypes; i++) {
        free(a->types[i]->fields);
        free(a->types[i]->methods);
        free(a->types[i]);
    }
}

#endif
