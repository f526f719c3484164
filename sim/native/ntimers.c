// ntimers: time.Sleep and the timers of package time. A timer belongs to the P
// that armed it; it fires when an M looks: at each schedule its own P's, in the
// last pass of stealing any P's (time.go, Go 1.14 to 1.22).
#include <sched.h>

#include "base/check.h"
#include "native/ngmp.h"
#include "rt/gotimer.h"

static void update_first(struct p *pp)
{
    at_store(&pp->timer0, (uint64_t)timers_next(&pp->timers));
}

void ngo_sleep(struct m *mp, nsec d)
{
    struct p *pp = mp->p;

    if (d <= 0)
        return; // does not even yield
    struct g *gp = npark(mp, WAIT_SLEEP);
    nsec when = nsec_add(nnow_loose(mp->sched), d);
    if (when == NSEC_MAX)
        when = NSEC_MAX - 1;
    gp->timer.when = when;
    at_lock(&pp->timers_lock);
    timers_add(&pp->timers, &gp->timer);
    update_first(pp);
    at_unlock(&pp->timers_lock); // gp may run now
    nwake_net_poller(mp, when);
}

// NewTimer, NewTicker, AfterFunc and their likes. False: memory is out.
bool ngotimer_new(struct m *mp)
{
    word *args = mp->vm.req.args;
    struct rt_timer *tm = nat_timer_new(mp, args[0], args[1]);

    vm_heap_count(&mp->sched->heap, TIMER_PLACE_BYTES);
    args[0] = (word)(uintptr_t)tm;
    return tm != NULL;
}

static void insert(struct p *pp, struct rt_timer *tm) // timers_lock
{
    timers_add(&pp->timers, &tm->t);
    at_store32(&tm->p, (uint32_t)pp->id + 1);
    update_first(pp);
}

// What another M has begun to send must have been sent before the timer is said
// to be stopped, or an old value could come later (time.go: sendLock).
static bool sent(struct rt_timer *tm, bool armed)
{
    while (at_load32(&tm->firing) != 0)
        sched_yield();
    return armed;
}

// Returns whether it was armed. Its P may change, by a change of GOMAXPROCS,
// until that P is locked.
static bool disarm(struct nsched *s, struct rt_timer *tm)
{
    uint32_t id;

    while ((id = at_load32(&tm->p)) != 0) {
        struct p *pp = s->allp[id - 1];
        at_lock(&pp->timers_lock);
        bool there = at_load32(&tm->p) == id;
        if (there) {
            timers_remove(&pp->timers, &tm->t);
            at_store32(&tm->p, 0);
            update_first(pp);
        }
        at_unlock(&pp->timers_lock);
        if (there)
            return sent(tm, true);
    }
    return sent(tm, false);
}

void ngotimer_start(struct m *mp)
{
    const word *args = mp->vm.req.args;
    struct rt_timer *tm = (struct rt_timer *)(uintptr_t)args[0];
    struct p *pp = mp->p;
    nsec when = (nsec)args[1] == NSEC_MAX ? NSEC_MAX - 1 : (nsec)args[1];
    bool inserted = false;

    // Of two Resets at once the last one counts.
    while (!inserted) {
        disarm(mp->sched, tm);
        at_lock(&pp->timers_lock);
        inserted = at_cas32(&tm->p, 0, (uint32_t)pp->id + 1);
        if (inserted) {
            tm->t.when = when;
            tm->period = (nsec)args[2];
            insert(pp, tm);
        }
        at_unlock(&pp->timers_lock);
    }
    nwake_net_poller(mp, when);
}

void ngotimer_stop(struct m *mp)
{
    word *args = mp->vm.req.args;

    args[0] = disarm(mp->sched, (struct rt_timer *)(uintptr_t)args[0]);
}

// What is due first, or NULL. A Ticker's is put back at once.
static struct timer *take_due(struct p *pp, nsec now, nsec *due)
{
    at_lock(&pp->timers_lock);
    struct timer *t = timers_pop_due(&pp->timers, now);
    if (t != NULL)
        *due = t->when;
    if (t != NULL && t->go) {
        struct rt_timer *tm = t->arg;
        at_fetch_add32(&tm->firing, 1);
        if (nat_timer_advance(tm, now))
            timers_add(&pp->timers, t);
        else
            at_store32(&tm->p, 0); // from here on another P may have it
    }
    update_first(pp);
    at_unlock(&pp->timers_lock);
    return t;
}

static void fire(struct m *mp, struct rt_timer *tm)
{
    if (tm->func != 0)
        nnewproc(mp, vm_closure_func(tm->func), tm->func, NULL, 0);
    else
        nat_timer_send(mp, tm, (word)nwall(), (word)nnow_loose(mp->sched));
    at_fetch_add32(&tm->firing, (uint32_t)-1);
}

bool nchecktimers(struct m *mp, struct p *pp, nsec now)
{
    bool any = false;
    nsec due;

    while ((nsec)at_load(&pp->timer0) <= now) {
        struct timer *t = take_due(pp, now, &due);
        if (t == NULL)
            break; // another M was faster
        struct g *gp = t->arg;
        nevent(mp, EV_TIMER_FIRE, mp->p->id, t->go ? 0 : gp->goid, due, 0, 0);
        if (t->go)
            fire(mp, t->arg);
        else
            nready(mp, gp, true);
        any = true;
    }
    return any;
}

nsec ntimers_earliest(struct nsched *s)
{
    nsec first = NSEC_MAX;
    uint32_t n = nprocs(s);

    for (uint32_t i = 0; i < n; i++) {
        nsec when = (nsec)at_load(&s->allp[i]->timer0);
        if (when < first)
            first = when;
    }
    return first;
}
