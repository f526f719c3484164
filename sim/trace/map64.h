// map64: from 64-bit ids that a file names (threads, strings, stacks of Go's
// execution traces) to dense indices in the order of their first appearance.
#ifndef TRACE_MAP64_H
#define TRACE_MAP64_H

#include <stddef.h>
#include <stdint.h>

enum { MAP64_NONE = -1 };

// Zero-initialised is valid and empty.
struct map64 {
    struct map64_slot {
        uint64_t id;
        uint64_t index1; // index + 1, or 0 when the slot is free
    } * slot;
    size_t nslot; // a power of two
    size_t n;
};

// The index of id, or MAP64_NONE.
int64_t map64_find(const struct map64 *m, uint64_t id);

// Gives id, which must be new, the next index, and returns it.
int64_t map64_add(struct map64 *m, uint64_t id);

// The index of id, which is added when it is new.
int64_t map64_get(struct map64 *m, uint64_t id);

void map64_release(struct map64 *m);

#endif
