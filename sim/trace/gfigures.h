// gfigures: what each goroutine of a timeline did, and in which order they
// started: what runs are compared by.
#ifndef TRACE_GFIGURES_H
#define TRACE_GFIGURES_H

#include <stddef.h>
#include <stdint.h>

#include "base/nsec.h"
#include "base/vec.h"
#include "trace/creation.h"
#include "trace/stats.h"

enum gfigure {
#define GFIGURE(e, name, meaning) GF_##e,
#include "trace/gfigures.def"
#undef GFIGURE
    GFIGURES
};

struct gfigures_g {
    uint32_t node; // of the creation tree
    int64_t figure[GFIGURES];
};

// Without the run time's own goroutines.
struct gfigures {
    VEC(struct gfigures_g) g; // in the order of creation
    VEC(uint32_t) order;      // nodes in the order of their first start
    uint32_t *at;             // index + 1 in g of each node below nat, or 0
    size_t nat;
};

// Of what was read; node says which each G is (creation_of), and how many nodes
// there are by now. gfigures_free frees it.
struct gfigures *gfigures_of(const struct stats *s, const uint32_t *node,
                             size_t nodes);

// The goroutine, or NULL when this run had none such.
const struct gfigures_g *gfigures_at(const struct gfigures *f, uint32_t node);

// The place, from 0, of the first start that is of another goroutine in b than
// in a, or SIZE_MAX when the order is the same.
size_t gfigures_order(const struct gfigures *a, const struct gfigures *b);

void gfigures_free(struct gfigures *f);

#endif
