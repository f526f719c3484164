// parting: where two runs of one program part: the first decision of the
// scheduler in which they differ, and how far their parallelism is apart.
#ifndef TRACE_PARTING_H
#define TRACE_PARTING_H

#include <stddef.h>
#include <stdint.h>

#include "trace/creation.h"
#include "trace/stats.h"

// One of the two runs: with decisions and steps kept, and which node of the
// creation tree each of its Gs is.
struct parting_run {
    const struct stats *stats;
    const uint32_t *node;
};

// The number, from 0, of the first decision that puts another G on a P in b
// than in a, or that only one of them has; SIZE_MAX when there is none. On
// which P, and when, does not count.
size_t parting_decision(const struct parting_run *a,
                        const struct parting_run *b);

// The area between the two curves of Gs that run at once, over time since the
// start, in thousandths of the greater of the areas below them; 0 when nothing
// ever ran.
int64_t parting_area_permille(const struct stats *a, const struct stats *b);

#endif
