// timers: time.Sleep and the timers of package time, and what those in rt/ ask
// of the engine. A timer belongs to the P that armed it; it fires when an M
// looks: at each schedule its own P's, in the last pass of stealing any P's
// (time.go, since Go 1.14).
#include "base/check.h"
#include "sched/event.h"
#include "sched/gmp.h"

enum {
    // Since Go 1.23 the value of a timer is the time when it was due, and only
    // who puts the first timer in a heap wakes the poller.
    TIMERS_NEW_SINCE = 23,
};

void go_sleep(struct m *mp, nsec d)
{
    struct sched *s = mp->sched;
    struct g *gp = mp->curg;

    if (d <= 0) {
        mp->next = m_go; // does not even yield
        return;
    }
    park(mp, WAIT_SLEEP);
    gp->timer.when = nsec_add(s->host.now, d);
    if (gp->timer.when == NSEC_MAX) // which stands for no timer
        gp->timer.when--;
    timers_add(sim_timers(mp), &gp->timer);
    sim_timers_wake(mp, gp->timer.when, true);
}

bool checktimers(struct m *mp, struct p *pp)
{
    struct timers *h = &pp->timers;

    if (timers_next(h) > mp->sched->host.now &&
        !(pp == mp->p && timers_dirty(h)))
        return false;
    return sim_timers_run(mp, h, mp->sched->host.now);
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

// --- the requests of package time

void gotimer_new(struct m *mp)
{
    struct sched *s = mp->sched;
    word *args = mp->req.args; // d, period, func, kind -> chan, timer
    enum gotimer_kind kind = (enum gotimer_kind)args[3];
    uint64_t id = 0;

    spend_ns(mp, s->cost->timer_start_ns);
    if (kind != GOTIMER_FUNC) {
        spend_ns(mp, s->cost->makechan_ns);
        id = ++s->chan_ids;
    }
    mp->next = m_go;
    struct gotimer *t =
        sim_timer_new(mp, kind, (nsec)args[0], (nsec)args[1], args[2],
                      s->config->code->sync_timers, id);
    if (t == NULL) {
        die_out_of_memory(mp);
        return;
    }
    args[0] = (word)(uintptr_t)t->chan;
    args[1] = (word)(uintptr_t)t;
}

void gotimer_change(struct m *mp)
{
    word *args = mp->req.args; // timer, d, period -> bool
    struct gotimer *t = (struct gotimer *)(uintptr_t)args[0];

    spend_ns(mp, mp->sched->cost->timer_start_ns);
    mp->next = m_go;
    if (mp->stop == REQ_TIMER_STOP)
        args[0] = sim_timer_stop(mp, t);
    else
        args[0] = sim_timer_reset(mp, t, (nsec)args[1], (nsec)args[2]);
}

// --- what rt/ asks of the engine (rt/engine.h)

struct timers *sim_timers(struct m *mp)
{
    return mp->sched->go->timer_heaps > 0 ? timerproc_heap(mp) : &mp->p->timers;
}

void sim_heap_count(struct m *mp, size_t bytes)
{
    vm_heap_count(&mp->sched->heap, bytes);
}

void sim_timers_wake(struct m *mp, nsec when, bool first)
{
    if (mp->sched->go->timer_heaps > 0)
        timerproc_wake(mp);
    else if (first || mp->sched->go->go_minor < TIMERS_NEW_SINCE)
        wake_net_poller(mp->sched, mp, when);
}

void sim_timer_fired(struct m *mp, struct timer *t, nsec when)
{
    struct sched *s = mp->sched;
    struct g *gp = t->arg;

    s->sum.timers_fired++;
    spend_ns(mp, s->cost->timer_fire_ns);
    event_add(s, EV_TIMER_FIRE, mp, mp->p->id, gp == NULL ? 0 : gp->goid, when,
              0, 0);
    if (gp != NULL)
        ready(mp, gp, true);
}

void sim_timer_go(struct m *mp, word func)
{
    newproc(mp, vm_closure_func(func), func, NULL, 0);
    spend_ns(mp, mp->sched->cost->spawn_ns);
}

nsec sim_wall(struct m *mp, nsec mono)
{
    struct sched *s = mp->sched;

    return wall_clock(s) - s->host.now + mono;
}

bool sim_timer_late(struct m *mp)
{
    return mp->sched->go->go_minor < TIMERS_NEW_SINCE;
}
