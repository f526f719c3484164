#include "rt/timer.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"

// Timers of equal time fire in an order that depends on the shape of the heap.
// It is Go's (time.go: siftupTimer, siftdownTimer), move for move; the versions
// from 1.23 on, written differently, make the same moves.
enum { TIMERS_D = 4, TIMERS_CAP_MIN = 16 };

static void put(struct timers *h, size_t i, struct timer *t)
{
    h->v[i] = t;
    t->slot = (int32_t)i;
}

static void sift_up(struct timers *h, size_t i)
{
    struct timer *t = h->v[i];

    while (i > 0) {
        size_t parent = (i - 1) / TIMERS_D;
        if (t->when >= h->v[parent]->when)
            break;
        put(h, i, h->v[parent]);
        i = parent;
    }
    put(h, i, t);
}

static void sift_down(struct timers *h, size_t i)
{
    struct timer *t = h->v[i];

    for (;;) {
        size_t first = i * TIMERS_D + 1, least = i;
        nsec when = t->when;
        // Of equal children the first.
        for (size_t c = first; c < first + TIMERS_D && c < h->n; c++) {
            if (h->v[c]->when < when) {
                when = h->v[c]->when;
                least = c;
            }
        }
        if (least == i)
            break;
        put(h, i, h->v[least]);
        i = least;
    }
    put(h, i, t);
}

static bool holds(const struct timers *h, const struct timer *t)
{
    return t->slot >= 0 && (size_t)t->slot < h->n && h->v[t->slot] == t;
}

void timers_add(struct timers *h, struct timer *t)
{
    CHECK(!holds(h, t));
    CHECK(h->n < INT32_MAX);
    if (h->n == h->cap) {
        h->cap = h->cap == 0 ? TIMERS_CAP_MIN : 2 * h->cap;
        h->v = xreallocarray(h->v, h->cap, sizeof(h->v[0]));
    }
    put(h, h->n, t);
    sift_up(h, h->n++);
}

// time.go: dodeltimer. The last timer takes the place, which may have another
// parent, so that it may have to go up as well as down.
void timers_remove(struct timers *h, struct timer *t)
{
    CHECK(holds(h, t));
    size_t i = (size_t)t->slot;
    struct timer *last = h->v[--h->n];

    if (last != t) {
        put(h, i, last);
        sift_up(h, i);
        sift_down(h, i);
    }
    t->slot = -1;
}

nsec timers_next(const struct timers *h)
{
    return h->n > 0 ? h->v[0]->when : NSEC_MAX;
}

struct timer *timers_pop_due(struct timers *h, nsec now)
{
    if (h->n == 0 || h->v[0]->when > now)
        return NULL;
    struct timer *t = h->v[0];
    timers_remove(h, t);
    return t;
}

void timers_release(struct timers *h)
{
    free(h->v);
    *h = (struct timers){0};
}
