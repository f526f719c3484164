// vm: the interpreter loop. What an instruction does without help from
// elsewhere is here or in alu.def, everything longer in vm_*.c.
//
// Only pc, R and what they imply live in locals; ctx is up to date whenever a
// helper that takes it runs (SAVE) and is read again after it (RELOAD).
#include "vm/vm_impl.h"

#include "vm/fuse.h"
#include "vm/loop.h"
#include "vm/natives.h"

// A function's charge[] is indexed like its code, with words half as large:
// from this base, the cost of the block at pc lies at half the address pc.
static inline uintptr_t charges_of(const struct func *f)
{
    return (uintptr_t)f->charge - ((uintptr_t)f->code >> 1);
}

enum vm_stop vm_run(struct vm *vm, struct vm_ctx *ctx)
{
#if THREADED
    static const void *const labels[FUSED_END] = {
#define OP(name, abc, ext, class, flow, effect) &&op_##name,
#include "lang/opcodes.def"
#undef OP
#define FUSED2(a, b)          &&op_##a##_##b,
#define FUSED3(a, b, c)       &&op_##a##_##b##_##c,
#define FUSED4(a, b, c, d)    &&op_##a##_##b##_##c##_##d,
#define FUSED5(a, b, c, d, e) &&op_##a##_##b##_##c##_##d##_##e,
#include "vm/fused.def"
        &&op_MUTEX_LOCK,
        &&op_MUTEX_UNLOCK,
    };
#endif
    const struct code *const code = vm->code;
    struct func *const *const funcs = code->funcs;
    word *const globals = vm->heap->globals;
    const union instr *pc;
    word *R;         // registers of the running frame
    const word *end; // of what frames may use of the stack
    uintptr_t charges;
    int64_t budget = vm->budget;
    int step;
    enum vm_stop stop;
    enum vm_result res;
    word last = 0;             // parts.h
    const struct func *callee; // operands of enter
    word *callee_R;
    word callee_ret;

begin:
    CHECK(ctx->stack != NULL);
    RELOAD();
    if (UNLIKELY(ctx->pending != VM_PENDING_NONE)) {
        bool cut = ctx->pending == VM_PENDING_LONG;
        ctx->pending = VM_PENDING_NONE;
        if (!cut) {
            step = vm_unwind(vm, ctx);
            goto stepped;
        }
        if (vm_long_more(vm, R, pc) == VM_LONG)
            goto cut;
        pc += code_slots(pc);
    }
    FLOW(pc);

#if !THREADED
dispatch:
    switch (pc->op) {
#endif

#include "vm/alu.def"

#define FUSED2(a, b)                                                           \
    CASE(a##_##b)                                                              \
    {                                                                          \
        DO_##a DO_##b DISPATCH();                                              \
    }
#define FUSED3(a, b, c)                                                        \
    CASE(a##_##b##_##c)                                                        \
    {                                                                          \
        word row[SLICE_WORDS];                                                 \
        (void)row;                                                             \
        DO_##a DO_##b DO_##c DISPATCH();                                       \
    }
#define FUSED4(a, b, c, d)                                                     \
    CASE(a##_##b##_##c##_##d)                                                  \
    {                                                                          \
        word row[SLICE_WORDS];                                                 \
        (void)row;                                                             \
        DO_##a DO_##b DO_##c DO_##d DISPATCH();                                \
    }
#define FUSED5(a, b, c, d, e)                                                  \
    CASE(a##_##b##_##c##_##d##_##e)                                            \
    {                                                                          \
        word row[SLICE_WORDS];                                                 \
        (void)row;                                                             \
        DO_##a DO_##b DO_##c DO_##d DO_##e DISPATCH();                         \
    }
#include "vm/fused.def"

        CASE(MOVN)
        {
            memmove(&R_A, &R_B, pc->c * sizeof(word));
            NEXT();
        }
        CASE(LOADI)
        {
            DO_LOADI;
            DISPATCH();
        }
        CASE(LOADK)
        {
            R_A = code->consts[pc->bc];
            NEXT();
        }
        CASE(ZERO)
        {
            memset(&R_A, 0, pc->b * sizeof(word));
            NEXT();
        }
        CASE(CHKSHIFT)
        {
            if (UNLIKELY((int64_t)R_A < 0))
                FAIL(vm_error(vm, "negative shift amount"));
            NEXT();
        }
        CASE(EQT)
        {
            TRY(value_equal(vm, code->types[pc[1].hi], &R_B, &R_C, &R_A));
            NEXT2();
        }
        CASE(JMP)
        {
            DO_JMP;
        }
        CASE(JT)
        {
            if (R_A != 0)
                FLOW(pc + 1 + pc->bc);
            FLOW(pc + 1);
        }
        CASE(JF)
        {
            if (R_A == 0)
                FLOW(pc + 1 + pc->bc);
            FLOW(pc + 1);
        }

        CASE(LDN)
        {
            word p = R_B;
            word *d = &R_A;
            if (UNLIKELY(p == 0))
                FAIL(VM_NIL);
            p += pc->c * sizeof(word);
            for (uint32_t n = (uint32_t)pc[1].lo, i = 0; i < n; i++)
                d[i] = load64(p + i * sizeof(word));
            NEXT2();
        }
        CASE(STN)
        {
            word p = R_B;
            const word *x = &R_A;
            if (UNLIKELY(p == 0))
                FAIL(VM_NIL);
            p += pc->c * sizeof(word);
            for (uint32_t n = (uint32_t)pc[1].lo, i = 0; i < n; i++)
                store64(p + i * sizeof(word), x[i]);
            NEXT2();
        }
        CASE(NILCHK)
        {
            if (UNLIKELY(R_A == 0))
                FAIL(VM_NIL);
            NEXT();
        }
        CASE(LEA)
        {
            const word p = R_B;
            if (UNLIKELY(p == 0))
                FAIL(VM_NIL);
            R_A = p + pc->c * sizeof(word);
            NEXT();
        }
        CASE(CHKSLICE)
        {
            word *slice = &R_A;
            if (UNLIKELY(!slice_is_whole(slice)))
                memset(slice, 0, SLICE_WORDS * sizeof(word));
            NEXT();
        }
        CASE(LDG)
        {
            DO_LDG;
            DISPATCH();
        }
        CASE(STG)
        {
            DO_STG;
            DISPATCH();
        }
        CASE(GADDR)
        {
            R_A = (word)(uintptr_t)&globals[pc->bc];
            NEXT();
        }
        CASE(NEW)
        {
            word *p = vm_alloc_words(vm, code->types[pc->bc]->words);
            if (UNLIKELY(p == NULL))
                FAIL(VM_OOM);
            R_A = (word)(uintptr_t)p;
            NEXT();
        }

        CASE(XADDR)
        {
            const word *slice = &R_B, i = R_C;
            if (UNLIKELY(i >= slice[SLICE_LEN]))
                goto bad_index;
            R_A = slice[SLICE_DATA] + i * code->types[pc[1].hi]->elem_bytes;
            NEXT2();
        }
        CASE(MKSLICE)
        {
            TRY(slice_make(vm, R, pc));
            NEXT2();
        }
        CASE(RESLICE)
        {
            TRY(slice_reslice(vm, R, pc));
            NEXT2();
        }
        CASE(APPEND1)
        CASE(APPEND)
        {
            TRY(slice_append(vm, R, pc));
            NEXT2();
        }
        CASE(COPY)
        {
            TRY(slice_copy(vm, R, pc));
            NEXT2();
        }

        CASE(STRLEN)
        {
            DO_STRLEN;
            DISPATCH();
        }
        CASE(CONCAT)
        {
            TRY(string_concat(vm, R, pc));
            NEXT();
        }
        CASE(STRX)
        {
            DO_STRX;
            DISPATCH();
        }
        CASE(SUBSTR)
        {
            TRY(string_sub(vm, R, pc));
            NEXT2();
        }
        CASE(STRNEXT)
        {
            if (string_next(R_B, &R_A))
                FLOW(pc + 2);
            FLOW(pc + 2 + pc[1].lo);
        }
        CASE(STRRUNE)
        {
            TRY(string_rune(vm, &R_A, R_B));
            NEXT();
        }

        CASE(BOX)
        {
            TRY(iface_box(vm, code->types[pc[1].hi], &R_B, &R_A));
            NEXT2();
        }
        CASE(ASSERT)
        {
            TRY(iface_assert(vm, R, pc));
            NEXT2();
        }
        CASE(ASSERT2)
        {
            iface_assert2(vm, R, pc);
            NEXT2();
        }
        CASE(ASSERTI)
        CASE(ASSERTI2)
        {
            TRY(iface_assert_iface(vm, R, pc));
            NEXT2();
        }
        CASE(EQI)
        {
            TRY(iface_equal(vm, R_B, R_C, &R_A));
            NEXT();
        }

        CASE(CALL)
        {
            DO_CALL;
        }
        CASE(CALLC)
        {
            const word closure = R_B;
            if (UNLIKELY(closure == 0))
                FAIL(VM_NIL);
            callee = closure_func(closure);
            callee_R = &R_A + FRAME_WORDS;
            callee_ret = (word)(uintptr_t)(pc + 1);
            if (UNLIKELY((size_t)(end - callee_R) < callee->nregs))
                goto grow;
            if (callee->closure_reg != REG_NONE)
                callee_R[callee->closure_reg] = closure;
            goto enter;
        }
        CASE(CALLI)
        {
            const word box = R_B;
            if (UNLIKELY(box == 0))
                FAIL(VM_NIL);
            callee = rtype_method(vm, box_type(box), (uint32_t)pc[1].lo);
            callee_R = &R_A + FRAME_WORDS;
            callee_R[0] = box;
            callee_ret = (word)(uintptr_t)(pc + 2);
            goto enter;
        }
    enter:
        if (UNLIKELY((size_t)(end - callee_R) < callee->nregs))
            goto grow;
        callee_R[HDR_FUNC] = (word)(uintptr_t)callee;
        callee_R[HDR_RET] = callee_ret;
        callee_R[HDR_DIST] = (word)(callee_R - R);
        R = callee_R;
        charges = charges_of(callee);
        FLOW_OR(callee->code, called);
    grow:
        // The instruction is begun again, with room.
        SAVE(pc);
        TRY(vm_stack_reserve(vm, ctx, (uint32_t)(callee_R - ctx->stack),
                             callee->nregs));
        RELOAD();
        DISPATCH();

        // The fast paths of natives.c, without the way there.
        CASE(MUTEX_LOCK)
        {
            const word mutex = (&R_A)[FRAME_WORDS];
            if (vm->direct && mutex != 0 &&
                at_cas((word *)(uintptr_t)mutex, 0, 1))
                FLOW(pc + 1);
            goto native;
        }
        CASE(MUTEX_UNLOCK)
        {
            const word mutex = (&R_A)[FRAME_WORDS];
            if (vm->direct && mutex != 0 &&
                at_cas((word *)(uintptr_t)mutex, 1, 0))
                FLOW(pc + 1);
            goto native;
        }
        CASE(CALLNAT)
    native : {
        const enum native n = (enum native)pc->bc;
        word *args = &R_A + FRAME_WORDS;
        const struct native_info *info = &native_info[n];
        if (vm->direct && info->direct != NULL && args[0] != 0 &&
            info->direct(args))
            FLOW(pc + 1);
        if (info->function != NULL) {
            res = info->function(vm, args);
            if (res == VM_WRITE)
                STOP(REQ_WRITE, 1);
            if (UNLIKELY(res == VM_FATAL)) {
                vm->req.memory_limit = false;
                STOP(REQ_FATAL, 1);
            }
            if (UNLIKELY(res != VM_OK))
                goto failed;
            FLOW(pc + 1);
        }
        if (UNLIKELY(info->pointer && args[0] == 0))
            FAIL(VM_NIL);
        if (info->request == REQ_ATOMIC && vm->solo) {
            CHECK(info->direct(args));
            FLOW(pc + 1);
        }
        vm->req.native = (uint16_t)n;
        vm->req.args = args;
        vm->req.nargs = info->words;
        STOP(info->request, 1);
    }
        CASE(RET)
        {
            DO_RET;
        }
        CASE(MKCLOSURE)
        {
            word *p = closure_new(vm, 1u + pc->c);
            if (UNLIKELY(p == NULL))
                FAIL(VM_OOM);
            p[0] = (word)(uintptr_t)funcs[pc[1].lo];
            memcpy(p + 1, &R_B, pc->c * sizeof(word));
            R_A = (word)(uintptr_t)p;
            NEXT2();
        }
        CASE(LDCAP)
        {
            DO_LDCAP;
            DISPATCH();
        }
        CASE(LOADF)
        {
            // The table of functions serves as their closures without captures.
            R_A = (word)(uintptr_t)&funcs[pc->bc];
            NEXT();
        }

        CASE(DEFER)
        {
            SAVE(pc);
            TRY(vm_defer(vm, ctx, &R_A + FRAME_WORDS, funcs[pc->bc], 0));
            NEXT();
        }
        CASE(DEFERC)
        {
            const word closure = R_B;
            SAVE(pc);
            TRY(vm_defer(vm, ctx, &R_A + FRAME_WORDS,
                         closure == 0 ? NULL : closure_func(closure), closure));
            NEXT();
        }
        CASE(RUNDEFERS)
        {
            bool done;
            SAVE(pc);
            TRY(vm_rundefers(vm, ctx, pc->a, &done));
            if (done)
                FLOW(pc + 1);
            RELOAD();
            FLOW(ctx->pc);
        }
        CASE(PANIC)
        {
            SAVE(pc + 1);
            step = UNLIKELY(R_A == 0 && pc->b)
                       ? vm_fail(vm, ctx, vm_nil_panic(vm))
                       : vm_raise(vm, ctx, R_A);
            goto stepped;
        }
        CASE(RECOVER)
        {
            SAVE(pc);
            R_A = vm_recover(ctx);
            FLOW(pc + 1);
        }

        CASE(GO)
        {
            if (UNLIKELY(vm_heap_is_full(vm->heap)))
                FAIL(VM_OOM);
            vm->req.fn = funcs[pc->bc];
            vm->req.closure = 0;
            vm->req.args = &R_A + FRAME_WORDS;
            vm->req.nargs = vm->req.fn->nparams;
            QUICK(REQ_GO, 1);
        }
        CASE(GOC)
        {
            const word closure = R_B;
            if (UNLIKELY(closure == 0)) {
                SAVE(pc + 1);
                step = vm_fatal(vm, "go of nil func value", false);
                goto stepped;
            }
            if (UNLIKELY(vm_heap_is_full(vm->heap)))
                FAIL(VM_OOM);
            vm->req.fn = closure_func(closure);
            vm->req.closure = closure_own(closure, pc->c);
            vm->req.args = &R_A + FRAME_WORDS;
            vm->req.nargs = vm->req.fn->nparams;
            CHECK(pc->a + FRAME_WORDS + vm->req.nargs <= frame_func(R)->nregs);
            QUICK(REQ_GO, 1);
        }
        CASE(MKCHAN)
        {
            vm->req.args = &R_A;
            vm->req.size = (int64_t)R_B;
            vm->req.elem = code->types[pc[1].hi];
            QUICK(REQ_MKCHAN, 2);
        }
        CASE(CHANLEN)
        {
            const struct vm_chan_head *ch =
                (const struct vm_chan_head *)(uintptr_t)R_B;
            R_A = ch == NULL ? 0 : at_load_rlx(&ch->len);
            NEXT();
        }
        CASE(CHANCAP)
        {
            const struct vm_chan_head *ch =
                (const struct vm_chan_head *)(uintptr_t)R_B;
            R_A = ch == NULL ? 0 : at_load_rlx(&ch->cap);
            NEXT();
        }
        CASE(SEND)
        {
            vm->req.chan = R_A;
            vm->req.args = &R_B;
            vm->req.nargs = pc->c;
            QUICK(REQ_SEND, 1);
        }
        CASE(RECV)
        {
            vm->req.chan = R_B;
            vm->req.args = &R_A;
            vm->req.nargs = (uint32_t)pc[1].lo;
            vm->req.ok = pc->c == REG_NONE ? NULL : &R_C;
            QUICK(REQ_RECV, 2);
        }
        CASE(CLOSE)
        {
            vm->req.chan = R_A;
            STOP(REQ_CLOSE, 1);
        }
        CASE(SELECT)
        {
            SAVE(pc);
            TRY(vm_select(vm, ctx));
            RELOAD();
            STOP(REQ_SELECT, 1 + pc->b);
        }
#if !THREADED
    }
    CHECK_UNREACHABLE();
#endif

bad_index:
    FAIL(slice_index_error(vm, R_C, (&R_B)[SLICE_LEN]));

failed:
    if (res == VM_LONG)
        goto begun;
    // Most registers are as before the instruction; nobody looks at them again,
    // for recovery goes on with result variables, which live in cells or are
    // stored by instructions of their own.
    SAVE(pc + 1);
    step = vm_fail(vm, ctx, res);
stepped:
    if (step != VM_GO_ON) {
        stop = (enum vm_stop)step;
        ctx->at_pc = false;
        goto ask;
    }
    RELOAD();
    FLOW(ctx->pc);

returned:
    SAVE(pc + 1);
    step = vm_returned(vm, ctx, R[HDR_RET]);
    goto stepped;

out_of_budget:
    if (UNLIKELY(vm->to_call) && vm->left > 0) {
        vm->left -= CHARGE();
        DISPATCH();
    }
    vm->at_call = false;
    goto stopped_before;
called:
    vm->at_call = true;
    goto stopped_before;
begun:
    SAVE(pc);
    TRY(vm_stack_reserve(vm, ctx, ctx->base + frame_func(R)->nregs,
                         LONG_WORDS));
    RELOAD();
    vm_long_start(vm, R);
cut:
    ctx->pending = VM_PENDING_LONG;
    vm->at_call = false;
stopped_before:
    SAVE(pc);
    ctx->at_pc = true;
    stop = REQ_BUDGET;
    goto ask;

quick:
    SAVE(pc);
    ctx->at_pc = false;
    if (vm->quick == NULL || !vm->quick(vm, stop))
        goto ask;
    FLOW(pc);

stopped:
    SAVE(pc);
    ctx->at_pc = false;
ask:
    vm->budget = budget;
    if (vm->answer == NULL || (ctx = vm->answer(vm, stop)) == NULL)
        return stop;
    budget = vm->budget;
    goto begin;
}
