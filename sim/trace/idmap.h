// idmap: from ids that a file names (Gs and Ms of timelines; threads, strings
// and stacks of Go's execution traces) to dense indices in the order of their
// first appearance.
#ifndef TRACE_IDMAP_H
#define TRACE_IDMAP_H

#include <stddef.h>
#include <stdint.h>

enum { IDMAP_NONE = -1 };

// Zero-initialised is valid and empty.
struct idmap {
    struct idmap_slot {
        uint64_t id;
        uint32_t index1; // index + 1, or 0 when the slot is free
    } * slot;
    size_t nslot; // a power of two
    size_t n;
};

// The index of id, or IDMAP_NONE.
int64_t idmap_find(const struct idmap *m, uint64_t id);

// Gives id, which must be new, the next index, and returns it.
int64_t idmap_add(struct idmap *m, uint64_t id);

// The index of id, which is added when it is new.
int64_t idmap_get(struct idmap *m, uint64_t id);

void idmap_release(struct idmap *m);

#endif
