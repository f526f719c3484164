#include "base/skew.h"

#include <stddef.h>

#include "base/check.h"
#include "base/nsec.h"

__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 u128;

enum { ONE = 1 << 16, ROOTS = 16 };

// 2^(2^-i) in 1/2^32, for i = 1..16: products of them are all powers.
static const uint64_t roots[ROOTS] = {
    6074001000, 5107605667, 4683695048, 4485121744, 4389014833, 4341736423,
    4318288544, 4306612134, 4300785774, 4297875550, 4296421177, 4295694175,
    4295330720, 4295149004, 4295058149, 4295012722};

// log2(pct / 100) in 1/65536, by repeated squaring.
static int64_t log2_pct(int64_t pct)
{
    uint64_t x = ((uint64_t)pct << 32) / 100; // 32.32
    int64_t log = 0;

    CHECK(pct >= 1 && pct <= 100000);
    for (; x < UINT64_C(1) << 32; x <<= 1)
        log -= ONE;
    for (; x >= UINT64_C(2) << 32; x >>= 1)
        log += ONE;
    for (int64_t bit = ONE / 2; bit > 0; bit /= 2) {
        x = (uint64_t)(((u128)x * x) >> 32);
        if (x >= UINT64_C(2) << 32) {
            x >>= 1;
            log += bit;
        }
    }
    return log;
}

struct skew skew_of(int64_t p10_pct, int64_t p90_pct)
{
    // A tenth of a normal distribution is beyond 1.2816 standard deviations.
    const int64_t tenth = 83988; // in 1/65536

    CHECK(p10_pct <= 100);
    CHECK(p90_pct >= 100);
    return (struct skew){
        .below = -log2_pct(p10_pct) * ONE / tenth,
        .above = log2_pct(p90_pct) * ONE / tenth,
    };
}

// 2^(log / 65536) in 1/2^32, for log in (-20, 10) whole steps.
static uint64_t exp2_32(int64_t log)
{
    int64_t whole = log >= 0 ? log / ONE : -((-log + ONE - 1) / ONE);
    int64_t part = log - whole * ONE;
    uint64_t x = UINT64_C(1) << 32;

    for (int i = 0; i < ROOTS; i++)
        if (part & (ONE >> (i + 1)))
            x = (uint64_t)(((u128)x * roots[i]) >> 32);
    return whole >= 0 ? x << whole : x >> -whole;
}

int64_t skew_draw(const struct skew *k, struct rng *r, int64_t median)
{
    const int64_t most = 653117; // log2(1000)

    CHECK(median >= 0);
    if (k->below == 0 && k->above == 0)
        return median;
    int64_t z = rng_normal(r, 0, ONE);
    int64_t log = z * (z < 0 ? k->below : k->above) / ONE;
    if (log > most)
        log = most;
    if (log < -most)
        log = -most;
    int128 x = ((int128)median * (int128)exp2_32(log)) >> 32;
    return x > NSEC_MAX ? NSEC_MAX : (int64_t)x;
}
