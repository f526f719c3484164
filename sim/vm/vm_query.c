// vm_query: small questions of the engines.
#include "vm/vm_impl.h"

const struct func *vm_func(const struct vm_ctx *ctx)
{
    CHECK(ctx->stack != NULL);
    return frame_func(ctx->stack + ctx->base);
}

const struct func *vm_closure_func(word closure)
{
    CHECK(closure != 0);
    return closure_func(closure);
}

uint64_t vm_address(const struct vm *vm, word p)
{
    return vm_fake_address(vm, p);
}

void vm_heap_count(struct vm_heap *h, size_t bytes)
{
    vm_heap_take(h, bytes, true);
}
