// ntimers: time.Sleep. A timer belongs to the P that armed it; it fires when an
// M looks: at each schedule its own P's, in the last pass of stealing any P's
// (time.go, Go 1.14 to 1.22).
#include "base/check.h"
#include "native/ngmp.h"

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
    gp->timer.when = when;
    at_lock(&pp->timers_lock);
    timers_add(&pp->timers, &gp->timer);
    update_first(pp);
    at_unlock(&pp->timers_lock); // gp may run now
    nwake_net_poller(mp, when);
}

bool nchecktimers(struct m *mp, struct p *pp, nsec now)
{
    bool any = false;

    while ((nsec)at_load(&pp->timer0) <= now) {
        at_lock(&pp->timers_lock);
        struct timer *t = timers_pop_due(&pp->timers, now);
        update_first(pp);
        at_unlock(&pp->timers_lock);
        if (t == NULL)
            break; // another M was faster
        struct g *gp = t->arg;
        nevent(mp, EV_TIMER_FIRE, mp->p->id, gp->goid, t->when, 0, 0);
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
