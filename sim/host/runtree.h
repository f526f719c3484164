// runtree: the threads that wait for one core, in order of a key, with the
// smallest virtual run time of each subtree, as Linux keeps its tree since
// EEVDF: the first one that has run no longer than a limit is found in O(log n)
// steps. Equal keys leave in the order in which they came.
//
// A treap whose priorities are a hash of the number of the insertion: balanced
// whatever the keys, and the same on every machine.
#ifndef HOST_RUNTREE_H
#define HOST_RUNTREE_H

#include <stdint.h>

#include "base/nsec.h"

struct runtree_node {
    struct runtree_node *left, *right;
    nsec key, v, min_v; // min_v: of the subtree
    uint64_t seq;
    uint32_t priority;
    void *owner;
};

// node->key, v, seq (which differs from all others) and owner are set; an empty
// tree is NULL.
void runtree_insert(struct runtree_node **root, struct runtree_node *node);

// node must be there.
void runtree_remove(struct runtree_node **root, struct runtree_node *node);

// The first by key, or NULL.
struct runtree_node *runtree_first(struct runtree_node *root);

// The first by key of those with v <= limit, or NULL.
struct runtree_node *runtree_pick(struct runtree_node *root, nsec limit);

#endif
