// fair: who of the threads of one core is next, as Linux's fair scheduler has
// it, with equal weights: a virtual run time is CPU time.
//
// EEVDF (Linux 6.6 on, kernel/sched/fair.c): a thread that has had no more than
// the average is eligible; of the eligible ones the earliest deadline is next,
// which is a slice after the thread began the slice. Who blocks keeps what it
// was owed (place_entity, pick_eevdf, update_deadline). CFS (up to 6.5): who
// has had least is next; who slept is credited with half a latency
// (place_entity, check_preempt_tick, wakeup_preempt_entity).
#include <stddef.h>

#include "base/check.h"
#include "host/cores.h"

static int count(const struct host_core *c)
{
    return c->nwaiting + (c->thread != NULL);
}

nsec fair_vruntime(const struct host_thread *th)
{
    if (th->state != HOST_RUNNING)
        return th->vruntime;
    return th->vruntime + (th->host->now - th->on_core_since);
}

static host_int128 sum(const struct host_core *c)
{
    return c->sum_v + (c->thread == NULL ? 0 : fair_vruntime(c->thread));
}

static nsec floor_div(host_int128 a, int64_t b)
{
    host_int128 q = a / b;

    CHECK(b > 0);
    return (nsec)(q - (a % b < 0));
}

// The virtual time of EEVDF, rounded down: v is eligible when v <= it.
static nsec average(const struct host_core *c)
{
    int n = count(c);

    return n == 0 ? c->v_zero : floor_div(sum(c), n);
}

static struct host_thread *owner(const struct runtree_node *node)
{
    return node == NULL ? NULL : node->owner;
}

static struct host_thread *first(const struct host_core *c)
{
    return owner(runtree_first(c->tree));
}

// ---- CFS ----

// min_vruntime: of all that are here; it does not go back.
static void update_min(struct host_core *c)
{
    const struct host_thread *th = first(c);
    nsec v = c->v_zero;

    if (th != NULL)
        v = th->vruntime;
    if (c->thread != NULL && (th == NULL || fair_vruntime(c->thread) < v))
        v = fair_vruntime(c->thread);
    if (v > c->v_zero)
        c->v_zero = v;
}

// sched_slice: a share of the latency, or of what it grows to when there are
// too many for it.
static nsec ideal_ns(const struct host_core *c, int n)
{
    const struct os_model *os = c->host->os;
    nsec period = os->slice_ns * n;

    return (period > os->latency_ns ? period : os->latency_ns) / n;
}

static void cfs_place(struct host_core *c, struct host_thread *th,
                      enum fair_join join)
{
    const struct host *h = c->host;

    update_min(c);
    if (join == FAIR_NEW) {
        th->vruntime = c->v_zero + ideal_ns(c, count(c) + 1);
    } else if (join == FAIR_MOVED) {
        th->vruntime += c->v_zero;
    } else {
        if (th->last_core >= 0 && th->last_core != c->id) {
            struct host_core *from = &h->cores[th->last_core];
            update_min(from);
            th->vruntime += c->v_zero - from->v_zero;
        }
        nsec least = c->v_zero - h->os->latency_ns / 2;
        if (th->vruntime < least)
            th->vruntime = least;
    }
}

// ---- EEVDF ----

// Between two events of the core its slices ended at ticks, without anybody who
// would have cared: the deadline is the one of the last of them.
static void renew(struct host_thread *th)
{
    const struct host *h = th->host;
    nsec slice = h->os->slice_ns, tick = h->os->tick_ns;
    nsec v = fair_vruntime(th);

    if (v < th->deadline)
        return;
    nsec seen = host_tick(h, h->now - (v - th->deadline));
    if (seen > h->now)
        return;
    nsec every = tick > 0 ? (slice + tick - 1) / tick * tick : slice;
    nsec last = h->now - (h->now - seen) % every;
    th->deadline = v - (h->now - last) + slice;
}

static void eevdf_place(struct host_core *c, struct host_thread *th,
                        enum fair_join join)
{
    int n = count(c);
    nsec slice = c->host->os->slice_ns, v = average(c);

    if (join == FAIR_NEW) {
        th->lag = 0;
        slice /= 2; // PLACE_DEADLINE_INITIAL
    }
    // Joining moves the average towards itself: it is given more, so that it
    // is owed as much as before afterwards.
    if (n > 0)
        v -= floor_div((host_int128)th->lag * (n + 1), n);
    th->vruntime = v;
    th->deadline = join == FAIR_MOVED ? v + th->deadline : v + slice;
}

// What th, which is not counted in c now, was owed there.
static nsec lag_in(const struct host_core *c, const struct host_thread *th)
{
    const struct os_model *os = c->host->os;
    nsec limit =
        2 * os->slice_ns > os->tick_ns ? 2 * os->slice_ns : os->tick_ns;
    nsec lag = floor_div(sum(c) + th->vruntime, count(c) + 1) - th->vruntime;

    if (lag > limit)
        return limit;
    return lag < -limit ? -limit : lag;
}

// ---- both ----

void fair_place(struct host_core *c, struct host_thread *th,
                enum fair_join join)
{
    CHECK(th->state != HOST_RUNNING);
    if (c->host->os->eevdf)
        eevdf_place(c, th, join);
    else
        cfs_place(c, th, join);
}

void fair_enqueue(struct host_core *c, struct host_thread *th)
{
    struct host *h = c->host;

    CHECK(th->state == HOST_BLOCKED);
    th->state = HOST_READY;
    th->core = c->id;
    th->node = (struct runtree_node){
        .key = h->os->eevdf ? th->deadline : th->vruntime,
        .v = th->vruntime,
        .seq = ++h->arrivals,
        .owner = th,
    };
    runtree_insert(&c->tree, &th->node);
    th->next = NULL;
    th->prev = c->last;
    if (c->last != NULL)
        c->last->next = th;
    else
        c->first = th;
    c->last = th;
    c->sum_v += th->vruntime;
    c->nwaiting++;
    h->nready++;
    if (!c->throttled)
        place_length(c, c->nwaiting);
}

void fair_dequeue(struct host_core *c, struct host_thread *th)
{
    CHECK(th->state == HOST_READY && th->core == c->id);
    CHECK(c->nwaiting > 0);
    runtree_remove(&c->tree, &th->node);
    if (th->prev != NULL)
        th->prev->next = th->next;
    else
        c->first = th->next;
    if (th->next != NULL)
        th->next->prev = th->prev;
    else
        c->last = th->prev;
    th->next = th->prev = NULL;
    th->state = HOST_BLOCKED;
    c->sum_v -= th->vruntime;
    c->nwaiting--;
    c->host->nready--;
    if (!c->throttled)
        place_length(c, c->nwaiting);
}

void fair_move_away(struct host_core *c, struct host_thread *th)
{
    th->moved = true;
    if (!c->host->os->eevdf) {
        update_min(c);
        fair_dequeue(c, th);
        th->vruntime -= c->v_zero;
        return;
    }
    fair_dequeue(c, th);
    th->lag = lag_in(c, th);
    th->deadline -= th->vruntime; // PLACE_REL_DEADLINE
}

void fair_leave(struct host_core *c, struct host_thread *th)
{
    CHECK(c->thread == NULL);
    if (!c->host->os->eevdf) {
        const struct host_thread *next = first(c);
        nsec v = next == NULL ? th->vruntime : next->vruntime;
        if (v > c->v_zero)
            c->v_zero = v;
    } else if (c->nwaiting == 0) {
        th->lag = 0;
        c->v_zero = th->vruntime;
    } else {
        th->lag = lag_in(c, th);
    }
}

struct host_thread *fair_next(const struct host_core *c)
{
    if (c->nwaiting == 0)
        return NULL;
    CHECK(c->thread == NULL);
    if (!c->host->os->eevdf)
        return first(c);
    struct host_thread *th = owner(runtree_pick(c->tree, average(c)));
    CHECK(th != NULL); // the one that had least had no more than the average
    return th;
}

bool fair_update(struct host_core *c)
{
    struct host_thread *th = c->thread;

    CHECK(th != NULL);
    if (!c->host->os->eevdf)
        return false;
    renew(th);
    nsec v = fair_vruntime(th);
    if (v < th->deadline)
        return false;
    th->deadline = v + c->host->os->slice_ns;
    return c->nwaiting > 0;
}

// Whether somebody who waits is before the core's thread.
static struct host_thread *better(const struct host_core *c)
{
    const struct host_thread *th = c->thread;
    nsec v = fair_vruntime(th);

    if (!c->host->os->eevdf) {
        struct host_thread *next = first(c);
        return next != NULL && next->vruntime <= v ? next : NULL;
    }
    nsec limit = average(c);
    struct host_thread *next = owner(runtree_pick(c->tree, limit));
    if (next != NULL && v <= limit && th->deadline < next->deadline)
        return NULL;
    return next;
}

bool fair_preempts(const struct host_core *c, const struct host_thread *th)
{
    const struct os_model *os = c->host->os;
    nsec v = fair_vruntime(c->thread);

    CHECK(th->state == HOST_READY);
    if (!os->eevdf)
        return v - th->vruntime > os->wakeup_ns;
    if (os->run_to_parity && v <= average(c))
        return false;
    return better(c) == th;
}

nsec fair_slice_end(const struct host_core *c)
{
    const struct host *h = c->host;
    const struct host_thread *th = c->thread;
    nsec v = fair_vruntime(th), end;

    CHECK(c->nwaiting > 0);
    if (h->os->eevdf) {
        end = h->now + (th->deadline - v);
    } else {
        // Its share is over; or it is as far ahead, after a least slice.
        nsec ideal = ideal_ns(c, count(c));
        nsec ahead = h->now + (first(c)->vruntime + ideal - v);
        end = th->slice_since + ideal;
        if (ahead < th->slice_since + h->os->slice_ns)
            ahead = th->slice_since + h->os->slice_ns;
        if (ahead < end)
            end = ahead;
    }
    return host_tick(h, end > h->now ? end : h->now);
}

bool fair_slice_over(struct host_core *c, bool resched)
{
    struct host_thread *th = c->thread;
    nsec now = c->host->now;

    CHECK(th != NULL);
    if (!resched && fair_slice_end(c) > now)
        return false;
    if (c->host->os->eevdf)
        fair_update(c);
    else
        update_min(c);
    if (better(c) != NULL)
        return true;
    th->slice_since = now;
    return false;
}
