// runq: proc.go's runqput, runqget, runqputslow, runqgrab, runqsteal.
#include "sched/runq.h"

#include <assert.h>
#include <stddef.h>

#include "base/check.h"
#include "sched/gmp.h"

static_assert((RUNQ_CAP & (RUNQ_CAP - 1)) == 0, "head and tail wrap at 2^32");

struct g *runq_put(struct runq *q, struct g *gp, bool next)
{
    CHECK(gp != NULL);
    if (next) {
        struct g *displaced = q->runnext;
        q->runnext = gp;
        gp = displaced;
    }
    if (gp == NULL || runq_len(q) == RUNQ_CAP)
        return gp;
    q->g[q->tail++ % RUNQ_CAP] = gp;
    return NULL;
}

struct g *runq_get(struct runq *q, bool *inherit)
{
    struct g *gp = q->runnext;

    *inherit = gp != NULL;
    q->runnext = NULL;
    if (gp == NULL && q->head != q->tail)
        gp = q->g[q->head++ % RUNQ_CAP];
    return gp;
}

int runq_spill(struct runq *q, struct g *gp, struct gqueue *batch)
{
    CHECK(runq_len(q) == RUNQ_CAP);
    for (int i = 0; i < RUNQ_CAP / 2; i++)
        gqueue_push(batch, q->g[q->head++ % RUNQ_CAP]);
    gqueue_push(batch, gp);
    return RUNQ_CAP / 2 + 1;
}

struct g *runq_steal(struct runq *to, struct runq *from, int *n)
{
    CHECK(runq_len(to) == 0);
    uint32_t len = runq_len(from);
    uint32_t take = len - len / 2;

    *n = (int)take;
    if (take == 0)
        return NULL;
    for (uint32_t i = 1; i < take; i++)
        to->g[to->tail++ % RUNQ_CAP] = from->g[from->head++ % RUNQ_CAP];
    return from->g[from->head++ % RUNQ_CAP];
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
