// runq: proc.go's runqput, runqget, runqputslow, runqgrab, runqsteal.
#include "sched/runq.h"

#include <assert.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "sched/gmp.h"

static_assert((RUNQ_CAP & (RUNQ_CAP - 1)) == 0, "masks indices");

static inline struct g **at(struct runq *q, uint32_t i)
{
    return &q->g[i & q->mask];
}

void runq_init(struct runq *q, uint32_t cap)
{
    CHECK(cap >= 1 && cap <= RUNQ_CAP);
    *q = (struct runq){.cap = cap, .mask = RUNQ_CAP - 1};
    q->g = xcalloc(RUNQ_CAP, sizeof(struct g *));
}

void runq_release(struct runq *q)
{
    free(q->g);
    q->g = NULL;
}

void runq_grow(struct runq *q)
{
    struct runq wide = *q;

    CHECK(q->mask < UINT32_MAX / 4);
    wide.mask = q->mask * 2 + 1;
    wide.cap = wide.mask + 1;
    wide.g = xcalloc((size_t)wide.mask + 1, sizeof(struct g *));
    for (uint32_t i = q->head; i != q->tail; i++)
        *at(&wide, i) = *at(q, i);
    runq_release(q);
    *q = wide;
}

struct g *runq_put(struct runq *q, struct g *gp, bool next)
{
    CHECK(gp != NULL);
    if (next) {
        struct g *displaced = q->runnext;
        q->runnext = gp;
        gp = displaced;
    }
    if (gp == NULL || runq_len(q) == q->cap)
        return gp;
    *at(q, q->tail++) = gp;
    return NULL;
}

struct g *runq_get(struct runq *q, bool *inherit)
{
    struct g *gp = q->runnext;

    *inherit = gp != NULL;
    q->runnext = NULL;
    if (gp == NULL && q->head != q->tail)
        gp = *at(q, q->head++);
    return gp;
}

struct g *runq_last(struct runq *q)
{
    CHECK(q->head != q->tail);
    return *at(q, --q->tail);
}

struct g *runq_remove(struct runq *q, uint32_t i)
{
    CHECK(i < runq_len(q));
    struct g *gp = *at(q, q->head + i);

    for (; i > 0; i--)
        *at(q, q->head + i) = *at(q, q->head + i - 1);
    q->head++;
    return gp;
}

int runq_spill(struct runq *q, struct g *gp, struct gqueue *batch)
{
    uint32_t half = q->cap / 2;

    CHECK(runq_len(q) == q->cap);
    for (uint32_t i = 0; i < half; i++)
        gqueue_push(batch, *at(q, q->head++));
    gqueue_push(batch, gp);
    return (int)half + 1;
}

struct g *runq_steal(struct runq *to, struct runq *from, bool oldest, int *n)
{
    CHECK(runq_len(to) == 0);
    uint32_t len = runq_len(from);
    uint32_t take = oldest ? (len + 1) / 2 : len - len / 2;

    *n = (int)take;
    if (take == 0)
        return NULL;
    while (to->mask + 1 < take)
        runq_grow(to);
    struct g *first = oldest ? *at(from, from->head++) : NULL;
    for (uint32_t i = 1; i < take; i++)
        *at(to, to->tail++) = *at(from, from->head++);
    return oldest ? first : *at(from, from->head++);
}

void gqueue_push(struct gqueue *q, struct g *gp)
{
    gp->schedlink = NULL;
    if (q->tail == NULL)
        q->head = gp;
    else
        q->tail->schedlink = gp;
    q->tail = gp;
    q->n++;
}

void gqueue_push_front(struct gqueue *q, struct g *gp)
{
    gp->schedlink = q->head;
    q->head = gp;
    if (q->tail == NULL)
        q->tail = gp;
    q->n++;
}

struct g *gqueue_pop(struct gqueue *q)
{
    struct g *gp = q->head;

    if (gp == NULL)
        return NULL;
    q->head = gp->schedlink;
    if (q->head == NULL)
        q->tail = NULL;
    gp->schedlink = NULL;
    q->n--;
    return gp;
}

void gqueue_append(struct gqueue *q, struct gqueue *other)
{
    if (other->head == NULL)
        return;
    if (q->tail == NULL)
        q->head = other->head;
    else
        q->tail->schedlink = other->head;
    q->tail = other->tail;
    q->n += other->n;
    *other = (struct gqueue){0};
}
