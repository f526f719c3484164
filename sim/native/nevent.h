// nevent: recording what happens, without a lock: every thread has its own
// list of records, merged by time when all is over.
#ifndef NATIVE_NEVENT_H
#define NATIVE_NEVENT_H

#include <stdint.h>

#include "base/nsec.h"
#include "native/rt_nat.h"
#include "trace/summary.h"
#include "trace/trace.h"

struct m;
struct nsched;
struct nchunk;

// Records of one thread, in order of time. Texts are pointers to text that
// lives as long as the run.
struct nevents {
    struct nchunk *first, *last;
    nsec last_t; // no record is earlier than the one before it
};

// What is counted from events.
struct ncount {
    int64_t events, switches, preemptions, steals, handoffs, syscalls, netpolls,
        timers_fired, goroutines;
    int64_t steal_attempts; // no event
};

// A text in a record.
static inline int64_t ntext(const char *text)
{
    return (int64_t)(intptr_t)text;
}

void nevent_record(struct m *mp, nsec t, int m, enum trace_event event, int p,
                   uint32_t g, int64_t a, int64_t b, int32_t c);
void nevent_now(struct m *mp, enum trace_event event, int p, uint32_t g,
                int64_t a, int64_t b, int32_t c);

// Records that something happens to M, P and G now, if the run is timed. mp:
// the thread that says so, and the M of the event.
static inline void nevent(struct m *mp, enum trace_event event, int p,
                          uint32_t g, int64_t a, int64_t b, int32_t c)
{
    if (nat_m(mp)->timed)
        nevent_now(mp, event, p, g, a, b, c);
}

// The same with a time that was read before, and another M (-1: none).
static inline void nevent_at(struct m *mp, nsec t, int m,
                             enum trace_event event, int p, uint32_t g,
                             int64_t a, int64_t b, int32_t c)
{
    if (nat_m(mp)->timed)
        nevent_record(mp, t, m, event, p, g, a, b, c);
}

// Moves all records to time 0.
void nevents_at_start(struct nevents *e);

// Writes all records up to the end in order of time and adds up the counters.
void nevents_merge(struct nsched *s, struct ncount *sum);
void nevents_release(struct nevents *e);

#endif
