#include "base/rng.h"

#include <stddef.h>

#include "base/check.h"
#include "base/nsec.h"

__extension__ typedef unsigned __int128 u128;

enum { LOG_BITS = 40 };

static uint64_t fnv1a(const char *s)
{
    uint64_t h = UINT64_C(14695981039346656037);
    for (; *s != '\0'; s++)
        h = (h ^ (uint8_t)*s) * UINT64_C(1099511628211);
    return h;
}

// Steele, Lea, Flood: Fast splittable pseudorandom number generators.
static uint64_t splitmix64(uint64_t *x)
{
    uint64_t z = *x += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

struct rng rng_stream(uint64_t seed, const char *name)
{
    CHECK(name != NULL);
    uint64_t x = seed ^ fnv1a(name);
    struct rng r;
    for (int i = 0; i < 4; i++)
        r.s[i] = splitmix64(&x);
    // The one state that never leaves itself; four outputs of splitmix64 in a
    // row differ, so it cannot come out of the loop.
    CHECK((r.s[0] | r.s[1] | r.s[2] | r.s[3]) != 0);
    return r;
}

static uint64_t rotl(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

uint64_t rng_u64(struct rng *r)
{
    uint64_t *s = r->s;
    uint64_t result = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return result;
}

// Lemire: Fast random integer generation in an interval. The high word of a
// product is uniform once the first 2^64 mod n low words are refused.
uint64_t rng_below(struct rng *r, uint64_t n)
{
    CHECK(n > 0);
    u128 product = (u128)rng_u64(r) * n;
    if ((uint64_t)product < n) {
        uint64_t refused = (0 - n) % n;
        while ((uint64_t)product < refused)
            product = (u128)rng_u64(r) * n;
    }
    return (uint64_t)(product >> 64);
}

int64_t rng_uniform(struct rng *r, int64_t lo, int64_t hi)
{
    CHECK(lo <= hi);
    uint64_t n = (uint64_t)hi - (uint64_t)lo + 1;
    // n is 0 when every int64 is in the range.
    uint64_t offset = n == 0 ? rng_u64(r) : rng_below(r, n);
    return (int64_t)((uint64_t)lo + offset);
}

// 64 - log2(u) with LOG_BITS fraction bits, for u > 0: the whole part is the
// place of the highest bit, the fraction comes bit by bit from repeated
// squaring.
static uint64_t minus_log2_of_fraction(uint64_t u)
{
    CHECK(u > 0);
    int zeros = __builtin_clzll(u);
    uint64_t log = (uint64_t)(63 - zeros) << LOG_BITS;
    uint64_t x = u << zeros; // 1.63 fixed point, in [1, 2)

    for (int bit = LOG_BITS - 1; bit >= 0; bit--) {
        u128 square = (u128)x * x; // 2.126, in [1, 4)
        if (square >> 127 != 0) {
            log |= UINT64_C(1) << bit;
            x = (uint64_t)(square >> 64);
        } else {
            x = (uint64_t)(square >> 63);
        }
    }
    return (UINT64_C(64) << LOG_BITS) - log;
}

// Inverse of the distribution function: -ln(u) * mean, u uniform in (0, 1).
int64_t rng_exponential(struct rng *r, int64_t mean)
{
    const uint64_t ln2 = UINT64_C(0xb17217f7d1cf79ac); // 2^64 * ln 2, rounded
    CHECK(mean >= 0);
    uint64_t u = rng_u64(r);
    uint64_t log = minus_log2_of_fraction(u != 0 ? u : 1);
    uint64_t e = (uint64_t)(((u128)log * ln2) >> (LOG_BITS + 16)); // 16.48
    u128 x = ((u128)(uint64_t)mean * e + (UINT64_C(1) << 47)) >> 48;
    return x > NSEC_MAX ? NSEC_MAX : (int64_t)x;
}

// Central limit: twelve uniforms in [0, 1) have variance 1 in sum. Tails end at
// six standard deviations.
int64_t rng_normal(struct rng *r, int64_t mean, int64_t stddev)
{
    const int64_t sum_mean = 6 * (INT64_C(1) << 32) - 6;
    CHECK(stddev >= 0);
    int64_t sum = 0;
    for (int i = 0; i < 6; i++) {
        uint64_t u = rng_u64(r);
        sum += (int64_t)(u >> 32) + (int64_t)(u & UINT32_MAX);
    }
    int64_t z = sum - sum_mean;
    uint64_t magnitude = (uint64_t)(z < 0 ? -z : z);
    // Rounding works on the magnitude, so that both sides are alike.
    u128 x = ((u128)(uint64_t)stddev * magnitude + (UINT64_C(1) << 31)) >> 32;
    int64_t d = x > NSEC_MAX ? NSEC_MAX : (int64_t)x;
    return nsec_add(mean, z < 0 ? -d : d);
}
