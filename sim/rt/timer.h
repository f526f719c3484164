// timer: the heap of timers of one P: 4-ary as Go's (time.go), so that timers
// of equal time fire in the same order. The engine locks it.
//
// A timer is a G that sleeps, or one of package time's. The latter may be
// stopped and reset by others than the heap's P; as in Go that only marks it,
// and the heap is put in order when somebody looks at it (Go 1.23's timers:
// cleanHead, adjust, run). DIFFERS FROM GO: so it is in versions before 1.23,
// which move a changed timer in another way; only the order of timers of equal
// time can tell.
#ifndef RT_TIMER_H
#define RT_TIMER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/nsec.h"

struct rt_chan;

struct timer {
    nsec when; // package time's: 0 when it will not fire
    void *arg; // the engine's: a G that sleeps; NULL: of package time
};

enum {
    TIMER_HEAPED = 1,   // it is in a heap …
    TIMER_MODIFIED = 2, // … where it has another time than its own
    TIMER_ZOMBIE = 4,   // … and is to be taken out
};

// A timer of package time. What is not said to be immutable is guarded by the
// lock of home.
struct gotimer {
    struct timer t;
    uint64_t home; // at.h: struct timers *; where it is, or was last
    nsec period;   // of a ticker, else 0
    union {
        uint64_t func;        // immutable: of AfterFunc, if there is no chan
        struct gotimer *link; // free list
    };
    struct rt_chan *chan; // immutable
    uint64_t seq;     // counts Stop and Reset; written under chan's lock too
    uint32_t blocked; // sync: Gs that wait for chan
    uint32_t sending; // at.h, sync: somebody has taken it to send
    uint32_t users;   // once: Ms at work with it
    uint8_t state;    // TIMER_…
    bool dropped;     // once: nobody will look at chan any more
    bool sync;        // immutable: a channel of Go 1.23
    bool once;        // immutable: belongs to one receive
};

// Zero-initialised is valid. The times lie in the heap itself: comparing them
// touches no timer.
struct timers {
    struct timer_when {
        nsec when;
        struct timer *t;
    } * v;
    size_t n, cap;
    size_t zombies;
    nsec modified; // no modified timer is earlier; 0: there is none
    struct gotimer *free;
};

// Adds t, which is in no heap, and first takes zombies off the ends.
void timers_add(struct timers *h, struct timer *t);
// The earliest time, or NSEC_MAX: then the heap is empty. Zombies count.
nsec timers_next(const struct timers *h);
// Removes and returns the first timer when it is due at now, else NULL. For
// heaps without timers of package time.
struct timer *timers_pop_due(struct timers *h, nsec now);
// Moves all of from, whose P goes, to h.
void timers_take(struct timers *h, struct timers *from);
void timers_release(struct timers *h);

// The first timer when it is due at now, after those before it that are not
// what they seem have been put right; or NULL.
struct timer *timers_due(struct timers *h, nsec now);
// Removes the first timer, a G's.
void timers_pop(struct timers *h);
// t has fired: sets the time of the next tick, or takes it out.
void timers_advance(struct timers *h, struct gotimer *t, nsec now);
// Puts all modified timers right when one of them may be due, or by force.
void timers_adjust(struct timers *h, nsec now, bool force);
// Whether so many are zombies that Go cleans up.
bool timers_dirty(const struct timers *h);
// Marks: t stops, is taken back, gets another time. It is in the heap.
void timers_bury(struct timers *h, struct gotimer *t);
void timers_revive(struct timers *h, struct gotimer *t);
// True: no timer was known to be that early.
bool timers_modify(struct timers *h, struct gotimer *t, nsec when);
// Frees t if nobody needs it.
void timers_drop(struct timers *h, struct gotimer *t);

#endif
