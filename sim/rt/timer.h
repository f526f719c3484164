// timer: the heap of timers of one P: 4-ary as Go's (time.go), so that timers
// of equal time fire in the same order. The engine locks it.
#ifndef RT_TIMER_H
#define RT_TIMER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/nsec.h"

struct timer {
    nsec when;
    void *arg;    // the engine's: a G that sleeps …
    int32_t slot; // index in the heap, -1: in none
};

// Zero-initialised is valid.
struct timers {
    struct timer **v;
    size_t n, cap;
};

void timers_add(struct timers *h, struct timer *t);
void timers_remove(struct timers *h, struct timer *t); // must be in h
// The earliest time, or NSEC_MAX.
nsec timers_next(const struct timers *h);
// Removes and returns the first timer when it is due at now, else NULL.
struct timer *timers_pop_due(struct timers *h, nsec now);
void timers_release(struct timers *h);

#endif
