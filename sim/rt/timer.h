// timer: the heap of timers of one P: 4-ary as Go's (time.go), so that timers
// of equal time fire in the same order. The engine locks it.
#ifndef RT_TIMER_H
#define RT_TIMER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/nsec.h"

struct timer {
    nsec when;
    void *arg; // the engine's: a G that sleeps, or
    bool go;   // a timer of package time (gotimer.h)
};

// Zero-initialised is valid. The times lie in the heap itself: comparing them
// touches no timer.
struct timers {
    struct timer_when {
        nsec when;
        struct timer *t;
    } * v;
    size_t n, cap;
};

// What a place in a heap costs while the heap grows: programs decide how many
// there are, so engines count it against the limit of memory.
enum { TIMER_PLACE_BYTES = 3 * sizeof(struct timer_when) };

void timers_add(struct timers *h, struct timer *t);
// t must be in h, and is looked for.
void timers_remove(struct timers *h, const struct timer *t);
// The earliest time, or NSEC_MAX.
nsec timers_next(const struct timers *h);
// Removes and returns the first timer when it is due at now, else NULL.
struct timer *timers_pop_due(struct timers *h, nsec now);
void timers_release(struct timers *h);

#endif
