// skew: random factors around 1 with unlike sides, as measured times have them:
// a wake-up is rarely much faster than usual, and often much slower.
//
// The logarithm of the factor is normal, with one width below the median and
// another above it. Integer arithmetic only: same numbers everywhere.
#ifndef BASE_SKEW_H
#define BASE_SKEW_H

#include <stdint.h>

#include "base/rng.h"

struct skew {
    // Of the base-2 logarithm, in 1/65536: standard deviations of both sides.
    int64_t below, above;
};

// p10_pct, 1..100, and p90_pct, 100..100000: the 10th and the 90th percentile
// in percent of the median. 100 and 100: the factor is always 1.
struct skew skew_of(int64_t p10_pct, int64_t p90_pct);

// median (>= 0) times a random factor; never more than 1000 times median.
int64_t skew_draw(const struct skew *k, struct rng *r, int64_t median);

#endif
