#include "trace/hist.h"

#include "base/check.h"

enum { SUB_BITS = 6 };

static int bucket_of(nsec v)
{
    uint64_t u = (uint64_t)v;

    if (u < HIST_SUB)
        return (int)u;
    int shift = 63 - __builtin_clzll(u) - SUB_BITS;
    return (shift + 1) * HIST_SUB + (int)((u >> shift) & (HIST_SUB - 1));
}

// The largest value of the bucket.
static nsec bucket_top(int b)
{
    if (b < HIST_SUB)
        return b;
    int shift = b / HIST_SUB - 1;
    uint64_t low = ((uint64_t)HIST_SUB + (uint64_t)(b % HIST_SUB)) << shift;
    return (nsec)(low + (((uint64_t)1 << shift) - 1));
}

void hist_add(struct hist *h, nsec v)
{
    if (v < 0)
        v = 0;
    int b = bucket_of(v);
    CHECK(b < HIST_BUCKETS);
    h->bucket[b]++;
    h->n++;
    if (v > h->max)
        h->max = v;
}

void hist_merge(struct hist *to, const struct hist *from)
{
    for (int b = 0; b < HIST_BUCKETS; b++)
        to->bucket[b] += from->bucket[b];
    to->n += from->n;
    if (from->max > to->max)
        to->max = from->max;
}

void hist_log2(const struct hist *h, int64_t out[HIST_LOG2])
{
    for (int i = 0; i < HIST_LOG2; i++)
        out[i] = 0;
    for (int b = 0; b < HIST_BUCKETS; b++)
        if (h->bucket[b] > 0)
            out[63 - __builtin_clzll((uint64_t)bucket_top(b) | 1)] +=
                h->bucket[b];
}

nsec hist_percentile(const struct hist *h, int permille)
{
    CHECK(permille >= 0 && permille <= 1000);
    int64_t want = (h->n * permille + 999) / 1000;
    int64_t seen = 0;

    if (want < 1)
        want = 1;
    for (int b = 0; b < HIST_BUCKETS && h->n > 0; b++) {
        seen += h->bucket[b];
        if (seen >= want)
            return bucket_top(b) < h->max ? bucket_top(b) : h->max;
    }
    return 0;
}
