#include "native/ngqueue.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "native/ngmp.h"

void ngqueue_push(struct gqueue *q, struct g *gp)
{
    gp->schedlink = NULL;
    if (q->tail == NULL)
        q->head = gp;
    else
        q->tail->schedlink = gp;
    q->tail = gp;
    q->n++;
}

void ngqueue_push_front(struct gqueue *q, struct g *gp)
{
    gp->schedlink = q->head;
    q->head = gp;
    if (q->tail == NULL)
        q->tail = gp;
    q->n++;
}

struct g *ngqueue_pop(struct gqueue *q)
{
    struct g *gp = q->head;

    if (gp == NULL)
        return NULL;
    q->head = gp->schedlink;
    if (q->head == NULL)
        q->tail = NULL;
    gp->schedlink = NULL;
    q->n--;
    CHECK(q->n >= 0);
    return gp;
}

void ngring_grow(struct ngring *r)
{
    enum { CAP_MIN = 64 };
    uint64_t cap = r->cap == 0 ? CAP_MIN : 2 * r->cap;
    struct g **v = xreallocarray(NULL, cap, sizeof *v);

    CHECK((uint64_t)r->n == r->cap);
    for (uint64_t i = 0; i < r->cap; i++)
        v[i] = r->v[(r->head + i) & (r->cap - 1)];
    free(r->v);
    r->v = v;
    r->cap = cap;
    r->head = 0;
}

void ngring_release(struct ngring *r)
{
    free(r->v);
    *r = (struct ngring){0};
}
