// expect: assertions about the figures of a run, for scripts and CI:
//
//     --expect 'steals > 0' --expect 'p99.sched_wait < 5ms'
#ifndef CLI_EXPECT_H
#define CLI_EXPECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "trace/stats.h"
#include "trace/summary.h"

enum expect_op {
    EXPECT_LESS,
    EXPECT_AT_MOST,
    EXPECT_MORE,
    EXPECT_AT_LEAST,
    EXPECT_EQUAL,
    EXPECT_OTHER,
    EXPECT_OPS
};

struct expectation {
    const char *text; // as it was given
    int figure;       // of expect.def
    enum expect_op op;
    int64_t value; // ns, a count, or thousandths of a ratio
};

// Zero-initialised is valid and empty.
struct expect {
    VEC(struct expectation) v;
};

// Takes an assertion; text must stay. False and a message when it is none.
// with_stats: whether the run's whole timeline will be known.
bool expect_add(struct expect *e, const char *text, bool with_stats);

// Says of each that does not hold what was seen. stats may be NULL when every
// text was added without it. Returns EXIT_OK or EXIT_DIFFERENT.
int expect_judge(const struct expect *e, const struct summary *sum,
                 const struct stats *stats);

void expect_release(struct expect *e);

#endif
