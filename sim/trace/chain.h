// chain: work and span of a run, seen in its timeline (the "work" and "depth"
// of Blumofe and Leiserson 1999, "Scheduling multithreaded computations by work
// stealing").
//
// Work is all the time that Gs ran. The span is the longest chain of running
// time in which each piece had to wait for the one before: a G for its own
// past, for the go statement that made it, and for who woke it. However many Ps
// there are, a program takes at least its span, and work / span bounds the
// speed-up over one P. With what it waits for outside (sleeps, I/O, system
// calls) the longest chain is the floor: what the same program would take with
// Ps and cores without number.
//
// Only waits that happened are seen: where a G found what it needed (a buffered
// value, a free mutex) the timeline has no arrow, so that the true span may be
// longer.
#ifndef TRACE_CHAIN_H
#define TRACE_CHAIN_H

#include "base/nsec.h"
#include "base/vec.h"
#include "trace/fold.h"

// How long the chain is that ends where a G is.
struct chain_length {
    nsec run; // running time only
    nsec all; // with waits for what is outside
};

// Zero-initialised is valid and empty.
struct chain {
    VEC(struct chain_length) g; // until the G's last ended span
    nsec work_ns;
    struct chain_length longest;
};

// The next event, before fold_event takes it.
void chain_event(struct chain *c, const struct fold *f,
                 const struct reader_event *e);

// The next span that ended.
void chain_span(struct chain *c, const struct span *s);

void chain_release(struct chain *c);

#endif
