// heap: the event list, a radix heap on int64 keys.
//
// Keys never go below the last one popped (time does not go back), which makes
// push and pop O(1) amortised at any size (simgrid.md, section 7). Entries with
// equal keys leave in the order they were pushed. Deletion is the caller's, by
// a generation number inside the value.
//
// An entry lies in the bucket of the highest bit in which its key differs from
// last, the key popped last; bucket 0 holds the keys equal to last. When bucket
// 0 is empty, the smallest key of the lowest bucket becomes last and that
// bucket is dealt out, in order, to the lower ones. The buckets above keep
// their place: they differ from the old and the new last in the same bit. Hence
// all entries of one key are always in one bucket, in the order they came.
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

struct heap_entry {
    int64_t key;
    void *p;
    uint64_t tag;
};

struct heap_bucket {
    struct heap_entry *v;
    size_t n, cap;
    int64_t min; // smallest key, valid when n > 0: entries leave all at once
};

// Zero-initialised is valid and empty, with last = 0: keys are >= 0.
struct heap {
    struct heap_bucket bucket[64];
    uint64_t used; // bit b is set when bucket b has entries
    size_t first;  // next entry of bucket[0]
    size_t n;
    int64_t last;
};

// The parts that are rarely needed, not for callers: room for one more entry
// in a bucket; the smallest entry when bucket 0 is empty.
void heap_grow_(struct heap *h, struct heap_bucket *b);
struct heap_entry heap_pop_higher_(struct heap *h);

// Keys are not negative, so the shift loses nothing.
static inline int heap_bucket_of_(int64_t key, int64_t last)
{
    return 63 - __builtin_clzll((uint64_t)(key ^ last) << 1 | 1);
}

// key >= the last popped key (checked).
static inline void heap_push(struct heap *h, int64_t key, void *p, uint64_t tag)
{
    CHECK(key >= h->last);
    int i = heap_bucket_of_(key, h->last);
    struct heap_bucket *b = &h->bucket[i];
    if (__builtin_expect(b->n == b->cap, 0))
        heap_grow_(h, b);
    if (b->n == 0 || key < b->min)
        b->min = key;
    h->used |= UINT64_C(1) << i;
    h->n++;
    b->v[b->n++] = (struct heap_entry){key, p, tag};
}

// The smallest key, or INT64_MAX when empty. Does not move last: earlier keys
// than the peeked one may still be pushed.
static inline int64_t heap_peek(const struct heap *h)
{
    if (h->used == 0)
        return INT64_MAX;
    return h->bucket[__builtin_ctzll(h->used)].min;
}

// Removes the oldest of the entries with the smallest key; n > 0.
static inline struct heap_entry heap_pop(struct heap *h)
{
    struct heap_bucket *b = &h->bucket[0];
    if (b->n == 0)
        return heap_pop_higher_(h);
    h->n--;
    struct heap_entry e = b->v[h->first++];
    if (h->first == b->n) {
        h->first = b->n = 0;
        h->used &= ~UINT64_C(1);
    }
    return e;
}

// Removes the entries that keep says false of; the order of the others stays.
void heap_filter(struct heap *h, bool (*keep)(const struct heap_entry *e));

void heap_release(struct heap *h);

#endif
