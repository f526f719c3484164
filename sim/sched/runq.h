// runq: the local run queue of a P, a bounded FIFO of Gs and a runnext slot;
// and the unbounded FIFO that the global queue is.
//
// Simulated time stands still inside every call, so nothing here is atomic.
#ifndef SCHED_RUNQ_H
#define SCHED_RUNQ_H

#include <stdbool.h>
#include <stdint.h>

struct g;

enum { RUNQ_CAP = 256 }; // as in Go since 1.3

struct runq {
    uint32_t head, tail; // both only grow; tail - head is the length
    struct g *runnext;   // runs before the head, in what is left of the slice
    uint32_t cap;        // how many are let in
    uint32_t mask;       // room in g less one; a power of two less one, so that
                         // indices may wrap
    struct g **g;
};

// A list linked through g.schedlink. Zero-initialised is empty.
struct gqueue {
    struct g *head, *tail;
    int64_t n;
};

static inline uint32_t runq_len(const struct runq *q)
{
    return q->tail - q->head;
}

static inline bool runq_empty(const struct runq *q)
{
    return q->head == q->tail && q->runnext == 0;
}

// An empty queue for cap Gs, 1 to RUNQ_CAP.
void runq_init(struct runq *q, uint32_t cap);
void runq_release(struct runq *q);

// Makes room for twice as many.
void runq_grow(struct runq *q);

// Appends gp; or, with next, makes it runnext and appends the G it displaces.
// Returns the G that found no room, else NULL: Go then sends half of the queue
// along with that G to the global queue (runqputslow).
struct g *runq_put(struct runq *q, struct g *gp, bool next);

// Removes and returns the G to run now, or NULL. Sets *inherit when that G is
// to go on in the current time slice rather than start its own.
struct g *runq_get(struct runq *q, bool *inherit);

// Removes and returns the newest G, not runnext.
struct g *runq_last(struct runq *q);

// Removes and returns the i-th oldest, 0 to length - 1.
struct g *runq_remove(struct runq *q, uint32_t i);

// Moves the oldest half of a full queue, then gp, to the end of batch
// (runqputslow). Returns how many.
int runq_spill(struct runq *q, struct g *gp, struct gqueue *batch);

// Moves the oldest half, rounded up, of from to the empty queue to, but for its
// newest G, which is returned to run now; NULL when from is empty (runqgrab,
// runqsteal). *n is how many were taken. oldest: as until Go 1.2, the oldest is
// returned, and half of those behind it, rounded down, are moved.
struct g *runq_steal(struct runq *to, struct runq *from, bool oldest, int *n);

void gqueue_push(struct gqueue *q, struct g *gp); // at the tail
void gqueue_push_front(struct gqueue *q, struct g *gp);
struct g *gqueue_pop(struct gqueue *q); // from the head, or NULL
void gqueue_append(struct gqueue *q, struct gqueue *other); // empties other

#endif
