// hist: a histogram of times with 1.6 % resolution, log-linear: 64 buckets for
// each power of two. Integers only.
#ifndef TRACE_HIST_H
#define TRACE_HIST_H

#include <stdint.h>

#include "base/nsec.h"

enum { HIST_SUB = 64, HIST_BUCKETS = HIST_SUB * 59 };

// Zero-initialised is valid and empty.
struct hist {
    int64_t n;
    nsec max;
    int64_t bucket[HIST_BUCKETS];
};

void hist_add(struct hist *h, nsec v); // v < 0 counts as 0

// Adds all values of from to to.
void hist_merge(struct hist *to, const struct hist *from);

// The values by powers of two: out[i] of them are in [2^i, 2^(i+1)), 0 counts
// in out[0].
enum { HIST_LOG2 = 63 };
void hist_log2(const struct hist *h, int64_t out[HIST_LOG2]);

// The smallest bucket bound with at least permille/1000 of the values at or
// below; 0 when empty. Never above the maximum.
nsec hist_percentile(const struct hist *h, int permille);

#endif
