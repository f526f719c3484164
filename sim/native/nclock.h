// nclock: CLOCK_MONOTONIC, read from the CPU's counter where that is sound (the
// time stamp counter of x86-64 when the kernel itself keeps time by it, the
// generic timer of AArch64), else from the system.
//
// The counter's rate is not asked of anybody: pairs of (counter, system clock)
// are taken again and again, at most NCLOCK_HORIZON_NS apart, and a straight
// line goes through them. A new line starts where the old one is and is as much
// steeper or flatter as makes up for the error by the next pair, so that time
// neither jumps nor stands still, and readers that still hold the old line
// differ by picoseconds. Until there are two pairs a millisecond apart the
// system clock is read. What remains is some 20 ns of error against
// CLOCK_MONOTONIC, which does not grow; so absolute times may be given to the
// kernel's timers, which fire later than that after their time.
#ifndef NATIVE_NCLOCK_H
#define NATIVE_NCLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/at.h"
#include "base/nsec.h"

enum { NCLOCK_SHIFT = 32, NCLOCK_FIRST_NS = 1000000 };
enum { NCLOCK_HORIZON_NS = 128000000 };

// The first line begins so much late: it must not be behind what was read from
// the system clock just before.
enum { NCLOCK_AHEAD_NS = 50 };

__extension__ typedef __int128 nclock_wide;

// ns0 + (ticks - tick0) * mult / 2^NCLOCK_SHIFT, for up to horizon ticks.
struct nclock_line {
    uint64_t tick0, ns0, mult;
    int64_t horizon; // INT64_MIN: there is no line yet
};

// A line and the pair that it was fitted to last.
struct nclock_fit {
    struct nclock_line line;
    uint64_t tick, ns;
};

struct nclock {
    uint32_t counter;        // at.h: the counter may be used
    uint32_t syncing;        // at.h: a lock that nobody waits for
    uint64_t seq;            // at.h: odd while the line changes
    struct nclock_line line; // at.h, by seq
    // syncing
    struct nclock_fit fit;
    int failed; // pairs in a row that took too long to be exact
};

// Whether this machine's counter is sound.
bool nclock_counter_is_sound(void);

// counter: as above, or false: the system clock only.
void nclock_init(struct nclock *c, bool counter);

// Takes in one more pair, which is not before the last one.
void nclock_fit_pair(struct nclock_fit *f, uint64_t tick, uint64_t ns);

// nclock_now where it has no line, or not for so late a time.
nsec nclock_beyond(struct nclock *c, uint64_t tick,
                   const struct nclock_line *line);

static inline nsec nclock_system(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * NSEC_SEC + ts.tv_nsec;
}

// ordered: after everything that the thread did before; what it does next is
// never before it. Without that, which is twice as fast, the CPU may read the
// counter early, while loads before it still wait for memory.
static inline uint64_t nclock_ticks(bool ordered)
{
#if defined(__x86_64__)
    if (ordered)
        __builtin_ia32_lfence();
    return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
    uint64_t ticks;

    if (ordered)
        __asm__ volatile("isb" ::: "memory");
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks)::"memory");
    return ticks;
#else
    (void)ordered;
    return 0;
#endif
}

static inline nsec nclock_at(const struct nclock_line *l, uint64_t tick)
{
    nclock_wide d = (int64_t)(tick - l->tick0);

    return (nsec)l->ns0 + (nsec)(d * (nclock_wide)l->mult >> NCLOCK_SHIFT);
}

static inline nsec nclock_read(struct nclock *c, bool ordered)
{
    enum { TRIES = 64 }; // who changes the line may sleep in it
    struct nclock_line l;

    for (int i = 0; at_load32_rlx(&c->counter) != 0 && i < TRIES; i++) {
        uint64_t tick = nclock_ticks(ordered);
        uint64_t seq = at_load_acq(&c->seq);
        l.tick0 = at_load_acq(&c->line.tick0);
        l.ns0 = at_load_acq(&c->line.ns0);
        l.mult = at_load_acq(&c->line.mult);
        l.horizon = (int64_t)at_load_acq((uint64_t *)&c->line.horizon);
        if (seq % 2 != 0 || at_load_rlx(&c->seq) != seq)
            continue;
        if ((int64_t)(tick - l.tick0) > l.horizon)
            return nclock_beyond(c, tick, &l);
        return nclock_at(&l, tick);
    }
    return nclock_system();
}

// Nanoseconds of CLOCK_MONOTONIC, for what is put in order with what other
// threads do: the times of events. Any thread.
static inline nsec nclock_now(struct nclock *c)
{
    return nclock_read(c, true);
}

// The same, but it may be the time of a moment ago (100 ns or so, as long as
// the CPU looks ahead): for durations, slices and timers. Any thread.
static inline nsec nclock_loose(struct nclock *c)
{
    return nclock_read(c, false);
}

#endif
