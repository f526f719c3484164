#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "trace/gotrace_v1.h"
#include "trace/idmap.h"

// How far a goroutine is, as Go's order.go counts: each event of it needs a
// sequence number, or comes after the one before in its own P.
enum status { DEAD, RUNNABLE, RUNNING, WAITING };

// Heads of Ps that are looked at: for a trace as a whole, and for each event.
enum { LOOKS = 1 << 26, LOOKS_EACH = 1024 };

struct state {
    uint64_t seq;
    enum status status;
};

struct merge {
    struct v1 *v;
    struct idmap index;
    VEC(struct state) gs;
    uint64_t gc_seq, looks;
    // Events of a P, in their order: heads, and the next one of each event.
    VEC(size_t) head;
    size_t *next; // of the same P, or the number of events
};

// What an event needs of its goroutine, and what it makes of it.
struct step {
    bool any; // it has no goroutine
    uint32_t g;
    bool any_seq;
    uint64_t seq;
    enum status from, to;
    int grows; // seq by that
};

static struct step step_of(const struct v1_event *e)
{
    struct step s = {.g = e->g, .any_seq = true};

    switch (e->type) {
    case V1_GO_CREATE:
        return (struct step){
            .g = (uint32_t)e->arg[0], .from = DEAD, .to = RUNNABLE, .grows = 1};
    case V1_GO_WAITING:
    case V1_GO_IN_SYSCALL:
        return (struct step){
            .g = e->g, .seq = 1, .from = RUNNABLE, .to = WAITING, .grows = 1};
    case V1_GO_START:
    case V1_GO_START_LABEL:
        return (struct step){.g = e->g,
                             .seq = e->arg[1],
                             .from = RUNNABLE,
                             .to = RUNNING,
                             .grows = 1};
    case V1_GO_START_LOCAL:
        s.from = RUNNABLE;
        s.to = RUNNING;
        s.grows = 1;
        return s;
    case V1_GO_SCHED:
    case V1_GO_PREEMPT:
        s.from = RUNNING;
        s.to = RUNNABLE;
        return s;
    case V1_GO_BLOCK:
    case V1_GO_BLOCK_SEND:
    case V1_GO_BLOCK_RECV:
    case V1_GO_BLOCK_SELECT:
    case V1_GO_BLOCK_SYNC:
    case V1_GO_BLOCK_COND:
    case V1_GO_BLOCK_NET:
    case V1_GO_SLEEP:
    case V1_GO_SYS_BLOCK:
    case V1_GO_BLOCK_GC:
        s.from = RUNNING;
        s.to = WAITING;
        return s;
    case V1_GO_UNBLOCK:
    case V1_GO_SYS_EXIT:
        return (struct step){.g = (uint32_t)e->arg[0],
                             .seq = e->arg[1],
                             .from = WAITING,
                             .to = RUNNABLE,
                             .grows = 1};
    case V1_GO_UNBLOCK_LOCAL:
    case V1_GO_SYS_EXIT_LOCAL:
        s.g = (uint32_t)e->arg[0];
        s.from = WAITING;
        s.to = RUNNABLE;
        s.grows = 1;
        return s;
    default:
        return (struct step){.any = true};
    }
}

static struct state *state_of(struct merge *m, uint32_t g)
{
    int64_t i = idmap_find(&m->index, g);

    if (i == IDMAP_NONE) {
        vec_push(&m->gs, ((struct state){0}));
        i = idmap_add(&m->index, g);
    }
    return &m->gs.v[i];
}

static bool is_ready(struct merge *m, const struct v1_event *e)
{
    struct step s = step_of(e);

    if (e->type == V1_GC_START)
        return e->arg[0] == m->gc_seq;
    if (s.any)
        return true;
    const struct state *g = state_of(m, s.g);
    return g->status == s.from && (s.any_seq || g->seq == s.seq);
}

static void take(struct merge *m, struct v1_event *e)
{
    struct step s = step_of(e);

    if (e->type == V1_GC_START)
        m->gc_seq++;
    if (s.any)
        return;
    struct state *g = state_of(m, s.g);
    g->status = s.to;
    g->seq += (uint64_t)s.grows;
}

// Lists of the events of each P.
static void make_lists(struct merge *m)
{
    VEC(size_t) last = {0};
    size_t n = m->v->events.n;

    m->next = xreallocarray(NULL, n, sizeof *m->next);
    for (size_t i = 0; i < n; i++) {
        size_t k = (size_t)(m->v->events.v[i].p + 1);
        m->next[i] = n;
        while (m->head.n <= k) {
            vec_push(&m->head, n);
            vec_push(&last, n);
        }
        if (m->head.v[k] == n)
            m->head.v[k] = i;
        else
            m->next[last.v[k]] = i;
        last.v[k] = i;
    }
    vec_release(&last);
}

// The earliest of the events that can come next, by its P; V1_NONE when there
// is none.
static int64_t choose(struct merge *m)
{
    const struct v1_event *events = m->v->events.v;
    int64_t best = V1_NONE;
    size_t n = m->v->events.n;

    for (size_t k = 0; k < m->head.n; k++) {
        size_t i = m->head.v[k];
        if (i == n || !is_ready(m, &events[i]))
            continue;
        if (best == V1_NONE || events[i].ticks < events[m->head.v[best]].ticks)
            best = (int64_t)k;
    }
    return best;
}

// A system call has lost its P when the next that its P tells is that.
static void mark_blocking(const struct merge *m, struct v1_event *e, size_t i)
{
    size_t next = m->next[i];

    if (e->type == V1_GO_SYSCALL)
        e->blocks = next < m->v->events.n &&
                    m->v->events.v[next].type == V1_GO_SYS_BLOCK;
}

static bool order(struct merge *m, struct v1_event *to)
{
    size_t n = m->v->events.n;

    for (size_t done = 0; done < n; done++) {
        int64_t k = choose(m);
        m->looks += m->head.n;
        if (m->looks > LOOKS + (uint64_t)LOOKS_EACH * done)
            return v1_wrong(m->v, &m->v->events.v[done],
                            "there are too many Ps for that many events");
        if (k == V1_NONE) {
            size_t stuck = 0;
            while (m->head.v[stuck] == n)
                stuck++;
            return v1_wrong(m->v, &m->v->events.v[m->head.v[stuck]],
                            "what must come before it is missing");
        }
        size_t i = m->head.v[k];
        m->head.v[k] = m->next[i];
        to[done] = m->v->events.v[i];
        mark_blocking(m, &to[done], i);
        take(m, &to[done]);
    }
    return true;
}

// Clocks of CPUs may differ a little: time does not go back. The end of a
// system call is told when its goroutine runs again; when it was is known.
static void set_times(struct merge *m, struct v1_event *e, size_t n)
{
    VEC(uint64_t) blocked = {0}; // since when, by G

    for (size_t i = 0; i < m->gs.n; i++)
        vec_push(&blocked, 0);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && e[i].ticks < e[i - 1].ticks)
            e[i].ticks = e[i - 1].ticks;
    }
    for (size_t i = 0; i < n; i++) {
        uint64_t real = 0;
        if (e[i].type == V1_GO_SYS_BLOCK || e[i].type == V1_GO_IN_SYSCALL)
            blocked.v[idmap_find(&m->index, e[i].g)] = e[i].ticks;
        else if (e[i].type == V1_GO_SYS_EXIT)
            real = e[i].arg[2];
        else if (e[i].type == V1_GO_SYS_EXIT_LOCAL)
            real = e[i].arg[1];
        if (real == 0 || real > e[i].ticks)
            continue;
        uint64_t since = blocked.v[idmap_find(&m->index, e[i].g)];
        e[i].ticks = real > since ? real : since;
    }
    vec_release(&blocked);
}

// A stable sort by time, from a to b and back.
static void sort(struct v1_event *a, struct v1_event *b, size_t n)
{
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t i = 0; i < n; i += 2 * width) {
            size_t mid = i + width < n ? i + width : n;
            size_t end = i + 2 * width < n ? i + 2 * width : n;
            size_t x = i, y = mid;
            for (size_t k = i; k < end; k++)
                b[k] = y == end || (x < mid && a[x].ticks <= a[y].ticks)
                           ? a[x++]
                           : a[y++];
        }
        memcpy(a, b, n * sizeof *a);
    }
}

bool v1_merge(struct v1 *v)
{
    struct merge m = {.v = v};
    size_t n = v->events.n;
    struct v1_event *to = xreallocarray(NULL, n, sizeof *to);

    CHECK(n > 0);
    make_lists(&m);
    bool ok = order(&m, to);
    if (ok) {
        set_times(&m, to, n);
        sort(to, v->events.v, n);
        memcpy(v->events.v, to, n * sizeof *to);
    }
    free(to);
    free(m.next);
    idmap_release(&m.index);
    vec_release(&m.gs);
    vec_release(&m.head);
    return ok;
}
