// nrunq: the run queue of a P: a lock-free ring with one producer and many
// consumers, and a runnext slot that others may take (proc.go: runqput,
// runqget, runqgrab). Written for real threads; the simulator has its own.
#ifndef NATIVE_NRUNQ_H
#define NATIVE_NRUNQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/at.h"

struct g;

enum { NRUNQ_CAP = 256 };

struct nrunq {
    _Alignas(64) uint32_t head; // at.h: consumers, by compare-and-swap
    _Alignas(64) uint32_t tail; // at.h: the owner alone writes it
    uint64_t runnext;           // at.h: a struct g *, or 0
    uint64_t g[NRUNQ_CAP];      // at.h: struct g *
};

// Owner only. False: the ring is full; *over holds the G that found no room
// (with next, the one that was displaced).
bool nrunq_put(struct nrunq *q, struct g *gp, bool next, struct g **over);

// The same two for an owner that no thief can disturb, as with one P: plain
// reads and writes, which others may look at.
static inline bool nrunq_put_alone(struct nrunq *q, struct g *gp, bool next,
                                   struct g **over);
static inline struct g *nrunq_get_alone(struct nrunq *q, bool *inherit);

// Owner only, when put failed: takes the oldest half out into batch[0..127].
// Returns how many: 128, or 0 when a thief was faster (put again).
int nrunq_spill(struct nrunq *q, struct g **batch);

// Owner only. The G to run now, or NULL.
struct g *nrunq_get(struct nrunq *q, bool *inherit);

// Any thread. Copies the oldest half, rounded up, of from to the owner's own
// empty ring to; the newest of them is returned, to run now. NULL: nothing
// there.
struct g *nrunq_steal(struct nrunq *to, struct nrunq *from, int *n);

// Any thread. The runnext, without taking it; and taking it if it is still gp.
struct g *nrunq_peek_runnext(const struct nrunq *q);
bool nrunq_take_runnext(struct nrunq *q, struct g *gp);

// Any thread. May be out of date when it returns, but never misses a G that was
// there during the whole call.
bool nrunq_empty(const struct nrunq *q);
uint32_t nrunq_len(const struct nrunq *q);

// The G in slot i of the ring; others may have taken it already.
static inline struct g *nrunq_at(const struct nrunq *q, uint32_t i)
{
    return (struct g *)(uintptr_t)at_load_rlx(&q->g[i % NRUNQ_CAP]);
}

static inline bool nrunq_put_alone(struct nrunq *q, struct g *gp, bool next,
                                   struct g **over)
{
    uint64_t w = (uint64_t)(uintptr_t)gp;

    if (next) {
        uint64_t old = at_load_rlx(&q->runnext);
        at_store_rlx(&q->runnext, w);
        if (old == 0)
            return true;
        w = old;
    }
    uint32_t tail = at_load32_rlx(&q->tail);
    if (tail - at_load32_rlx(&q->head) >= NRUNQ_CAP) {
        *over = (struct g *)(uintptr_t)w;
        return false;
    }
    at_store_rlx(&q->g[tail % NRUNQ_CAP], w);
    at_store32_rel(&q->tail, tail + 1);
    return true;
}

static inline struct g *nrunq_get_alone(struct nrunq *q, bool *inherit)
{
    uint64_t w = at_load_rlx(&q->runnext);

    *inherit = w != 0;
    if (w != 0) {
        at_store_rlx(&q->runnext, 0);
        return (struct g *)(uintptr_t)w;
    }
    uint32_t head = at_load32_rlx(&q->head);
    if (head == at_load32_rlx(&q->tail))
        return NULL;
    w = at_load_rlx(&q->g[head % NRUNQ_CAP]);
    at_store32_rlx(&q->head, head + 1);
    return (struct g *)(uintptr_t)w;
}

#endif
