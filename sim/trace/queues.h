// queues: which run queue each runnable G of a timeline is in, and where there:
// the runnext slots and rings of Ps and the global queue, replayed as Go fills
// and empties them (runqput, runqget, runqputslow, runqsteal, globrunqget,
// injectglist).
//
// A timeline does not say where the Gs of a poll go but for the first; those
// are in QUEUE_POLL until they run, and with them all that are in a queue of
// which some are taken meanwhile. Events of real threads may be stamped a
// little out of order, so theirs are approximate.
#ifndef TRACE_QUEUES_H
#define TRACE_QUEUES_H

#include <stddef.h>
#include <stdint.h>

#include "trace/reader.h"

enum queue_kind {
    QUEUE_NONE,    // in no queue: not runnable, or on its way to an M
    QUEUE_RUNNEXT, // of a P
    QUEUE_RING,    // of a P
    QUEUE_GLOBAL,
    QUEUE_POLL,   // not known, because of a poll
    QUEUE_STOLEN, // taken from a P to run at once, or from the global queue
};

struct queue_place {
    enum queue_kind kind;
    int32_t p; // of runnext and ring, else -1
};

struct queues;

struct queues *queues_new(void);
void queues_free(struct queues *q);

// Takes the next event.
void queues_event(struct queues *q, const struct reader_event *e);

struct queue_place queues_place(const struct queues *q, uint32_t g);

// Gs before g in its queue: 0 when it is the first or in none.
int64_t queues_before(const struct queues *q, uint32_t g);

// How many are in a queue; p counts for runnext and ring only.
int64_t queues_length(const struct queues *q, enum queue_kind kind, int32_t p);

// The G that is index-th (from 0) in a queue; 0 when there is none.
uint32_t queues_at(const struct queues *q, enum queue_kind kind, int32_t p,
                   int64_t index);

#endif
