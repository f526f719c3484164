// ntimers: time.Sleep and the timers of package time, and what those in rt/ ask
// of the engine. A timer belongs to the P that armed it; it fires when an M
// looks: at each schedule its own P's, in the last pass of stealing any P's
// (time.go, since Go 1.14).
#include <stddef.h>

#include "base/check.h"
#include "native/ngmp.h"

enum {
    // Since Go 1.23 the value of a timer is the time when it was due, and only
    // who puts the first timer in a heap wakes the poller.
    TIMERS_NEW_SINCE = 23,
};

void ntimers_unlock(struct p *pp)
{
    at_store(&pp->timer0, (uint64_t)timers_next(&pp->timers));
    at_store32_rlx(&pp->timers_dirty, timers_dirty(&pp->timers));
    at_unlock(&pp->timers_lock);
}

void ngo_sleep(struct m *mp, nsec d)
{
    struct p *pp = mp->p;

    if (d <= 0)
        return; // does not even yield
    struct g *gp = npark(mp, WAIT_SLEEP);
    nsec when = nsec_add(nnow_loose(mp->sched), d);
    if (when == NSEC_MAX) // which stands for no timer
        when--;
    gp->timer.when = when;
    at_lock(&pp->timers_lock);
    timers_add(&pp->timers, &gp->timer);
    ntimers_unlock(pp); // gp may run now
    nwake_net_poller(mp, when);
}

bool nchecktimers(struct m *mp, struct p *pp, nsec now)
{
    if ((nsec)at_load(&pp->timer0) > now &&
        !(pp == mp->p && at_load32_rlx(&pp->timers_dirty) != 0))
        return false;
    return nat_timers_run(mp, &pp->timers, now);
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

// --- the requests of package time

bool ngotimer_new(struct m *mp)
{
    word *args = mp->vm.req.args; // d, period, func, kind -> chan, timer
    enum gotimer_kind kind = (enum gotimer_kind)args[3];
    struct gotimer *t =
        nat_timer_new(mp, kind, (nsec)args[0], (nsec)args[1], args[2],
                      mp->sched->config->code->sync_timers,
                      kind == GOTIMER_FUNC ? 0 : nchan_id(mp));

    if (t == NULL)
        return false;
    args[0] = (word)(uintptr_t)t->chan;
    args[1] = (word)(uintptr_t)t;
    return true;
}

void ngotimer_change(struct m *mp, enum vm_stop stop)
{
    word *args = mp->vm.req.args; // timer, d, period -> bool
    struct gotimer *t = (struct gotimer *)(uintptr_t)args[0];

    if (stop == REQ_TIMER_STOP)
        args[0] = nat_timer_stop(mp, t);
    else
        args[0] = nat_timer_reset(mp, t, (nsec)args[1], (nsec)args[2]);
}

// --- what rt/ asks of the engine (rt/engine.h)

static struct p *p_of(struct timers *h)
{
    return (struct p *)(void *)((char *)h - offsetof(struct p, timers));
}

struct timers *nat_timers(struct m *mp)
{
    return &mp->p->timers;
}

void nat_timers_lock(struct m *mp, struct timers *h)
{
    (void)mp;
    at_lock(&p_of(h)->timers_lock);
}

void nat_timers_unlock(struct m *mp, struct timers *h)
{
    (void)mp;
    ntimers_unlock(p_of(h));
}

void nat_heap_count(struct m *mp, size_t bytes)
{
    vm_heap_count(&mp->sched->heap, bytes);
}

void nat_timers_wake(struct m *mp, nsec when, bool first)
{
    if (first || mp->sched->go->go_minor < TIMERS_NEW_SINCE)
        nwake_net_poller(mp, when);
}

void nat_timer_fired(struct m *mp, struct timer *t, nsec when)
{
    struct g *gp = t->arg;

    nevent(mp, EV_TIMER_FIRE, mp->p->id, gp == NULL ? 0 : gp->goid, when, 0, 0);
    if (gp != NULL)
        nready(mp, gp, true);
}

void nat_timer_go(struct m *mp, word func)
{
    nnewproc(mp, vm_closure_func(func), func, NULL, 0);
}

nsec nat_wall(struct m *mp, nsec mono)
{
    return nwall() - (nnow_loose(mp->sched) - mono);
}

bool nat_timer_late(struct m *mp)
{
    return mp->sched->go->go_minor < TIMERS_NEW_SINCE;
}
