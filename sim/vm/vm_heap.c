// vm_heap: Go memory. Bump allocation in chunks that are never freed before the
// end of the run; fresh pages are zero, so that nothing is cleared here.
#include "vm/vm_impl.h"

#include <stdlib.h>

#include "base/xmalloc.h"

enum {
    CHUNK_MIN_BYTES = 256 << 10,
    CHUNK_MAX_BYTES = 32 << 20,
    OWN_CHUNK_BYTES = CHUNK_MIN_BYTES / 4,
    CHUNK_SHARE = 2, // a chunk is up to half of what is in use
    PAGE_BYTES = 4096,
};

// Addresses that programs see, as far apart as those of a real process.
#define FAKE_FUNCS   UINT64_C(0x47e000)
#define FAKE_GLOBALS UINT64_C(0x55a000)
#define FAKE_HEAP    UINT64_C(0xc000000000)

// Allocations are counted in words of at most this many bytes, so that sizes
// cannot overflow.
#define ALLOC_MAX_BYTES ((size_t)1 << 48)

struct vm_chunk {
    struct vm_chunk *next;
    char *base;
    size_t bytes;
    uint64_t offset; // bytes of chunks made before
};

void vm_heap_init(struct vm_heap *h, const struct code *code,
                  int64_t limit_bytes)
{
    CHECK(limit_bytes >= 0);
    *h = (struct vm_heap){.limit_bytes = limit_bytes};
    h->globals = xcalloc(code->nglobals, sizeof(word));
}

void vm_heap_release(struct vm_heap *h)
{
    while (h->chunks != NULL) {
        struct vm_chunk *c = h->chunks;
        h->chunks = c->next;
        xunmap(c->base, c->bytes);
        free(c);
    }
    free(h->globals);
    h->globals = NULL;
}

static int64_t heap_used(const struct vm_heap *h)
{
    return (int64_t)at_load_rlx((const uint64_t *)&h->used_bytes);
}

// Called with the lock held.
static void heap_use(struct vm_heap *h, int64_t bytes)
{
    int64_t used = h->used_bytes + bytes;
    CHECK(used >= 0);
    at_store_rlx((uint64_t *)&h->used_bytes, (uint64_t)used);
}

bool vm_heap_take(struct vm_heap *h, size_t bytes, bool forced)
{
    at_lock(&h->lock);
    int64_t used = h->used_bytes;
    bool fits =
        used <= h->limit_bytes && bytes <= (size_t)(h->limit_bytes - used);
    if (fits || forced)
        heap_use(h, (int64_t)bytes);
    at_unlock(&h->lock);
    return fits || forced;
}

void vm_heap_give(struct vm_heap *h, size_t bytes)
{
    at_lock(&h->lock);
    heap_use(h, -(int64_t)bytes);
    at_unlock(&h->lock);
}

bool vm_heap_is_full(const struct vm_heap *h)
{
    return heap_used(h) > h->limit_bytes;
}

// A new chunk of at least need bytes, just as many for an object of its own, or
// NULL. Called with the lock held.
static struct vm_chunk *chunk_new(struct vm_heap *h, size_t need, bool own)
{
    if (h->used_bytes > h->limit_bytes)
        return NULL;
    size_t left = (size_t)(h->limit_bytes - h->used_bytes);
    need = (need + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    if (need > left)
        return NULL;
    size_t size = (size_t)h->used_bytes / CHUNK_SHARE;
    size = size < CHUNK_MIN_BYTES   ? CHUNK_MIN_BYTES
           : size > CHUNK_MAX_BYTES ? CHUNK_MAX_BYTES
                                    : size / PAGE_BYTES * PAGE_BYTES;
    if (size > left)
        size = left / PAGE_BYTES * PAGE_BYTES;
    if (own || size < need)
        size = need;
    struct vm_chunk *c = xmalloc(sizeof *c);
    *c = (struct vm_chunk){.bytes = size, .base = xmap(size)};
    c->offset = h->chunks != NULL ? h->chunks->offset + h->chunks->bytes : 0;
    c->next = h->chunks;
    h->chunks = c;
    heap_use(h, (int64_t)size);
    return c;
}

// Large objects have a chunk of their own, so that the rest of the current one
// is not lost.
word *vm_alloc_slow(struct vm *vm, size_t words)
{
    if (words > ALLOC_MAX_BYTES / sizeof(word))
        return NULL;
    // Variables without size get an address like any other.
    size_t bytes = (words == 0 ? 1 : words) * sizeof(word);
    if (bytes > (size_t)(vm->alloc_end - vm->alloc_next)) {
        bool own = bytes >= OWN_CHUNK_BYTES;
        at_lock(&vm->heap->lock);
        struct vm_chunk *c = chunk_new(vm->heap, bytes, own);
        at_unlock(&vm->heap->lock);
        if (c == NULL)
            return NULL;
        if (own)
            return (word *)(void *)c->base;
        vm->alloc_next = c->base;
        vm->alloc_end = c->base + c->bytes;
    }
    word *p = (word *)(void *)vm->alloc_next;
    vm->alloc_next += bytes;
    return p;
}

word *vm_alloc(struct vm *vm, size_t words)
{
    return vm_alloc_words(vm, words);
}

uint64_t vm_fake_address(const struct vm *vm, word p)
{
    if (p == 0)
        return 0;
    const struct vm_heap *h = vm->heap;
    uintptr_t globals = (uintptr_t)h->globals;
    uintptr_t funcs = (uintptr_t)vm->code->funcs;
    if (p - globals < vm->code->nglobals * sizeof(word))
        return FAKE_GLOBALS + (p - globals);
    if (p - funcs < vm->code->nfuncs * sizeof(struct func *))
        return FAKE_FUNCS + (p - funcs) * 4;
    uint64_t address = FAKE_HEAP;
    at_lock(&vm->heap->lock);
    // Where one chunk ends another may begin: the end counts only when it is
    // nobody's beginning.
    for (const struct vm_chunk *c = h->chunks; c != NULL; c = c->next) {
        uint64_t at = p - (uintptr_t)c->base;
        if (at <= c->bytes)
            address = FAKE_HEAP + c->offset + at;
        if (at < c->bytes)
            break;
    }
    at_unlock(&vm->heap->lock);
    return address;
}
