#include "rt/timer.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"

// Timers of equal time fire in an order that depends on the shape of the heap.
// It is Go's (time.go: siftupTimer, siftdownTimer), move for move; the versions
// from 1.23 on, written differently, make the same moves.
enum { TIMERS_D = 4, TIMERS_CAP_MIN = 16 };

static void sift_up(struct timers *h, size_t i)
{
    struct timer_when t = h->v[i];

    while (i > 0) {
        size_t parent = (i - 1) / TIMERS_D;
        if (t.when >= h->v[parent].when)
            break;
        h->v[i] = h->v[parent];
        i = parent;
    }
    h->v[i] = t;
}

static void sift_down(struct timers *h, size_t i)
{
    struct timer_when t = h->v[i];

    for (;;) {
        size_t first = i * TIMERS_D + 1, least = i;
        nsec when = t.when;
        // Of equal children the first.
        for (size_t c = first; c < first + TIMERS_D && c < h->n; c++) {
            if (h->v[c].when < when) {
                when = h->v[c].when;
                least = c;
            }
        }
        if (least == i)
            break;
        h->v[i] = h->v[least];
        i = least;
    }
    h->v[i] = t;
}

void timers_add(struct timers *h, struct timer *t)
{
    CHECK(h->n < INT32_MAX);
    if (h->n == h->cap) {
        h->cap = h->cap == 0 ? TIMERS_CAP_MIN : 2 * h->cap;
        h->v = xreallocarray(h->v, h->cap, sizeof h->v[0]);
    }
    h->v[h->n] = (struct timer_when){t->when, t};
    sift_up(h, h->n++);
}

// time.go: dodeltimer. The last timer takes the place, which may have another
// parent, so that it may have to go up as well as down.
static void remove_at(struct timers *h, size_t i)
{
    struct timer_when last = h->v[--h->n];

    if (i == h->n)
        return;
    h->v[i] = last;
    sift_up(h, i);
    sift_down(h, i);
}

void timers_remove(struct timers *h, const struct timer *t)
{
    size_t i = 0;

    while (i < h->n && h->v[i].t != t)
        i++;
    CHECK(i < h->n);
    remove_at(h, i);
}

nsec timers_next(const struct timers *h)
{
    return h->n > 0 ? h->v[0].when : NSEC_MAX;
}

struct timer *timers_pop_due(struct timers *h, nsec now)
{
    if (h->n == 0 || h->v[0].when > now)
        return NULL;
    struct timer *t = h->v[0].t;
    remove_at(h, 0);
    return t;
}

void timers_release(struct timers *h)
{
    free(h->v);
    *h = (struct timers){0};
}
