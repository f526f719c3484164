#include "base/heap.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"

void heap_grow_(struct heap *h, struct heap_bucket *b)
{
    // While time stands still, bucket 0 is a queue that need never be empty:
    // its read half is reused.
    if (b == &h->bucket[0] && h->first > b->n / 2) {
        b->n -= h->first;
        memmove(b->v, b->v + h->first, b->n * sizeof *b->v);
        h->first = 0;
        return;
    }
    b->v = vec_grow(b->v, &b->cap, sizeof *b->v);
}

// Deals the entries of bucket from, which is the lowest one, to the ones below
// it, last being its smallest key.
static void deal_out(struct heap *h, struct heap_bucket *from)
{
    size_t n = from->n;
    int64_t last = h->last;

    from->n = 0;
    for (size_t i = 0; i < n; i++) {
        struct heap_entry e = from->v[i];
        int to = heap_bucket_of_(e.key, last);
        struct heap_bucket *b = &h->bucket[to];
        if (__builtin_expect(b->n == b->cap, 0))
            heap_grow_(h, b);
        if (b->n == 0 || e.key < b->min)
            b->min = e.key;
        h->used |= UINT64_C(1) << to;
        b->v[b->n++] = e;
    }
}

struct heap_entry heap_pop_higher_(struct heap *h)
{
    CHECK(h->used != 0);
    int i = __builtin_ctzll(h->used);
    struct heap_bucket *b = &h->bucket[i];
    CHECK(i > 0 && b->n > 0 && b->min > h->last);
    h->last = b->min;
    h->used &= h->used - 1;
    if (b->n == 1) {
        // The usual case when few events are pending: nothing to deal out.
        h->n--;
        b->n = 0;
        return b->v[0];
    }
    deal_out(h, b);
    return heap_pop(h);
}

void heap_release(struct heap *h)
{
    for (size_t i = 0; i < sizeof h->bucket / sizeof h->bucket[0]; i++)
        free(h->bucket[i].v);
    *h = (struct heap){0};
}

void heap_filter(struct heap *h, bool (*keep)(const struct heap_entry *e))
{
    for (uint64_t used = h->used; used != 0; used &= used - 1) {
        int i = __builtin_ctzll(used);
        struct heap_bucket *b = &h->bucket[i];
        size_t from = i == 0 ? h->first : 0, n = 0;
        b->min = INT64_MAX;
        for (size_t j = from; j < b->n; j++) {
            struct heap_entry e = b->v[j];
            if (!keep(&e))
                continue;
            if (e.key < b->min)
                b->min = e.key;
            b->v[n++] = e;
        }
        h->n -= b->n - from - n;
        b->n = n;
        if (i == 0)
            h->first = 0;
        if (n == 0)
            h->used &= ~(UINT64_C(1) << i);
    }
}
