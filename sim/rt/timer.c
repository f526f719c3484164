#include "rt/timer.h"

#include <stdlib.h>

#include "base/at.h"
#include "base/check.h"
#include "base/xmalloc.h"

// Timers of equal time fire in an order that depends on the shape of the heap.
// It is Go's (time.go: siftupTimer, siftdownTimer), move for move; the versions
// from 1.23 on, written differently, make the same moves.
enum { TIMERS_D = 4, TIMERS_CAP_MIN = 16 };

static struct gotimer *gotimer_of(struct timer *t)
{
    return t->arg == NULL ? (struct gotimer *)t : NULL;
}

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

// timers.deleteMin
static void delete_min(struct timers *h)
{
    struct timer_when last = h->v[--h->n];

    if (h->n == 0) {
        h->modified = 0;
        return;
    }
    h->v[0] = last;
    sift_down(h, 0);
}

void timers_drop(struct timers *h, struct gotimer *t)
{
    if (!t->dropped || t->users > 0 || (t->state & TIMER_HEAPED) != 0)
        return;
    CHECK(t->once);
    t->link = h->free;
    h->free = t;
}

// t, a zombie, has left the heap.
static void buried(struct timers *h, struct gotimer *t)
{
    CHECK(h->zombies > 0);
    h->zombies--;
    t->state = 0;
    timers_drop(h, t);
}

// timer.updateHeap: puts right what the marks of the first timer say; true if
// that has changed anything.
static bool update_head(struct timers *h)
{
    struct gotimer *t = gotimer_of(h->v[0].t);

    if (t == NULL || (t->state & (TIMER_MODIFIED | TIMER_ZOMBIE)) == 0)
        return false;
    if ((t->state & TIMER_ZOMBIE) != 0) {
        delete_min(h);
        buried(h, t);
    } else {
        t->state &= (uint8_t)~TIMER_MODIFIED;
        h->v[0].when = t->t.when;
        sift_down(h, 0);
    }
    return true;
}

// timers.cleanHead. A zombie at the end costs nothing to remove, and then it
// cannot come to the top.
static void clean_head(struct timers *h)
{
    while (h->n > 0) {
        struct gotimer *last = gotimer_of(h->v[h->n - 1].t);
        if (last != NULL && (last->state & TIMER_ZOMBIE) != 0) {
            h->n--;
            buried(h, last);
        } else if (!update_head(h)) {
            return;
        }
    }
}

// timers.addHeap
static void add(struct timers *h, struct timer *t)
{
    struct gotimer *gt = gotimer_of(t);

    CHECK(h->n < INT32_MAX);
    if (h->n == h->cap) {
        h->cap = h->cap == 0 ? TIMERS_CAP_MIN : 2 * h->cap;
        h->v = xreallocarray(h->v, h->cap, sizeof h->v[0]);
    }
    if (gt != NULL)
        gt->state = TIMER_HEAPED;
    h->v[h->n] = (struct timer_when){t->when, t};
    sift_up(h, h->n++);
}

void timers_add(struct timers *h, struct timer *t)
{
    clean_head(h);
    add(h, t);
}

nsec timers_next(const struct timers *h)
{
    nsec first = h->n > 0 ? h->v[0].when : NSEC_MAX;

    return h->modified != 0 && h->modified < first ? h->modified : first;
}

struct timer *timers_due(struct timers *h, nsec now)
{
    while (h->n > 0 && update_head(h))
        continue;
    return h->n > 0 && h->v[0].when <= now ? h->v[0].t : NULL;
}

void timers_pop(struct timers *h)
{
    CHECK(h->n > 0);
    CHECK(gotimer_of(h->v[0].t) == NULL);
    delete_min(h);
}

struct timer *timers_pop_due(struct timers *h, nsec now)
{
    struct timer *t = timers_due(h, now);

    if (t != NULL)
        timers_pop(h);
    return t;
}

// timers.take
void timers_take(struct timers *h, struct timers *from)
{
    for (size_t i = 0; i < from->n; i++) {
        struct timer *t = from->v[i].t;
        struct gotimer *gt = gotimer_of(t);
        if (gt != NULL && (gt->state & TIMER_ZOMBIE) != 0) {
            buried(from, gt);
            continue;
        }
        if (gt != NULL)
            at_store(&gt->home, (uint64_t)(uintptr_t)h);
        add(h, t);
    }
    CHECK(from->zombies == 0);
    from->n = 0;
    from->modified = 0;
}

void timers_release(struct timers *h)
{
    free(h->v);
    *h = (struct timers){0};
}

// timer.unlockAndRun, the part before it unlocks
void timers_advance(struct timers *h, struct gotimer *t, nsec now)
{
    nsec next = 0, late = now - t->t.when;

    CHECK(late >= 0);
    CHECK((t->state & (TIMER_MODIFIED | TIMER_ZOMBIE)) == 0);
    if (t->period > 0) {
        nsec skip = late / t->period * t->period;
        next = nsec_add(t->t.when + skip, t->period);
        if (next == NSEC_MAX)
            next--;
    }
    t->t.when = next;
    if ((t->state & TIMER_HEAPED) == 0)
        return;
    CHECK(h->v[0].t == &t->t);
    t->state |= TIMER_MODIFIED;
    if (next == 0)
        timers_bury(h, t);
    update_head(h);
}

bool timers_dirty(const struct timers *h)
{
    return h->zombies > h->n / 4;
}

// timers.adjust
void timers_adjust(struct timers *h, nsec now, bool force)
{
    bool changed = false;

    if (!force && (h->modified == 0 || h->modified > now))
        return;
    h->modified = 0;
    for (size_t i = 0; i < h->n; i++) {
        struct gotimer *t = gotimer_of(h->v[i].t);
        if (t == NULL || (t->state & (TIMER_MODIFIED | TIMER_ZOMBIE)) == 0)
            continue;
        changed = true;
        if ((t->state & TIMER_ZOMBIE) != 0) {
            h->v[i] = h->v[--h->n];
            i--;
            buried(h, t);
        } else {
            h->v[i].when = t->t.when;
            t->state &= (uint8_t)~TIMER_MODIFIED;
        }
    }
    // timers.initHeap
    for (size_t i = h->n > 1 ? (h->n - 2) / TIMERS_D + 1 : 0;
         changed && i-- > 0;)
        sift_down(h, i);
}

void timers_bury(struct timers *h, struct gotimer *t)
{
    CHECK((t->state & TIMER_HEAPED) != 0);
    if ((t->state & TIMER_ZOMBIE) != 0)
        return;
    t->state |= TIMER_ZOMBIE;
    h->zombies++;
}

void timers_revive(struct timers *h, struct gotimer *t)
{
    CHECK((t->state & TIMER_HEAPED) != 0);
    if ((t->state & TIMER_ZOMBIE) == 0)
        return;
    t->state &= (uint8_t)~TIMER_ZOMBIE;
    CHECK(h->zombies > 0);
    h->zombies--;
}

bool timers_modify(struct timers *h, struct gotimer *t, nsec when)
{
    t->t.when = when;
    t->state |= TIMER_MODIFIED;
    timers_revive(h, t);
    if (h->modified != 0 && when >= h->modified)
        return false;
    h->modified = when;
    return true;
}
