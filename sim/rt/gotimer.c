#include "rt/gotimer.h"

#include <string.h>

#include "rt/chanbuf.h"

enum { TIME_WORDS = 3 }; // of a time.Time in the prelude: sec, nsec, mono + 1

// The timer of a channel follows its buffer.
enum {
    TIMECHAN_BYTES = sizeof(struct rt_chan) + TIME_WORDS * sizeof(word) +
                     sizeof(struct gotimer),
};

static struct gotimer *timer_of(struct rt_chan *c)
{
    return (struct gotimer *)(void *)(c->buf + TIME_WORDS);
}

// The time is the largest that is not "never".
static nsec when_of(struct m *mp, nsec d)
{
    nsec now = rt_now(mp), when = d > 0 ? nsec_add(now, d) : now;

    if (when == NSEC_MAX)
        when--;
    return when > 0 ? when : 1; // 0 is a timer that does not run
}

static struct timers *home_of(struct gotimer *t)
{
    return (struct timers *)(uintptr_t)at_load(&t->home);
}

// A timer changes its home under the old one's lock.
static struct timers *lock_home(struct m *mp, struct gotimer *t)
{
    for (;;) {
        struct timers *h = home_of(t);
        rt_timers_lock(mp, h);
        if (h == home_of(t))
            return h;
        rt_timers_unlock(mp, h);
    }
}

// Its home is locked.
static bool needs_add(const struct gotimer *t)
{
    return (t->state & TIMER_HEAPED) == 0 && t->t.when > 0 &&
           (!t->sync || t->blocked > 0);
}

// timer.maybeAdd: to the P of who asks.
static void maybe_add(struct m *mp, struct gotimer *t)
{
    struct timers *own = rt_timers(mp), *h;

    while ((h = lock_home(mp, t)) != own) {
        bool needs = needs_add(t);
        if (needs)
            at_store(&t->home, (uint64_t)(uintptr_t)own);
        rt_timers_unlock(mp, h);
        if (!needs)
            return;
    }
    if (!needs_add(t)) {
        rt_timers_unlock(mp, own);
        return;
    }
    nsec when = t->t.when;
    bool first = when < timers_next(own);
    size_t cap = own->cap;
    timers_add(own, &t->t);
    size_t more = (own->cap - cap) * sizeof own->v[0];
    rt_timers_unlock(mp, own);
    if (more > 0)
        rt_heap_count(mp, more);
    rt_timers_wake(mp, when, first);
}

// --- firing

static void time_value(struct m *mp, nsec mono, word *value)
{
    // time.go: unixSec
    const int64_t unix_sec = INT64_C(62135596800);
    nsec wall = rt_wall(mp, mono);

    value[0] = (word)(wall / NSEC_SEC + unix_sec);
    value[1] = (word)(wall % NSEC_SEC);
    value[2] = (word)(mono + 1);
}

// sendTime: the value is dropped when the last one is still there. stale: Stop
// or Reset came between.
static void send_time(struct m *mp, struct gotimer *t, uint64_t seq,
                      bool ticker, nsec mono)
{
    struct rt_chan *c = t->chan;
    struct task *peer = NULL;
    word value[TIME_WORDS];
    struct sudog *sg;

    time_value(mp, mono, value);
    rt_lock(mp, &c->lock);
    if (t->sync && !ticker)
        CHECK(at_fetch_add32(&t->sending, (uint32_t)-1) > 0);
    bool stale = t->sync && t->seq != seq;
    if (!stale && (sg = waitq_pop(&c->recvq)) != NULL) {
        chan_copy(c, sg->elem, value);
        peer = c->timed ? chan_wake(sg, true) : chan_served(mp, sg);
    } else if (!stale && t->sync && c->sendx == 0) {
        chan_copy(c, c->buf, value);
        c->sendx = 1;
    } else if (!stale && !t->sync && chan_has_room(c)) {
        chan_put(c, value);
    }
    rt_unlock(mp, &c->lock);
    if (peer != NULL)
        rt_ready(mp, peer);
}

// timer.unlockAndRun: h, the home of t, is unlocked then.
static void run(struct m *mp, struct timers *h, struct gotimer *t, nsec now)
{
    nsec when = t->t.when;
    uint64_t seq = t->seq;
    bool ticker = t->period > 0, once = t->once;

    if (once)
        t->users++;
    timers_advance(h, t, now);
    if (t->sync && !ticker)
        at_fetch_add32(&t->sending, 1);
    rt_timers_unlock(mp, h);
    rt_timer_fired(mp, &t->t, when);
    if (t->chan == NULL)
        rt_timer_go(mp, t->func);
    else
        send_time(mp, t, seq, ticker, rt_timer_late(mp) ? rt_now(mp) : when);
    if (!once)
        return;
    h = lock_home(mp, t);
    t->users--;
    timers_drop(h, t);
    rt_timers_unlock(mp, h);
}

bool RT(timers_run)(struct m *mp, struct timers *h, nsec now)
{
    bool own = h == rt_timers(mp), any = false;
    struct timer *t;

    rt_timers_lock(mp, h);
    timers_adjust(h, now, false);
    while ((t = timers_due(h, now)) != NULL) {
        any = true;
        if (t->arg == NULL) {
            run(mp, h, (struct gotimer *)t, now);
        } else {
            nsec when = t->when;
            timers_pop(h);
            rt_timers_unlock(mp, h);
            rt_timer_fired(mp, t, when);
        }
        rt_timers_lock(mp, h);
    }
    if (own && timers_dirty(h))
        timers_adjust(h, now, true);
    rt_timers_unlock(mp, h);
    return any;
}

// --- package time

// From what is free on the own P, else from Go memory. A channel keeps its id:
// locks are taken in one order in all its lives.
static struct rt_chan *timechan_get(struct m *mp, bool once, uint64_t id)
{
    struct timers *own = rt_timers(mp);
    struct gotimer *t = NULL;
    struct rt_chan *c;

    if (once) {
        rt_timers_lock(mp, own);
        if ((t = own->free) != NULL)
            own->free = t->link;
        rt_timers_unlock(mp, own);
    }
    if (t != NULL) {
        c = t->chan;
        id = c->id;
        memset(c, 0, TIMECHAN_BYTES);
    } else {
        c = rt_alloc(mp, TIMECHAN_BYTES);
    }
    if (c != NULL)
        c->id = id;
    return c;
}

struct gotimer *RT(timer_new)(struct m *mp, enum gotimer_kind kind, nsec d,
                              nsec period, word func, bool sync, uint64_t id)
{
    struct gotimer *t;

    if (kind == GOTIMER_FUNC) {
        t = rt_alloc(mp, sizeof *t);
        if (t == NULL)
            return NULL;
        t->func = func;
    } else {
        struct rt_chan *c = timechan_get(mp, kind == GOTIMER_ONCE, id);
        if (c == NULL)
            return NULL;
        c->head.cap = sync ? 0 : 1;
        c->elem_words = TIME_WORDS;
        c->timed = sync || kind == GOTIMER_ONCE;
        t = timer_of(c);
        t->chan = c;
        t->sync = sync;
        t->once = kind == GOTIMER_ONCE;
    }
    t->period = period;
    t->t.when = when_of(mp, d);
    at_store(&t->home, (uint64_t)(uintptr_t)rt_timers(mp));
    maybe_add(mp, t);
    return t;
}

// Forgets what was sent; the channel is locked. timerchandrain
static bool drain(struct rt_chan *c)
{
    bool any = c->sendx != 0;

    c->sendx = 0;
    return any;
}

// timer.modify and timer.stop, which sets when to 0.
static bool modify(struct m *mp, struct gotimer *t, nsec when, nsec period)
{
    bool first = false;

    if (t->sync)
        rt_lock(mp, &t->chan->lock);
    struct timers *h = lock_home(mp, t);
    bool pending = t->t.when > 0;
    if (t->sync && t->period == 0 && at_load32(&t->sending) > 0)
        pending = true; // what is about to be sent will not be
    t->seq++;
    t->t.when = when;
    if ((t->state & TIMER_HEAPED) != 0 && when > 0) {
        first = timers_modify(h, t, when);
    } else if ((t->state & TIMER_HEAPED) != 0) {
        t->state |= TIMER_MODIFIED;
        timers_bury(h, t);
    }
    if (when > 0)
        t->period = period;
    bool add = needs_add(t);
    rt_timers_unlock(mp, h);
    if (t->sync) {
        pending = drain(t->chan) || pending;
        rt_unlock(mp, &t->chan->lock);
    }
    if (add)
        maybe_add(mp, t);
    if (first)
        rt_timers_wake(mp, when, true);
    return pending;
}

bool RT(timer_stop)(struct m *mp, struct gotimer *t)
{
    return modify(mp, t, 0, 0);
}

bool RT(timer_reset)(struct m *mp, struct gotimer *t, nsec d, nsec period)
{
    return modify(mp, t, when_of(mp, d), period);
}

// --- channels

// timer.maybeRunChan: what is in a heap fires by itself.
void RT(timer_look)(struct m *mp, struct rt_chan *c)
{
    struct gotimer *t = timer_of(c);

    if (!t->sync)
        return;
    struct timers *h = lock_home(mp, t);
    nsec now = rt_now(mp);
    if ((t->state & TIMER_HEAPED) != 0 || t->t.when == 0 || t->t.when > now)
        rt_timers_unlock(mp, h);
    else
        run(mp, h, t, now);
}

// blockTimerChan
void RT(timer_block)(struct m *mp, struct rt_chan *c)
{
    struct gotimer *t = timer_of(c);

    if (!t->sync)
        return;
    struct timers *h = lock_home(mp, t);
    t->blocked++;
    if ((t->state & TIMER_HEAPED) != 0 && t->t.when > 0)
        timers_revive(h, t);
    bool add = needs_add(t);
    rt_timers_unlock(mp, h);
    if (add)
        maybe_add(mp, t);
}

// unblockTimerChan
void RT(timer_unblock)(struct m *mp, struct rt_chan *c)
{
    struct gotimer *t = timer_of(c);

    if (!t->sync)
        return;
    struct timers *h = lock_home(mp, t);
    CHECK(t->blocked > 0);
    t->blocked--;
    if (t->blocked == 0 && (t->state & TIMER_HEAPED) != 0)
        timers_bury(h, t);
    rt_timers_unlock(mp, h);
}

void RT(timer_done)(struct m *mp, struct rt_chan *c)
{
    struct gotimer *t = timer_of(c);

    if (!t->once)
        return;
    struct timers *h = lock_home(mp, t);
    CHECK(t->blocked == 0);
    t->dropped = true;
    timers_drop(h, t);
    rt_timers_unlock(mp, h);
}

bool RT(timer_take)(struct rt_chan *c, word *value)
{
    if (!timer_of(c)->sync) {
        if (c->head.len == 0)
            return false;
        chan_get(c, value);
        return true;
    }
    if (!drain(c))
        return false;
    chan_copy(c, value, c->buf);
    return true;
}

enum rt_result RT(timer_recv)(struct m *mp, struct task *t, struct rt_chan *c,
                              word *value, word *ok, bool block)
{
    CHECK(t->waiting == NULL);
    RT(timer_look)(mp, c);
    rt_lock(mp, &c->lock);
    bool got = RT(timer_take)(c, value);
    if (!got && block) {
        t->ok = ok;
        chan_enqueue(mp, t, c, value, false);
        RT(timer_block)(mp, c);
        return RT_BLOCK;
    }
    rt_unlock(mp, &c->lock);
    RT(timer_done)(mp, c);
    if (got && ok != NULL)
        *ok = true;
    return got ? RT_DONE : RT_WOULDBLOCK;
}

enum rt_result RT(timer_resume)(struct m *mp, struct task *t)
{
    struct sudog *sg = t->waiting;
    struct rt_chan *c = sg->chan;

    CHECK(sg->success);
    RT(timer_unblock)(mp, c);
    RT(timer_done)(mp, c);
    if (t->ok != NULL)
        *t->ok = true;
    t->waiting = t->waker = NULL;
    rt_sudog_put(mp, sg);
    return task_finish(t, RT_DONE, NULL);
}
