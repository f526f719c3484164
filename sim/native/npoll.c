// npoll: waiting for I/O and for the next timer without a P, in epoll
// (netpoll.go, netpoll_epoll.go). What there is to wait for are files (nfile.c)
// and time: work.IO deadlines in a heap, the first of them armed in one
// timerfd. An eventfd ends a blocking wait.
#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/check.h"
#include "native/ngmp.h"

static bool watch(struct nsched *s, int fd)
{
    struct epoll_event ev = {.events = EPOLLIN, .data.fd = fd};

    return epoll_ctl(s->epfd, EPOLL_CTL_ADD, fd, &ev) == 0;
}

bool npoll_init(struct nsched *s)
{
    s->epfd = epoll_create1(EPOLL_CLOEXEC);
    s->breakfd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    s->timerfd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    at_store(&s->lastpoll, 1);
    return s->epfd >= 0 && s->breakfd >= 0 && s->timerfd >= 0 &&
           watch(s, s->breakfd) && watch(s, s->timerfd);
}

void npoll_release(struct nsched *s)
{
    int fds[] = {s->epfd, s->breakfd, s->timerfd};

    for (int i = 0; i < 3; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    timers_release(&s->io);
}

// The timerfd is set to the first deadline, which also takes back that it has
// expired; with none it is off. io_lock.
static void arm(struct nsched *s)
{
    nsec when = timers_next(&s->io);
    struct itimerspec at = {0};

    if (when != NSEC_MAX) {
        when = nsec_add(when, s->t0);
        at.it_value.tv_sec = (time_t)(when / NSEC_SEC);
        at.it_value.tv_nsec = (long)(when % NSEC_SEC);
    }
    CHECK(timerfd_settime(s->timerfd, TFD_TIMER_ABSTIME, &at, NULL) == 0);
}

void nio_wait(struct m *mp, nsec d)
{
    struct nsched *s = mp->sched;

    if (d <= 0)
        return;
    struct g *gp = npark(mp, WAIT_IO);
    gp->timer.when = nsec_add(nnow(s), d);
    at_fetch_add32(&s->netpoll_waiters, 1);
    at_lock(&s->io_lock);
    timers_add(&s->io, &gp->timer);
    if (timers_next(&s->io) == gp->timer.when)
        arm(s);
    at_unlock(&s->io_lock); // gp may run now
}

// epoll_wait counts whole milliseconds: less than one is one.
static int poll_ms(const struct nsched *s, nsec delay)
{
    enum { DAYS_11_MS = 1000000000 };
    nsec unit = s->go->poll_granularity_ns;

    if (delay <= 0)
        return delay == 0 ? 0 : -1;
    if (delay < unit)
        delay = unit;
    delay = delay / unit * unit / NSEC_MSEC;
    return delay < 1 ? 1 : delay > DAYS_11_MS ? DAYS_11_MS : (int)delay;
}

// Appends who waited for what has happened to files; returns how many.
static int wait_events(struct nsched *s, nsec delay, struct gqueue *list)
{
    enum { EVENTS = 64 };
    struct epoll_event ev[EVENTS];
    int n = epoll_wait(s->epfd, ev, EVENTS, poll_ms(s, delay));

    int woken = 0;

    CHECK(n >= 0 || errno == EINTR);
    for (int i = 0; i < n; i++) {
        uint64_t count;
        if (ev[i].data.fd != s->breakfd && ev[i].data.fd != s->timerfd)
            woken += nfile_event(s, ev[i].data.fd, ev[i].events, list);
        // A break is for who blocks; a look in passing leaves it to him.
        if (ev[i].data.fd != s->breakfd || delay == 0)
            continue;
        if (read(s->breakfd, &count, sizeof count) < 0)
            CHECK(errno == EAGAIN || errno == EINTR);
        at_store32(&s->wake_sig, 0);
    }
    return woken;
}

void npoll(struct m *mp, nsec delay, struct gqueue *list)
{
    struct nsched *s = mp->sched;
    struct gqueue due = {0};
    struct timer *t;
    int n = wait_events(s, delay, &due), timed = 0;

    nsec now = nnow(s);
    at_lock(&s->io_lock);
    for (; n < NETPOLL_MAX && (t = timers_pop_due(&s->io, now)) != NULL; n++) {
        ngqueue_push(&due, t->arg);
        timed++;
    }
    if (timed > 0)
        arm(s);
    at_unlock(&s->io_lock);
    if (n == 0)
        return;
    at_fetch_add32(&s->netpoll_waiters, (uint32_t)-n);
    // Go pushes events to the front of its list: the last one runs first.
    for (int i = 0; i < n; i++) {
        struct g *gp = ngqueue_pop(&due);
        CHECK(at_load32(&gp->status) == G_WAITING);
        if (mp->nat.timed)
            gp->since = nstamp_after(mp, gp->since);
        at_store32_rlx(&gp->status, G_RUNNABLE);
        nevent_at(mp, gp->since, -1, EV_GO_UNBLOCK, -1, gp->goid,
                  ntext("netpoll"), 1, 0);
        ngqueue_push_front(list, gp);
    }
    nevent_at(mp, nstamp(s), -1, EV_NETPOLL, -1, 0, n, 0, 0);
}

void npoll_break(struct nsched *s)
{
    uint64_t one = 1;

    if (!at_cas32(&s->wake_sig, 0, 1))
        return; // one is on its way
    while (write(s->breakfd, &one, sizeof one) < 0)
        CHECK(errno == EINTR || errno == EAGAIN);
}

void nwake_net_poller_no_p(struct nsched *s, nsec when)
{
    if (at_load(&s->lastpoll) != 0)
        return;
    nsec until = (nsec)at_load(&s->poll_until);
    if (until == 0 || until > when)
        npoll_break(s);
}

// A timer has become the earliest: the blocked poller must hear of it.
void nwake_net_poller(struct m *mp, nsec when)
{
    struct nsched *s = mp->sched;

    at_fence();
    if (at_load(&s->lastpoll) == 0)
        nwake_net_poller_no_p(s, when);
    else
        nwakep(mp); // nobody polls: get an M there
}
