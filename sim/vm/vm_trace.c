// vm_trace: what people see of a goroutine that stopped: the text of its panic,
// its frames, its position.
#include "vm/vm_impl.h"

// Addresses of code as a program might see them: stable, plausible, not ours.
#define FAKE_CODE UINT64_C(0x480000)

enum { FAKE_CODE_FUNC_BYTES = 4096 };

// The position of the instruction before or at pc; extension slots have that of
// their instruction or none.
static struct pos pos_at(const struct func *f, const union instr *pc, bool at)
{
    struct pos none = {0};
    if (f->pos == NULL)
        return none;
    size_t i = (size_t)(pc - f->code);
    CHECK(i <= f->ncode);
    if (!at && i > 0)
        i--;
    if (i == f->ncode)
        return none;
    while (i > 0 && f->pos[i].line == 0)
        i--;
    return f->pos[i];
}

struct pos vm_pos(const struct vm *vm, const struct vm_ctx *ctx)
{
    (void)vm;
    CHECK(ctx->stack != NULL);
    return pos_at(frame_func(ctx->stack + ctx->base), ctx->pc, ctx->at_pc);
}

const struct func *vm_func_at(const struct code *code, const union instr *pc,
                              struct pos *pos)
{
    for (uint32_t i = 0; i < code->nfuncs; i++) {
        const struct func *f = code->funcs[i];
        if ((uintptr_t)pc <= (uintptr_t)f->code ||
            (uintptr_t)pc > (uintptr_t)(f->code + f->ncode))
            continue;
        *pos = pos_at(f, pc, false);
        return f;
    }
    return NULL;
}

// error.go: printanycustomtype
static void panic_value(struct vm *vm, const struct vm_panic *p)
{
    struct text *out = &vm->text->panic;
    if (p->has_text) {
        struct gostr s = string_get(p->text);
        text_bytes(out, s.data, (size_t)s.len);
        return;
    }
    if (p->value == 0) {
        text_str(out, "nil");
        return;
    }
    const struct rtype *t = box_type(p->value);
    const word *v = box_words(p->value);
    bool word_kind = t->kind <= RK_FLOAT64;
    if (type_is_basic(t) || t == vm_error_type(vm)) {
        print_value(vm, out, t, v);
    } else if (t->kind == RK_STRING) {
        text_printf(out, "%s(\"", t->name);
        print_value(vm, out, t, v);
        text_str(out, "\")");
    } else if (word_kind) {
        text_printf(out, "%s(", t->name);
        print_value(vm, out, t, v);
        text_byte(out, ')');
    } else {
        // Go shows the data word of the interface.
        bool direct =
            t->kind == RK_POINTER || t->kind == RK_CHAN || t->kind == RK_FUNC;
        text_printf(out, "(%s) 0x%llx", t->name,
                    (unsigned long long)vm_fake_address(
                        vm, direct ? v[0] : (word)(uintptr_t)v));
    }
}

// Reverses the list, so that it can be walked oldest first and put back.
static void reverse(struct vm_panic **list)
{
    struct vm_panic *p = *list, *done = NULL;
    while (p != NULL) {
        struct vm_panic *next = p->next;
        p->next = done;
        done = p;
        p = next;
    }
    *list = done;
}

// The frame that raised p may have moved, the function stays.
static void signal_line(struct vm *vm, const struct vm_ctx *ctx,
                        const struct vm_panic *p)
{
    const struct func *f = frame_func(ctx->stack + p->base);
    CHECK(p->pc >= f->code);
    uint64_t pc = FAKE_CODE + (uint64_t)f->id * FAKE_CODE_FUNC_BYTES +
                  (uint64_t)(p->pc - f->code);
    text_printf(&vm->text->panic,
                "\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 "
                "pc=0x%llx]",
                (unsigned long long)pc);
}

// panic.go: printpanics
const char *vm_panic_text(struct vm *vm, struct vm_ctx *ctx, size_t *len)
{
    struct text *out = &vm->text->panic;
    const struct vm_panic *before = NULL, *signal = NULL;
    text_clear(out);
    reverse(&ctx->panics);
    for (const struct vm_panic *p = ctx->panics; p != NULL; p = p->next) {
        if (before != NULL && !before->goexit)
            text_str(out, "\n\t");
        before = p;
        if (p->goexit)
            continue;
        text_str(out, "panic: ");
        panic_value(vm, p);
        if (p->recovered)
            text_str(out, " [recovered]");
        if (p->nil_deref)
            signal = p;
    }
    reverse(&ctx->panics);
    if (signal != NULL)
        signal_line(vm, ctx, signal);
    const char *s = text_cstr(out);
    *len = out->n;
    return s;
}

// Where the caller of the frame at base stands; *at as in struct vm_ctx.
static const union instr *caller_pc(const struct vm_ctx *ctx, uint32_t base,
                                    bool *at)
{
    word ret = ctx->stack[base - 2];
    *at = false;
    if (ret == RET_UNWIND || ret == RET_PRINT) {
        const struct vm_panic *p = ctx->panics;
        while (p != NULL && p->call_base != base)
            p = p->next;
        CHECK(p != NULL);
        return p->pc;
    }
    if ((ret & 1) != 0) {
        *at = true;
        ret -= RET_DEFER;
    }
    return (const union instr *)(uintptr_t)ret;
}

bool vm_caller(struct vm *vm, const struct vm_ctx *ctx, word *args)
{
    const union instr *pc = ctx->pc;
    bool at = ctx->at_pc, oom = false;
    uint32_t base = ctx->base;
    word skip = args[0];

    memset(args, 0, 4 * sizeof *args);
    for (;;) {
        const word *R = ctx->stack + base;
        const struct func *f = frame_func(R);
        if (!f->wrapper && skip-- == 0) {
            struct pos pos = pos_at(f, pc, at);
            const char *file = pos.file < vm->code->nsources
                                   ? vm->code->sources[pos.file].name
                                   : "?";
            args[0] = string_new(vm, file, strlen(file), &oom);
            args[1] = pos.line;
            if (!oom)
                args[2] = string_new(vm, f->name, strlen(f->name), &oom);
            args[3] = true;
            return !oom;
        }
        if (R[HDR_RET] == RET_END)
            return true;
        pc = caller_pc(ctx, base, &at);
        base -= (uint32_t)R[HDR_DIST];
    }
}

static void trace_frame(struct vm *vm, const struct func *f, struct pos pos)
{
    struct text *out = &vm->text->trace;
    const char *file = "?";
    if (pos.file < vm->code->nsources)
        file = vm->code->sources[pos.file].name;
    text_printf(out, "%s(%s)\n\t%s:%u\n", f->name, f->nparams == 0 ? "" : "...",
                file, pos.line);
}

// Prints the frames from first to last - 1, innermost 0, and returns how many
// there are.
static uint32_t trace_frames(struct vm *vm, const struct vm_ctx *ctx,
                             uint32_t first, uint32_t last)
{
    const union instr *pc = ctx->pc;
    bool at = ctx->at_pc;
    uint32_t base = ctx->base, n = 0;

    for (;;) {
        CHECK(base >= FRAME_WORDS);
        const word *R = ctx->stack + base;
        const struct func *f = frame_func(R);
        if (!f->wrapper) {
            if (n >= first && n < last)
                trace_frame(vm, f, pos_at(f, pc, at));
            n++;
        }
        if (R[HDR_RET] == RET_END)
            return n;
        pc = caller_pc(ctx, base, &at);
        base -= (uint32_t)R[HDR_DIST];
    }
}

const char *vm_traceback(struct vm *vm, const struct vm_ctx *ctx, int go_minor,
                         struct vm_runtime_frames runtime, size_t *len)
{
    enum { OUTER_SINCE = 21, INNER = 50, MAX = 100 };
    struct text *out = &vm->text->trace;

    CHECK(ctx->stack != NULL);
    text_clear(out);
    if (go_minor < OUTER_SINCE) {
        uint32_t n = trace_frames(vm, ctx, 0, MAX - runtime.above);
        // So too when it has just as many; but not when one was hidden.
        if (n + runtime.below >= MAX && runtime.above == 0)
            text_str(out, "...additional frames elided...\n");
    } else {
        uint32_t n = trace_frames(vm, ctx, 0, INNER) + runtime.below;
        uint32_t outer = INNER;
        if (n > MAX) {
            text_printf(out, "...%u frames elided...\n", n - MAX);
            outer = n - INNER;
        }
        if (n > INNER)
            trace_frames(vm, ctx, outer, n);
    }
    const char *s = text_cstr(out);
    *len = out->n;
    return s;
}
