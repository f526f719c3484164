// timers: time.Sleep. A timer belongs to the P that armed it; it fires when an
// M looks: at each schedule its own P's, in the last pass of stealing any P's
// (time.go, Go 1.14 to 1.22).
#include "base/check.h"
#include "sched/event.h"
#include "sched/gmp.h"

void go_sleep(struct m *mp, nsec d)
{
    struct sched *s = mp->sched;
    struct g *gp = mp->curg;
    struct p *pp = mp->p;

    if (d <= 0) {
        mp->next = m_go; // does not even yield
        return;
    }
    park(mp, WAIT_SLEEP);
    gp->timer.when = nsec_add(s->host.now, d);
    if (gp->timer.when == NSEC_MAX) // which stands for no timer
        gp->timer.when--;
    timers_add(&pp->timers, &gp->timer);
    wake_net_poller(s, mp, gp->timer.when);
}

bool checktimers(struct m *mp, struct p *pp)
{
    struct sched *s = mp->sched;
    bool any = false;
    struct timer *t;

    while ((t = timers_pop_due(&pp->timers, s->host.now)) != NULL) {
        struct g *gp = t->arg;
        s->sum.timers_fired++;
        spend_ns(mp, s->cost->timer_fire_ns);
        event_add(s, EV_TIMER_FIRE, mp, mp->p->id, gp->goid, t->when, 0, 0);
        ready(mp, gp, true);
        any = true;
    }
    return any;
}

nsec timers_earliest(struct sched *s)
{
    nsec first = NSEC_MAX;

    for (int i = 0; i < s->gomaxprocs; i++) {
        nsec when = timers_next(&s->allp[i]->timers);
        if (when < first)
            first = when;
    }
    return first;
}
