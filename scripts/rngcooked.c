// rngcooked: computes the 607 values of rngCooked of Go's math/rand, which the
// build has in gen/rngcooked.def. gen_cooked.go defines them as the state
// of the additive lagged Fibonacci generator s(n) = s(n - 273) + s(n - 607) mod
// 2^64, started from a Lehmer generator with seed 1, after 7.8e12 steps. The
// recurrence is linear: x^7.8e12 mod (x^607 - x^334 - 1) jumps there in 43
// squarings, which takes 0.04 s.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { LEN = 607, TAP = 273, WARM_UP = 20 };

static int32_t lehmer(int32_t x)
{
    int32_t hi = x / 44488, lo = x % 44488;

    x = 48271 * lo - 3399 * hi;
    return x < 0 ? x + INT32_MAX : x;
}

// out = a * b mod (x^607 - x^334 - 1)
static void multiply(uint64_t *out, const uint64_t *a, const uint64_t *b)
{
    uint64_t t[2 * LEN] = {0};

    for (int i = 0; i < LEN; i++)
        for (int j = 0; j < LEN; j++)
            t[i + j] += a[i] * b[j];
    for (int k = 2 * LEN - 2; k >= LEN; k--) {
        t[k - LEN + (LEN - TAP)] += t[k];
        t[k - LEN] += t[k];
    }
    memcpy(out, t, LEN * sizeof *out);
}

// Where step n, which may be negative, writes.
static int slot(int64_t n)
{
    return (int)(((LEN - TAP - 1 - n) % LEN + LEN) % LEN);
}

// The state before the first step, in the order of the generator's array.
static void start(uint64_t *v)
{
    int32_t x = 1;

    for (int i = -WARM_UP; i < LEN; i++) {
        x = lehmer(x);
        if (i < 0)
            continue;
        v[i] = (uint64_t)x << 20;
        x = lehmer(x);
        v[i] ^= (uint64_t)x << 10;
        x = lehmer(x);
        v[i] ^= (uint64_t)x;
    }
}

int main(int argc, char **argv)
{
    const int64_t steps = 7800000000000;
    uint64_t v[LEN], a[LEN], power[LEN] = {1}, square[LEN] = {0, 1}, out[LEN];

    start(v);
    for (int k = 0; k < LEN; k++)
        a[k] = v[slot(k - LEN)];
    for (int64_t e = steps; e != 0; e >>= 1) {
        if ((e & 1) != 0)
            multiply(power, power, square);
        multiply(square, square, square);
    }
    for (int m = 0; m < LEN; m++) {
        uint64_t s = 0, carry = power[LEN - 1];

        for (int i = 0; i < LEN; i++)
            s += power[i] * a[i];
        out[slot(steps + m - LEN)] = s;
        memmove(power + 1, power, (LEN - 1) * sizeof *power);
        power[0] = carry;
        power[LEN - TAP] += carry;
    }
    FILE *f = argc == 2 ? fopen(argv[1], "w") : NULL;
    if (f == NULL)
        return 1;
    for (int i = 0; i < LEN; i++)
        fprintf(f, "UINT64_C(0x%016llx),\n", (unsigned long long)out[i]);
    return fclose(f) == 0 ? 0 : 1;
}
