// lint_queues: what lint checks of run queues, in timelines of the simulator,
// whose events are in the order in which they happened: that every G that is
// made runnable is in one queue, leaves it by the rule it is started by and in
// its turn, and is not forgotten.
#ifndef TRACE_LINT_QUEUES_H
#define TRACE_LINT_QUEUES_H

#include <stdbool.h>

#include "trace/queues.h"
#include "trace/reader.h"

struct lint_queues {
    struct queues *queues; // NULL: not checked
    // Some G is locked to its thread. Such a G is taken from its queue before
    // its own M starts it, which the timeline does not tell: what is in queues
    // is not known from then on.
    bool locked;
    int64_t polled;  // Gs that a poll made runnable, not counted yet
    nsec idle_since; // a P idles, a G could run, and nobody comes
    bool idle, forgotten;
};

void lint_queues_init(struct lint_queues *q, const struct reader *r);
void lint_queues_release(struct lint_queues *q);

// Takes the next event, of Gs and Ps that exist.
void lint_queues_event(struct lint_queues *q, struct reader *r,
                       const struct reader_event *e);

// idle: between the events of the times from and to a P was idle, a G runnable,
// and no M on its way.
void lint_queues_idle(struct lint_queues *q, struct reader *r, bool idle,
                      nsec from, nsec to);

#endif
