// vm_ctx: goroutines as the VM sees them: stacks of frames, and the vm itself.
#include "vm/vm_impl.h"

#include <stdlib.h>

#include "base/xmalloc.h"

static const char *const request_names[REQ_COUNT] = {
#define REQUEST(e, meaning) [REQ_##e] = #e,
#include "vm/request.def"
#undef REQUEST
};

const char *vm_request_name(enum vm_stop stop)
{
    CHECK((unsigned)stop < REQ_COUNT);
    return request_names[stop];
}

void vm_init(struct vm *vm, const struct code *code, struct vm_heap *heap)
{
    CHECK(code != NULL);
    CHECK(heap->globals != NULL);
    *vm = (struct vm){.code = code, .heap = heap};
    vm->pool = pool_new(heap);
    vm->text = xcalloc(1, sizeof *vm->text);
}

void vm_release(struct vm *vm)
{
    struct vm_text *t = vm->text;
    text_release(&t->out);
    text_release(&t->panic);
    text_release(&t->trace);
    text_release(&t->error);
    text_release(&t->num);
    free(t->equal);
    free(t->boxes);
    free(t);
    pool_free(vm->pool);
    *vm = (struct vm){0};
}

static inline size_t first_frame_words(const struct func *fn, word closure)
{
    return (size_t)FRAME_WORDS + fn->nregs + (closure >> CLOSURE_OWN_SHIFT);
}

// Moves a closure that nobody else has to the stack.
static word take_closure(struct vm *vm, struct vm_ctx *ctx, word closure)
{
    uint32_t words = (uint32_t)(closure >> CLOSURE_OWN_SHIFT);
    word mask = ((word)1 << CLOSURE_OWN_SHIFT) - 1;
    word *p = (word *)(uintptr_t)(closure & mask);

    ctx->own_words = (uint8_t)words;
    if (words == 0)
        return closure;
    memcpy(ctx->stack, p, words * sizeof(word));
    p[0] = (word)(uintptr_t)vm->closures[words];
    vm->closures[words] = p;
    return (word)(uintptr_t)ctx->stack;
}

// With a stack that has room.
static void start(struct vm *vm, struct vm_ctx *ctx, const struct func *fn,
                  word closure, const word *args, uint32_t nargs)
{
    CHECK(fn->charge != NULL);
    CHECK(nargs <= fn->nregs);
    closure = take_closure(vm, ctx, closure);
    ctx->base = FRAME_WORDS + ctx->own_words;
    ctx->pc = fn->code;
    ctx->at_pc = true;
    word *R = ctx->stack + ctx->base;
    R[HDR_FUNC] = (word)(uintptr_t)fn;
    R[HDR_RET] = RET_END;
    R[HDR_DIST] = 0;
    if (nargs > 0)
        memcpy(R, args, nargs * sizeof(word));
    if (fn->closure_reg != REG_NONE)
        R[fn->closure_reg] = closure;
}

void vm_ctx_start(struct vm *vm, struct vm_ctx *ctx, const struct func *fn,
                  word closure, const word *args, uint32_t nargs)
{
    *ctx = (struct vm_ctx){0};
    ctx->stack = pool_stack_get(vm->pool, first_frame_words(fn, closure),
                                &ctx->cap, true);
    start(vm, ctx, fn, closure, args, nargs);
}

void vm_ctx_restart(struct vm *vm, struct vm_ctx *ctx, const struct func *fn,
                    word closure, const word *args, uint32_t nargs)
{
    if (ctx->stack == NULL || first_frame_words(fn, closure) > ctx->cap ||
        ctx->defers != NULL || ctx->panics != NULL) {
        vm_ctx_release(vm, ctx);
        vm_ctx_start(vm, ctx, fn, closure, args, nargs);
        return;
    }
    ctx->pending = VM_PENDING_NONE;
    ctx->printing = false;
    start(vm, ctx, fn, closure, args, nargs);
}

void vm_ctx_release(struct vm *vm, struct vm_ctx *ctx)
{
    while (ctx->defers != NULL) {
        struct vm_defer *d = ctx->defers;
        ctx->defers = d->next;
        pool_defer_put(vm->pool, d);
    }
    while (ctx->panics != NULL) {
        struct vm_panic *p = ctx->panics;
        ctx->panics = p->next;
        pool_panic_put(vm->pool, p);
    }
    if (ctx->stack != NULL)
        pool_stack_put(vm->pool, ctx->stack, ctx->cap);
    *ctx = (struct vm_ctx){0};
}

// Without budget every block goes where only those go that have used it up, and
// is charged there.
void vm_slice(struct vm *vm, int64_t budget, bool to_call)
{
    vm->to_call = to_call;
    vm->budget = to_call ? 0 : budget;
    vm->left = to_call ? budget : 0;
}

int64_t vm_left(const struct vm *vm)
{
    return vm->to_call ? vm->left : vm->budget;
}

enum vm_result vm_stack_reserve(struct vm *vm, struct vm_ctx *ctx, uint32_t at,
                                size_t words)
{
    size_t need = at + words;
    if (need <= ctx->cap)
        return VM_OK;
    if (need > STACK_MAX_WORDS)
        return VM_OVERFLOW;
    uint32_t cap;
    word *stack = pool_stack_get(vm->pool, need, &cap, false);
    if (stack == NULL)
        return VM_OOM;
    // All frames lie in the old stack; index at may be behind its end.
    memcpy(stack, ctx->stack, ctx->cap * sizeof(word));
    pool_stack_put(vm->pool, ctx->stack, ctx->cap);
    ctx->stack = stack;
    ctx->cap = cap;
    if (ctx->own_words > 0) { // only the first frame points to the closure
        word *R = stack + ctx->own_words + FRAME_WORDS;
        uint32_t reg = frame_func(R)->closure_reg;
        if (reg != REG_NONE)
            R[reg] = (word)(uintptr_t)stack;
    }
    return VM_OK;
}

enum vm_result vm_push_frame(struct vm *vm, struct vm_ctx *ctx, uint32_t at,
                             const struct func *fn, word closure, word ret)
{
    CHECK(at >= ctx->base + FRAME_WORDS);
    enum vm_result res = vm_stack_reserve(vm, ctx, at, fn->nregs);
    if (res != VM_OK)
        return res;
    word *R = ctx->stack + at;
    R[HDR_FUNC] = (word)(uintptr_t)fn;
    R[HDR_RET] = ret;
    R[HDR_DIST] = at - ctx->base;
    if (fn->closure_reg != REG_NONE)
        R[fn->closure_reg] = closure;
    ctx->base = at;
    ctx->pc = fn->code;
    ctx->at_pc = true;
    return VM_OK;
}

// The cases lie on the stack above the frame, so that they stay while the
// goroutine is parked.
enum vm_result vm_select(struct vm *vm, struct vm_ctx *ctx)
{
    _Static_assert(sizeof(struct vm_select_case) % sizeof(word) == 0,
                   "cases are counted in words");
    enum { CASE_WORDS = sizeof(struct vm_select_case) / sizeof(word) };
    const union instr *in = ctx->pc;
    uint32_t at = ctx->base + frame_func(ctx->stack + ctx->base)->nregs;
    enum vm_result res =
        vm_stack_reserve(vm, ctx, at, (size_t)in->b * CASE_WORDS);
    if (res != VM_OK)
        return res;
    word *R = ctx->stack + ctx->base;
    struct vm_select_case *cases =
        (struct vm_select_case *)(void *)(ctx->stack + at);
    for (uint32_t i = 0; i < in->b; i++) {
        const uint16_t *h = in[1 + i].h;
        cases[i] = (struct vm_select_case){
            .send = h[0] == 0,
            .chan = R[h[1]],
            .value = h[2] == REG_NONE ? NULL : &R[h[2]],
            .ok = h[3] == REG_NONE ? NULL : &R[h[3]],
        };
    }
    vm->req.cases = cases;
    vm->req.ncases = in->b;
    vm->req.has_default = in->c != 0;
    vm->req.args = &R[in->a];
    return VM_OK;
}
