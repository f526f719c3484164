// netpoll: waiting for I/O and for the next timer without a P (netpoll.go,
// netpoll_epoll.go, and the end of findRunnable).
#include "base/check.h"
#include "sched/event.h"
#include "sched/gmp.h"

static void io_done(void *arg)
{
    struct g *gp = arg;
    struct sched *s = gp->sched;

    gqueue_push(&s->netpoll_ready, gp);
    netpoll_break(s);
}

void io_wait(struct m *mp, nsec d)
{
    struct sched *s = mp->sched;
    struct g *gp = mp->curg;

    if (d <= 0) {
        mp->next = m_go;
        return;
    }
    // Reading begins with a system call that finds nothing. Who only yields
    // would never poll: sysmon must be awake.
    if (s->sysmonwait)
        sysmon_wake(s);
    park(mp, WAIT_IO);
    s->netpoll_waiters++;
    gp->io.fn = io_done;
    gp->io.arg = gp;
    host_at(&s->host, &gp->io, nsec_add(s->host.now, d));
}

void netpoll(struct sched *s, struct gqueue *list)
{
    int n = 0;

    // Go pushes events to the front of its list: the last one runs first.
    for (; n < NETPOLL_MAX && s->netpoll_ready.n > 0; n++) {
        struct g *gp = gqueue_pop(&s->netpoll_ready);
        CHECK(gp->status == G_WAITING);
        g_set_status(gp, G_RUNNABLE);
        gp->since = s->host.now;
        s->netpoll_waiters--;
        s->sum.netpolls++;
        event_add(s, EV_GO_UNBLOCK, NULL, -1, gp->goid,
                  event_text(s, "netpoll"), 0, 0);
        gqueue_push_front(list, gp);
    }
    if (n > 0)
        event_add(s, EV_NETPOLL, NULL, -1, 0, n, 0, 0);
}

// Back from epoll_wait: take an idle P, run the first G, hand out the others.
static void polled(struct m *mp)
{
    struct sched *s = mp->sched;
    struct gqueue list = {0};

    s->poller = NULL;
    s->poll_until = 0;
    s->lastpoll = s->host.now > 0 ? s->host.now : 1;
    netpoll(s, &list);
    struct p *pp = pidleget(s);
    if (pp == NULL) {
        injectglist(s, NULL, &list);
        stopm(mp, "idle");
        return;
    }
    acquirep(mp, pp);
    struct g *gp = gqueue_pop(&list);
    if (gp != NULL) {
        injectglist(s, mp, &list);
        execute(mp, gp, false, RULE_NETPOLL, -1, 1);
        return;
    }
    if (mp->was_spinning)
        becomespinning(mp);
    schedule(mp);
}

void netpoll_block(struct m *mp, nsec until)
{
    struct sched *s = mp->sched;
    nsec unit = s->go->poll_granularity_ns;

    CHECK(s->poller == NULL);
    s->poller = mp;
    s->lastpoll = 0;
    s->poll_until = until;
    mp->next = polled;
    nsec d = until - s->host.now;
    if (s->netpoll_ready.n > 0 || (until != 0 && d <= 0)) {
        spend_ns(mp, s->cost->netpoll_ns); // there is something already
        return;
    }
    m_asleep(mp, "netpoll");
    if (until == 0) {
        host_block(&s->host, &mp->th, "netpoll");
        return;
    }
    // epoll_wait counts whole milliseconds: less than one is one.
    host_sleep(&s->host, &mp->th, d < unit ? unit : d / unit * unit, "netpoll");
}

void netpoll_break(struct sched *s)
{
    struct m *mp = s->poller;

    if (mp == NULL || mp->th.state != HOST_BLOCKED)
        return;
    m_woken(s, mp, NULL);
    host_wake(&s->host, &mp->th);
}

void wake_net_poller(struct sched *s, struct m *by, nsec when)
{
    if (s->lastpoll != 0)
        wakep(s, by); // nobody polls: get an M there
    else if (s->poll_until == 0 || s->poll_until > when)
        netpoll_break(s);
}
