#include "trace/queues.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/vec.h"
#include "base/xmalloc.h"
#include "trace/idmap.h"

enum { NONE = -1 };

// A doubly linked list of Gs, by index.
struct list {
    int64_t head, tail; // or NONE
    int64_t n;
};

struct queued_g {
    uint32_t id;
    struct queue_place place;
    int64_t next, prev; // or NONE
};

struct queued_p {
    struct list runnext, ring;
};

struct queues {
    struct idmap index;
    VEC(struct queued_g) gs;
    VEC(struct queued_p) ps;
    struct list global, poll, stolen;
};

static const struct list empty = {NONE, NONE, 0};

struct queues *queues_new(void)
{
    struct queues *q = xcalloc(1, sizeof *q);

    q->global = q->poll = q->stolen = empty;
    return q;
}

void queues_free(struct queues *q)
{
    idmap_release(&q->index);
    vec_release(&q->gs);
    vec_release(&q->ps);
    free(q);
}

static struct queued_p *p_of(struct queues *q, int32_t p)
{
    while (q->ps.n <= (size_t)p)
        vec_push(&q->ps, ((struct queued_p){empty, empty}));
    return &q->ps.v[p];
}

static struct list *list_of(struct queues *q, struct queue_place at)
{
    switch (at.kind) {
    case QUEUE_RUNNEXT:
        return &p_of(q, at.p)->runnext;
    case QUEUE_RING:
        return &p_of(q, at.p)->ring;
    case QUEUE_GLOBAL:
        return &q->global;
    case QUEUE_POLL:
        return &q->poll;
    case QUEUE_STOLEN:
        return &q->stolen;
    case QUEUE_NONE:
        break;
    }
    return NULL;
}

static int64_t g_of(struct queues *q, uint32_t id)
{
    int64_t i = idmap_find(&q->index, id);

    if (i != IDMAP_NONE)
        return i;
    struct queued_g g = {id, {QUEUE_NONE, NONE}, NONE, NONE};
    vec_push(&q->gs, g);
    return idmap_add(&q->index, id);
}

static void take(struct queues *q, int64_t i)
{
    struct queued_g *g = &q->gs.v[i];
    struct list *l = list_of(q, g->place);

    if (l == NULL)
        return;
    *(g->prev == NONE ? &l->head : &q->gs.v[g->prev].next) = g->next;
    *(g->next == NONE ? &l->tail : &q->gs.v[g->next].prev) = g->prev;
    l->n--;
    CHECK(l->n >= 0);
    g->next = g->prev = NONE;
    g->place = (struct queue_place){QUEUE_NONE, NONE};
}

static void append(struct queues *q, int64_t i, enum queue_kind kind, int32_t p)
{
    struct queued_g *g = &q->gs.v[i];

    take(q, i);
    g->place = (struct queue_place){kind, p};
    struct list *l = list_of(q, g->place);
    g->prev = l->tail;
    *(l->tail == NONE ? &l->head : &q->gs.v[l->tail].next) = i;
    l->tail = i;
    l->n++;
}

static void prepend(struct queues *q, int64_t i, enum queue_kind kind)
{
    struct queued_g *g = &q->gs.v[i];

    take(q, i);
    g->place = (struct queue_place){kind, NONE};
    struct list *l = list_of(q, g->place);
    g->next = l->head;
    *(l->head == NONE ? &l->tail : &q->gs.v[l->head].prev) = i;
    l->head = i;
    l->n++;
}

// runqput: the G that is displaced goes to the ring.
static void put_next(struct queues *q, int64_t i, int32_t p)
{
    int64_t displaced = p_of(q, p)->runnext.head;

    if (displaced != NONE && displaced != i)
        append(q, displaced, QUEUE_RING, p);
    append(q, i, QUEUE_RUNNEXT, p);
}

static void ready(struct queues *q, const struct reader_event *e)
{
    int64_t i = g_of(q, e->g);
    const char *to = e->text[0];

    if (strcmp(to, "netpoll") == 0)
        prepend(q, i, QUEUE_POLL);
    else if (e->p >= 0 && strcmp(to, "runnext") == 0)
        put_next(q, i, e->p);
    else if (e->p >= 0 && strcmp(to, "runq") == 0)
        append(q, i, QUEUE_RING, e->p);
    else
        append(q, i, QUEUE_GLOBAL, NONE);
}

// Gs whose place is not known are about, so what is moved out of l is not known
// either: all of it becomes so.
static bool forget(struct queues *q, const struct list *l)
{
    if (q->poll.n == 0)
        return false;
    while (l->head != NONE)
        append(q, l->head, QUEUE_POLL, NONE);
    return true;
}

// runqputslow: the older half, then the G that found no room, which is last.
static void overflow(struct queues *q, int32_t p, int64_t n)
{
    struct list *ring = &p_of(q, p)->ring;
    int64_t last = ring->tail;

    if (forget(q, ring))
        return;
    for (int64_t k = 1; k < n && ring->head != NONE && ring->head != last; k++)
        append(q, ring->head, QUEUE_GLOBAL, NONE);
    if (last != NONE)
        append(q, last, QUEUE_GLOBAL, NONE);
}

// runqsteal: the oldest ones; the last of them runs, the others go to the
// thief's ring. Only where the ring is empty it is the runnext.
static void steal(struct queues *q, int32_t thief, int64_t victim, int64_t n)
{
    if (victim < 0 || victim > INT32_MAX || (size_t)victim >= q->ps.n)
        return;
    p_of(q, thief); // may move them
    struct queued_p *from = p_of(q, (int32_t)victim);
    if (forget(q, &from->ring)) {
        forget(q, &from->runnext);
        return;
    }
    if (from->ring.n == 0) {
        if (from->runnext.head != NONE)
            append(q, from->runnext.head, QUEUE_STOLEN, NONE);
        return;
    }
    for (int64_t k = 1; k < n && from->ring.n > 1; k++)
        append(q, from->ring.head, QUEUE_RING, thief);
    append(q, from->ring.head, QUEUE_STOLEN, NONE);
}

static void grab(struct queues *q, int32_t p, int64_t n)
{
    if (forget(q, &q->global))
        return;
    if (q->global.head != NONE)
        append(q, q->global.head, QUEUE_STOLEN, NONE);
    for (int64_t k = 1; k < n && q->global.head != NONE; k++)
        append(q, q->global.head, QUEUE_RING, p);
}

// p.destroy, for each P that goes: then the global queue begins with its
// runnext and its ring.
static void shrink(struct queues *q, int64_t procs)
{
    for (size_t p = procs < 0 ? 0 : (size_t)procs; p < q->ps.n; p++) {
        while (q->ps.v[p].ring.tail != NONE)
            prepend(q, q->ps.v[p].ring.tail, QUEUE_GLOBAL);
        if (q->ps.v[p].runnext.head != NONE)
            prepend(q, q->ps.v[p].runnext.head, QUEUE_GLOBAL);
    }
}

static void create(struct queues *q, const struct reader_event *e)
{
    if (e->number[0] < 1 || e->number[0] > UINT32_MAX)
        return;
    int64_t i = g_of(q, (uint32_t)e->number[0]);
    if (e->p >= 0)
        put_next(q, i, e->p);
    else
        append(q, i, QUEUE_GLOBAL, NONE);
}

static void stop(struct queues *q, const struct reader_event *e)
{
    int64_t i = g_of(q, e->g);

    if (e->p >= 0 && strcmp(e->text[0], "yield") == 0)
        append(q, i, QUEUE_RING, e->p);
    else if (e->p >= 0 && strcmp(e->text[0], "stop the world") == 0)
        put_next(q, i, e->p);
    else
        append(q, i, QUEUE_GLOBAL, NONE);
}

void queues_event(struct queues *q, const struct reader_event *e)
{
    switch (e->event) {
    case EV_PROCS_CHANGE:
        shrink(q, e->number[0]);
        break;
    case EV_GO_CREATE:
        create(q, e);
        break;
    case EV_GO_UNBLOCK:
        ready(q, e);
        break;
    case EV_GO_STOP:
        stop(q, e);
        break;
    case EV_SYSCALL_END_BLOCKED:
        append(q, g_of(q, e->g), QUEUE_GLOBAL, NONE);
        break;
    case EV_GO_START:
    case EV_GO_BLOCK:
    case EV_GO_DESTROY:
        take(q, g_of(q, e->g));
        break;
    case EV_STEAL:
        if (e->p >= 0)
            steal(q, e->p, e->number[0], e->number[1]);
        break;
    case EV_GLOBAL_GRAB:
        if (e->p >= 0)
            grab(q, e->p, e->number[0]);
        break;
    case EV_RUNQ_OVERFLOW:
        if (e->p >= 0)
            overflow(q, e->p, e->number[0]);
        break;
    default:
        break;
    }
}

struct queue_place queues_place(const struct queues *q, uint32_t g)
{
    int64_t i = idmap_find(&q->index, g);

    return i == IDMAP_NONE ? (struct queue_place){QUEUE_NONE, NONE}
                           : q->gs.v[i].place;
}

int64_t queues_before(const struct queues *q, uint32_t g)
{
    int64_t i = idmap_find(&q->index, g), n = 0;

    if (i == IDMAP_NONE)
        return 0;
    while ((i = q->gs.v[i].prev) != NONE)
        n++;
    return n;
}

// NULL: an empty one.
static const struct list *find(const struct queues *q, enum queue_kind kind,
                               int32_t p)
{
    bool of_p = kind == QUEUE_RUNNEXT || kind == QUEUE_RING;

    if (of_p && (p < 0 || (size_t)p >= q->ps.n))
        return NULL;
    switch (kind) {
    case QUEUE_RUNNEXT:
        return &q->ps.v[p].runnext;
    case QUEUE_RING:
        return &q->ps.v[p].ring;
    case QUEUE_GLOBAL:
        return &q->global;
    case QUEUE_POLL:
        return &q->poll;
    case QUEUE_STOLEN:
        return &q->stolen;
    case QUEUE_NONE:
        break;
    }
    return NULL;
}

int64_t queues_length(const struct queues *q, enum queue_kind kind, int32_t p)
{
    const struct list *l = find(q, kind, p);

    return l == NULL ? 0 : l->n;
}

uint32_t queues_at(const struct queues *q, enum queue_kind kind, int32_t p,
                   int64_t index)
{
    const struct list *l = find(q, kind, p);
    int64_t i = l == NULL ? NONE : l->head;

    while (i != NONE && index-- > 0)
        i = q->gs.v[i].next;
    return i == NONE ? 0 : q->gs.v[i].id;
}
