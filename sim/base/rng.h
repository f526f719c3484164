// rng: named streams of random numbers. One seed gives one stream per name, so
// that a new use of randomness never shifts the numbers of another.
//
// Generator: xoshiro256** (Blackman, Vigna), seeded by splitmix64 of the seed
// and the name's FNV-1a hash. Integer arithmetic only: same numbers everywhere.
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stdint.h>

struct rng {
    uint64_t s[4];
};

struct rng rng_stream(uint64_t seed, const char *name);

uint64_t rng_u64(struct rng *r);

// Uniform in [0, n), n > 0, without modulo bias.
uint64_t rng_below(struct rng *r, uint64_t n);

// Integer approximations, exact on every machine: uniform in [lo, hi];
// exponential with the given mean (by a table-free base-2 logarithm in fixed
// point); normal by the sum of 12 uniforms.
int64_t rng_uniform(struct rng *r, int64_t lo, int64_t hi);
int64_t rng_exponential(struct rng *r, int64_t mean);
int64_t rng_normal(struct rng *r, int64_t mean, int64_t stddev);

#endif
