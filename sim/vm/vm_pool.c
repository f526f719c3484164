// vm_pool: recycled memory of goroutines: stacks by size, records of deferred
// calls by number of arguments, records of panics. Small ones are cut from
// slabs that live as long as the vm; large stacks go back to the system at
// once. All of it counts against the limit of Go memory, because programs
// decide how much there is.
#include "vm/vm_impl.h"

#include <stdlib.h>

#include "base/xmalloc.h"

enum {
    SLAB_MIN_BYTES = 64 << 10, // each is twice as large as the one before
    SLAB_MAX_BYTES = 1 << 20,
    DEFER_CLASSES = 8, // 4 << 0 .. 4 << 7 words of arguments; above: malloc
    DEFER_MIN_ARGS = 4,
};

// Words of pooled stacks. Most goroutines need one of the first two, and a
// million of them may be parked; above the last, stacks are twice as large each
// time and come from malloc.
static const uint16_t stack_words[] = {16,  24,  32,  48,  64,  96,  128,
                                       192, 256, 384, 512, 768, 1024};
enum {
    STACK_CLASSES = sizeof stack_words / sizeof *stack_words,
    STACK_POOLED_MAX = 1024,
};

struct slab {
    struct slab *next;
    size_t bytes; // this head included
};

struct vm_pool {
    struct vm_heap *heap;
    struct slab *slabs;
    char *next, *end;
    word *stacks[STACK_CLASSES]; // the first word links
    struct vm_defer *defers[DEFER_CLASSES];
    struct vm_panic *panics;
};

struct vm_pool *pool_new(struct vm_heap *heap)
{
    struct vm_pool *pool = xcalloc(1, sizeof *pool);
    pool->heap = heap;
    return pool;
}

void pool_free(struct vm_pool *pool)
{
    while (pool->slabs != NULL) {
        struct slab *s = pool->slabs;
        pool->slabs = s->next;
        xunmap(s, s->bytes);
    }
    free(pool);
}

static bool slab_new(struct vm_pool *pool, bool forced)
{
    size_t bytes =
        pool->slabs == NULL ? SLAB_MIN_BYTES : 2 * pool->slabs->bytes;

    if (bytes > SLAB_MAX_BYTES)
        bytes = SLAB_MAX_BYTES;
    while (bytes > SLAB_MIN_BYTES && !vm_heap_take(pool->heap, bytes, false))
        bytes /= 2;
    if (bytes <= SLAB_MIN_BYTES) { // the first, or near the limit
        bytes = SLAB_MIN_BYTES;
        if (!vm_heap_take(pool->heap, bytes, forced))
            return false;
    }
    struct slab *s = xmap(bytes);
    *s = (struct slab){pool->slabs, bytes};
    pool->slabs = s;
    pool->next = (char *)(s + 1);
    pool->end = (char *)s + bytes;
    return true;
}

// Cuts bytes off the current slab; NULL at the limit, unless forced.
static void *slab_cut(struct vm_pool *pool, size_t bytes, bool forced)
{
    bytes = (bytes + sizeof(word) - 1) / sizeof(word) * sizeof(word);
    CHECK(bytes <= SLAB_MIN_BYTES - sizeof(struct slab));
    if (bytes > (size_t)(pool->end - pool->next) && !slab_new(pool, forced))
        return NULL;
    void *p = pool->next;
    pool->next += bytes;
    return p;
}

static unsigned stack_class(size_t words)
{
    unsigned class = 0;
    while (stack_words[class] < words)
        class ++;
    return class;
}

static word *stack_large(struct vm_pool *pool, size_t words, uint32_t *cap,
                         bool forced)
{
    *cap = 2 * STACK_POOLED_MAX;
    while (*cap < words)
        *cap *= 2;
    size_t bytes = *cap * sizeof(word);
    return vm_heap_take(pool->heap, bytes, forced) ? xmalloc(bytes) : NULL;
}

word *pool_stack_get(struct vm_pool *pool, size_t words, uint32_t *cap,
                     bool forced)
{
    CHECK(words <= STACK_MAX_WORDS);
    if (words > STACK_POOLED_MAX)
        return stack_large(pool, words, cap, forced);
    unsigned class = stack_class(words);
    *cap = stack_words[class];
    word *stack = pool->stacks[class];
    if (stack == NULL)
        return slab_cut(pool, *cap * sizeof(word), forced);
    pool->stacks[class] = (word *)(uintptr_t)stack[0];
    return stack;
}

void pool_stack_put(struct vm_pool *pool, word *stack, uint32_t cap)
{
    if (cap > STACK_POOLED_MAX) {
        free(stack);
        vm_heap_give(pool->heap, cap * sizeof(word));
        return;
    }
    unsigned class = stack_class(cap);
    CHECK(cap == stack_words[class]);
    stack[0] = (word)(uintptr_t)pool->stacks[class];
    pool->stacks[class] = stack;
}

static unsigned defer_class(uint32_t nargs)
{
    unsigned class = 0;
    while (((uint32_t)DEFER_MIN_ARGS << class) < nargs)
        class ++;
    return class;
}

static size_t defer_bytes(unsigned class)
{
    return sizeof(struct vm_defer) +
           ((size_t)DEFER_MIN_ARGS << class) * sizeof(word);
}

struct vm_defer *pool_defer_get(struct vm_pool *pool, uint32_t nargs)
{
    CHECK(nargs <= REGS_MAX);
    unsigned class = defer_class(nargs);
    struct vm_defer *d;
    if (class >= DEFER_CLASSES) {
        if (!vm_heap_take(pool->heap, defer_bytes(class), false))
            return NULL;
        d = xmalloc(defer_bytes(class));
    } else if (pool->defers[class] != NULL) {
        d = pool->defers[class];
        pool->defers[class] = d->next;
    } else {
        d = slab_cut(pool, defer_bytes(class), false);
        if (d == NULL)
            return NULL;
    }
    d->nargs = nargs;
    return d;
}

void pool_defer_put(struct vm_pool *pool, struct vm_defer *d)
{
    unsigned class = defer_class(d->nargs);
    if (class >= DEFER_CLASSES) {
        free(d);
        vm_heap_give(pool->heap, defer_bytes(class));
        return;
    }
    d->next = pool->defers[class];
    pool->defers[class] = d;
}

struct vm_panic *pool_panic_get(struct vm_pool *pool)
{
    struct vm_panic *p = pool->panics;
    if (p != NULL)
        pool->panics = p->next;
    else
        p = slab_cut(pool, sizeof *p, true);
    *p = (struct vm_panic){0};
    return p;
}

void pool_panic_put(struct vm_pool *pool, struct vm_panic *p)
{
    p->next = pool->panics;
    pool->panics = p;
}
