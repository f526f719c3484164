// creation: goroutines by how they came to be, so that those of different runs
// can be compared, whatever numbers they had. Main is "main", the second
// goroutine that it created "main.2", the first one which that created
// "main.2.1".
#ifndef TRACE_CREATION_H
#define TRACE_CREATION_H

#include <stddef.h>
#include <stdint.h>

#include "base/strtab.h"
#include "base/vec.h"
#include "trace/fold.h"

enum {
    CREATION_NONE = 0, // no goroutine: the node above main's
    CREATION_PATH_MAX = 128,
    CREATION_DEPTH_WHOLE = 6, // up to here a path is written out
};

struct creation_node {
    uint32_t parent;
    uint32_t number; // it is its parent's so manieth, from 1
    uint32_t depth;  // 1: main
    uint32_t first;  // child, or 0
    uint32_t next;   // sibling, or 0
    uint32_t head;   // its ancestor where a cut path begins
    const char *fn;  // of the first run that had it
};

// All goroutines of all runs, as a tree: node 0 is CREATION_NONE, the others
// are numbered as they were first seen. Zero-initialised is valid and empty.
struct creation {
    VEC(struct creation_node) nodes;
    struct strtab names;
};

// The child of parent that was created after the child sibling (0: its first),
// made when it is new.
uint32_t creation_next(struct creation *c, uint32_t parent, uint32_t sibling);

// The node of each goroutine of f, in the order of creation, CREATION_NONE for
// the run time's own; the caller frees it.
uint32_t *creation_of(struct creation *c, const struct fold *f);

// The path of a node. Deep ones are cut in the middle: "main.1.1...1.1.1
// (depth 900)".
void creation_path(const struct creation *c, uint32_t node,
                   char out[CREATION_PATH_MAX]);

// The node's function, or "".
const char *creation_fn(const struct creation *c, uint32_t node);

// One more than the highest node.
size_t creation_nodes(const struct creation *c);

void creation_release(struct creation *c);

#endif
