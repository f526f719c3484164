// timers: time.Sleep and the timers of package time. A timer belongs to the P
// that armed it; it fires when an M looks: at each schedule its own P's, in the
// last pass of stealing any P's (time.go, Go 1.14 to 1.22).
#include "base/check.h"
#include "rt/gotimer.h"
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

// NewTimer, NewTicker, AfterFunc and their likes.
void gotimer_new(struct m *mp)
{
    word *args = mp->req.args;
    struct rt_timer *tm = sim_timer_new(mp, args[0], args[1]);

    mp->next = m_go;
    vm_heap_count(&mp->sched->heap, TIMER_PLACE_BYTES);
    if (tm != NULL)
        args[0] = (word)(uintptr_t)tm;
    else
        die_out_of_memory(mp);
}

// Returns whether it was armed.
static bool disarm(struct sched *s, struct rt_timer *tm)
{
    if (tm->p == 0)
        return false;
    timers_remove(&s->allp[tm->p - 1]->timers, &tm->t);
    tm->p = 0;
    return true;
}

void gotimer_start(struct m *mp)
{
    struct sched *s = mp->sched;
    const word *args = mp->req.args;
    struct rt_timer *tm = (struct rt_timer *)(uintptr_t)args[0];

    disarm(s, tm); // of two Resets at once the last one counts
    mp->next = m_go;
    spend_ns(mp, s->cost->timer_start_ns);
    tm->t.when = (nsec)args[1] == NSEC_MAX ? NSEC_MAX - 1 : (nsec)args[1];
    tm->period = (nsec)args[2];
    tm->p = (uint32_t)mp->p->id + 1;
    timers_add(&mp->p->timers, &tm->t);
    wake_net_poller(s, mp, tm->t.when);
}

void gotimer_stop(struct m *mp)
{
    struct sched *s = mp->sched;
    word *args = mp->req.args;
    struct rt_timer *tm = (struct rt_timer *)(uintptr_t)args[0];

    mp->next = m_go;
    spend_ns(mp, s->cost->timer_start_ns);
    args[0] = disarm(s, tm);
}

static void gotimer_fire(struct m *mp, struct p *pp, struct rt_timer *tm)
{
    struct sched *s = mp->sched;
    nsec due = tm->t.when;

    tm->p = 0;
    if (sim_timer_advance(tm, s->host.now)) {
        timers_add(&pp->timers, &tm->t);
        tm->p = (uint32_t)pp->id + 1;
    }
    event_add(s, EV_TIMER_FIRE, mp, mp->p->id, 0, due, 0, 0);
    if (tm->func != 0)
        newproc(mp, vm_closure_func(tm->func), tm->func, NULL, 0);
    else
        sim_timer_send(mp, tm, (word)wall_clock(s), (word)s->host.now);
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
        any = true;
        if (t->go) {
            gotimer_fire(mp, pp, t->arg);
            continue;
        }
        event_add(s, EV_TIMER_FIRE, mp, mp->p->id, gp->goid, t->when, 0, 0);
        ready(mp, gp, true);
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
