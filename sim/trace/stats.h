// stats: the figures of a run from its timeline: those of the summary, and for
// which the whole timeline is needed: time by state of every P and G, waiting
// times, Gs running at once, work and span.
#ifndef TRACE_STATS_H
#define TRACE_STATS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/nsec.h"
#include "base/vec.h"
#include "trace/chain.h"
#include "trace/hist.h"
#include "trace/reader.h"
#include "trace/summary.h"

// Time by enum span_state.
struct stats_time {
    nsec ns[SPAN_STATES];
};

// What Gs that wait wait for.
struct stats_reason {
    const char *reason; // "chan receive"; lives as long as the fold
    int64_t n;
    nsec ns;
};

struct stats_g {
    struct stats_time time;
    int64_t starts;
};

// A G was put on a P: a decision of the scheduler.
struct stats_decision {
    nsec t;
    uint32_t g; // place in the order of creation
    int32_t p, victim;
    enum trace_rule rule;
};

// From t on so many Gs run at once.
struct stats_step {
    nsec t;
    int32_t running;
};

struct stats {
    struct fold *fold; // of the whole timeline: names and numbers of Gs
    struct summary sum;
    VEC(struct stats_time) p;        // by number
    VEC(struct stats_g) g;           // in the order of creation
    VEC(struct stats_reason) reason; // the longest first
    struct hist *wait;               // of runnable Gs for a P
    VEC(nsec) parallel;              // time with so many Gs running at once
    nsec p_ns;                       // of all Ps together
    nsec work_ns;
    struct chain_length span;
    // When they are to be kept; without the run time's own Gs.
    bool keep;
    VEC(struct stats_decision) decisions;
    VEC(struct stats_step) steps;
};

// Reads, checks and adds up all of r; keep: also each decision and each change
// of the number of running Gs, which takes memory. NULL when the timeline is
// wrong; r then has the messages. stats_free frees it.
struct stats *stats_read(struct reader *r, bool keep);

void stats_free(struct stats *s);

// a / b in thousandths, rounded; 0 when b is.
int64_t stats_permille(int64_t a, int64_t b);

// Mean number of Gs that ran at once, in thousandths.
int64_t stats_parallelism_permille(const struct stats *s);

// work / span, in thousandths: no number of Ps makes it faster than so many
// times one P.
int64_t stats_speedup_permille(const struct stats *s);

#endif
