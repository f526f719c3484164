// vm_panic: panics, recovery, Goexit and deferred calls.
//
// As in Go, a panic unwinds nothing at first: deferred calls run in frames
// above the one that raised it, newest first, whichever frame deferred them.
// When one of them recovers and returns, the frame that deferred it becomes the
// running one again, in its epilogue, and everything above is gone. Records of
// panics and deferred calls belong to the goroutine; a record says by index of
// the stack which frame it is about. Nothing here recurses: programs decide how
// deep panics nest.
#include "vm/vm_impl.h"

#include <stdarg.h>

// The type of run-time errors for code without package runtime.
static const struct rtype plain_error_type = {
    .kind = RK_STRING,
    .words = 1,
    .elem_bytes = 8,
    .go_bytes = 16,
    .named = true,
    .comparable = true,
    .name = "runtime.Error",
};

const struct rtype *vm_error_type(const struct vm *vm)
{
    return vm->code->type_error_runtime != NULL ? vm->code->type_error_runtime
                                                : &plain_error_type;
}

enum vm_result vm_error(struct vm *vm, const char *fmt, ...)
{
    va_list ap;
    text_clear(&vm->text->error);
    text_str(&vm->text->error, "runtime error: ");
    va_start(ap, fmt);
    text_vprintf(&vm->text->error, fmt, ap);
    va_end(ap);
    return VM_PANIC;
}

enum vm_result vm_plain_error(struct vm *vm, const char *fmt, ...)
{
    va_list ap;
    text_clear(&vm->text->error);
    va_start(ap, fmt);
    text_vprintf(&vm->text->error, fmt, ap);
    va_end(ap);
    return VM_PANIC;
}

int vm_fatal(struct vm *vm, const char *text, bool memory_limit)
{
    vm->req.fatal = text;
    vm->req.memory_limit = memory_limit;
    return REQ_FATAL;
}

// Go says "out of memory" in several ways; this is the one of its heap.
static int out_of_memory(struct vm *vm)
{
    return vm_fatal(vm, "runtime: out of memory", true);
}

// Frames are above what they panic about, so a frame that cannot be made ends
// the program: Go's stacks overflow fatally, too.
static int no_frame(struct vm *vm, enum vm_result res)
{
    CHECK(res == VM_OOM || res == VM_OVERFLOW);
    return res == VM_OOM ? out_of_memory(vm)
                         : vm_fatal(vm, "stack overflow", false);
}

static struct vm_panic *panic_push(struct vm *vm, struct vm_ctx *ctx,
                                   word value)
{
    struct vm_panic *p = pool_panic_get(vm->pool);
    p->next = ctx->panics;
    p->pc = ctx->pc;
    p->base = ctx->base;
    p->value = value;
    ctx->panics = p;
    return p;
}

static void panic_pop(struct vm *vm, struct vm_ctx *ctx)
{
    struct vm_panic *p = ctx->panics;
    CHECK(p != NULL);
    ctx->panics = p->next;
    pool_panic_put(vm->pool, p);
}

enum vm_result vm_nil_panic(struct vm *vm)
{
    return vm_plain_error(vm, "panic called with nil argument (use "
                              "GODEBUG=panicnil=1 to disable)");
}

// Pushes a panic with the run-time error of that text; false at the limit.
static bool error_push(struct vm *vm, struct vm_ctx *ctx, const char *text,
                       size_t n)
{
    bool oom;
    word s = string_new(vm, text, n, &oom), box = 0;
    if (oom || iface_box(vm, vm_error_type(vm), &s, &box) != VM_OK)
        return false;
    panic_push(vm, ctx, box);
    return true;
}

static bool nil_push(struct vm *vm, struct vm_ctx *ctx)
{
    static const char text[] = "runtime error: invalid memory address or nil "
                               "pointer dereference";
    if (!error_push(vm, ctx, text, sizeof text - 1))
        return false;
    ctx->panics->nil_deref = true;
    return true;
}

int vm_fail(struct vm *vm, struct vm_ctx *ctx, enum vm_result res)
{
    const struct text *e = &vm->text->error;
    bool pushed;
    switch (res) {
    case VM_PANIC:
        pushed = error_push(vm, ctx, (const char *)e->v, e->n);
        break;
    case VM_NIL:
        pushed = nil_push(vm, ctx);
        break;
    default:
        return no_frame(vm, res);
    }
    return pushed ? vm_unwind(vm, ctx) : out_of_memory(vm);
}

int vm_raise(struct vm *vm, struct vm_ctx *ctx, word value)
{
    panic_push(vm, ctx, value);
    return vm_unwind(vm, ctx);
}

void vm_panic_plain(struct vm *vm, struct vm_ctx *ctx, const char *text)
{
    CHECK(ctx->stack != NULL);
    // Without memory for the text the panic has none: unwinding goes first.
    bool pushed = text == NULL ? nil_push(vm, ctx)
                               : error_push(vm, ctx, text, strlen(text));
    if (!pushed)
        panic_push(vm, ctx, 0);
    ctx->pending = VM_PENDING_UNWIND;
}

void vm_goexit(struct vm *vm, struct vm_ctx *ctx)
{
    CHECK(ctx->stack != NULL);
    panic_push(vm, ctx, 0)->goexit = true;
    ctx->pending = VM_PENDING_UNWIND;
}

enum vm_result vm_defer(struct vm *vm, struct vm_ctx *ctx, const word *args,
                        const struct func *fn, word closure)
{
    const word *R = ctx->stack + ctx->base;
    uint32_t nargs = fn == NULL ? 0 : fn->nparams;
    CHECK((size_t)(args - R) + nargs <= frame_func(R)->nregs);
    struct vm_defer *d = pool_defer_get(vm->pool, nargs);
    if (d == NULL)
        return VM_OOM;
    d->fn = fn;
    d->closure = closure;
    d->base = ctx->base;
    memcpy(d->args, args, nargs * sizeof(word));
    d->next = ctx->defers;
    ctx->defers = d;
    return VM_OK;
}

// Takes the newest deferred call off the list and begins it in a frame at index
// at. A nil function is VM_NIL.
static enum vm_result defer_call(struct vm *vm, struct vm_ctx *ctx, uint32_t at,
                                 word ret)
{
    struct vm_defer *d = ctx->defers;
    enum vm_result res = VM_NIL;
    CHECK(d != NULL);
    ctx->defers = d->next;
    if (d->fn != NULL)
        res = vm_push_frame(vm, ctx, at, d->fn, d->closure, ret);
    if (res == VM_OK)
        memcpy(ctx->stack + at, d->args, d->nargs * sizeof(word));
    pool_defer_put(vm->pool, d);
    return res;
}

enum vm_result vm_rundefers(struct vm *vm, struct vm_ctx *ctx, uint32_t reg,
                            bool *done)
{
    *done = ctx->defers == NULL || ctx->defers->base != ctx->base;
    if (*done)
        return VM_OK;
    return defer_call(vm, ctx, ctx->base + reg + FRAME_WORDS,
                      (word)(uintptr_t)ctx->pc | RET_DEFER);
}

// The index for a frame above the one at base.
static uint32_t index_above(const struct vm_ctx *ctx, uint32_t base)
{
    return base + frame_func(ctx->stack + base)->nregs + FRAME_WORDS;
}

// The panic at the top of the list is going to end the program. Its values are
// made printable first, by the methods of their types; Go: preprintpanics.
static int print_values(struct vm *vm, struct vm_ctx *ctx)
{
    struct vm_panic *top = ctx->panics;
    ctx->base = top->base;
    ctx->pc = top->pc;
    for (struct vm_panic *p = top; p != NULL; p = p->next) {
        if (p->goexit || p->has_text || p->value == 0)
            continue;
        const struct rtype *t = box_type(p->value);
        const struct func *m =
            t == vm_error_type(vm) ? NULL : type_string_method(vm, t);
        if (m == NULL)
            continue;
        top->call_base = index_above(ctx, top->base);
        enum vm_result res =
            vm_push_frame(vm, ctx, top->call_base, m, 0, RET_PRINT);
        if (res != VM_OK)
            return no_frame(vm, res);
        ctx->stack[ctx->base] = p->value;
        p->printing = true;
        ctx->printing = true;
        return VM_GO_ON;
    }
    return REQ_PANIC;
}

static int printed(struct vm *vm, struct vm_ctx *ctx)
{
    struct vm_panic *p = ctx->panics;
    while (p != NULL && !p->printing)
        p = p->next;
    CHECK(p != NULL);
    p->text = ctx->stack[ctx->base];
    p->has_text = true;
    p->printing = false;
    ctx->printing = false;
    ctx->panics->call_base = 0;
    return print_values(vm, ctx);
}

// The method of a panic value panics itself, with value.
static int printing_failed(struct vm *vm, word value)
{
    struct text *t = &vm->text->panic;
    text_clear(t);
    text_str(t, "panic while printing panic value");
    if (value != 0 && strcmp(box_type(value)->name, "string") == 0) {
        struct gostr s = string_get(*box_words(value));
        text_str(t, ": ");
        text_bytes(t, s.data, (size_t)s.len);
    } else if (value != 0) {
        text_printf(t, ": type %s", box_type(value)->name);
    }
    return vm_fatal(vm, text_cstr(t), false);
}

int vm_unwind(struct vm *vm, struct vm_ctx *ctx)
{
    CHECK(ctx->panics != NULL);
    for (;;) {
        struct vm_panic *p = ctx->panics;
        ctx->base = p->base;
        ctx->pc = p->pc;
        if (ctx->defers == NULL) {
            if (ctx->printing)
                return printing_failed(vm, p->value);
            return p->goexit ? REQ_RETURN : print_values(vm, ctx);
        }
        p->call_base = index_above(ctx, p->base);
        p->target = ctx->defers->base;
        enum vm_result res = defer_call(vm, ctx, p->call_base, RET_UNWIND);
        if (res == VM_OK)
            return VM_GO_ON;
        if (res != VM_NIL)
            return no_frame(vm, res);
        if (!nil_push(vm, ctx))
            return out_of_memory(vm);
    }
}

// A deferred call that recovered has returned to where the panic p ran it.
static int recovered(struct vm *vm, struct vm_ctx *ctx)
{
    uint32_t target = ctx->panics->target;
    // What was raised in frames that are now gone is over, but for Goexit,
    // which nothing can stop.
    while (ctx->panics != NULL && ctx->panics->base >= target) {
        if (ctx->panics->goexit)
            return vm_unwind(vm, ctx);
        panic_pop(vm, ctx);
    }
    CHECK(target >= FRAME_WORDS);
    const struct func *f = frame_func(ctx->stack + target);
    CHECK(f->recover_pc < f->ncode);
    ctx->base = target;
    ctx->pc = f->code + f->recover_pc;
    return VM_GO_ON;
}

int vm_returned(struct vm *vm, struct vm_ctx *ctx, word tag)
{
    struct vm_panic *p = ctx->panics;
    switch (tag) {
    case RET_END:
        return REQ_RETURN;
    case RET_UNWIND:
        CHECK(p != NULL);
        CHECK(p->call_base == ctx->base);
        p->call_base = 0;
        return p->recovered ? recovered(vm, ctx) : vm_unwind(vm, ctx);
    case RET_PRINT:
        return printed(vm, ctx);
    default:
        ctx->base -= (uint32_t)ctx->stack[ctx->base - 1];
        ctx->pc = (const union instr *)(uintptr_t)(tag - RET_DEFER);
        return VM_GO_ON;
    }
}

word vm_recover(struct vm_ctx *ctx)
{
    struct vm_panic *p = ctx->panics;
    if (p == NULL || p->goexit || p->recovered)
        return 0;
    // Only the function that the panic called may recover; what the compiler
    // made to call it does not count.
    uint32_t base = ctx->base;
    while (base != p->call_base) {
        const word *R = ctx->stack + base;
        if ((R[HDR_RET] & 1) != 0)
            return 0;
        base -= (uint32_t)R[HDR_DIST];
        if (!frame_func(ctx->stack + base)->wrapper)
            return 0;
    }
    p->recovered = true;
    return p->value;
}
