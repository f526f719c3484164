// timerproc: the timers of Go 1.13 and before (time.go: addtimer, timerproc).
// They lie in one heap, or in 64 by the number of the P; each has a goroutine
// of the run time that sleeps in the kernel until the first is due, then makes
// the sleepers ready. So a timer costs a system call, its thread, and a place
// in the queues for that goroutine.
#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "sched/event.h"
#include "sched/gmp.h"

struct timerproc {
    struct timers heap;
    struct g *gp;       // NULL before the first timer
    struct m *sleeping; // on it gp sleeps, until …
    nsec until;
    bool parked; // there is no timer
};

struct timers *timerproc_heap(struct m *mp)
{
    struct sched *s = mp->sched;
    size_t n = (size_t)s->go->timer_heaps;

    if (s->timerprocs == NULL)
        s->timerprocs = xcalloc(n, sizeof *s->timerprocs);
    return &s->timerprocs[(size_t)mp->p->id % n].heap;
}

static void start(struct m *mp, struct timerproc *tb)
{
    struct g *gp = system_g_new(mp, "runtime.timerproc");

    gp->timerproc = tb;
    tb->gp = gp;
    runqput(mp, mp->p, gp, true);
    wakep(mp->sched, mp);
}

// addtimer's end: the goroutine of a heap must hear of an earlier first timer.
static void hear(struct m *mp, struct timerproc *tb)
{
    struct sched *s = mp->sched;
    nsec when = timers_next(&tb->heap);

    if (when == NSEC_MAX)
        return;
    if (tb->gp == NULL) {
        start(mp, tb);
    } else if (tb->parked) {
        tb->parked = false;
        ready(mp, tb->gp, true);
    } else if (tb->sleeping != NULL && when < tb->until) {
        struct m *to = tb->sleeping;
        tb->sleeping = NULL;
        spend_ns(mp, s->cost->wake_ns);
        host_wake(&s->host, &to->th);
    }
}

void timerproc_wake(struct m *mp)
{
    struct sched *s = mp->sched;

    for (int64_t i = 0; i < s->go->timer_heaps; i++)
        hear(mp, &s->timerprocs[i]);
}

static void woken(struct m *mp)
{
    struct timerproc *tb = mp->curg->timerproc;

    tb->sleeping = NULL;
    exitsyscall(mp);
}

void timerproc_run(struct m *mp)
{
    struct sched *s = mp->sched;
    struct timerproc *tb = mp->curg->timerproc;

    sim_timers_run(mp, &tb->heap, s->host.now);
    tb->until = timers_next(&tb->heap);
    if (tb->until == NSEC_MAX) {
        tb->parked = true;
        park(mp, WAIT_TIMERPROC);
        return;
    }
    if (tb->until <= s->host.now) { // what was stopped is gone now
        mp->next = m_go;
        return;
    }
    entersyscallblock(mp, "futex");
    tb->sleeping = mp;
    mp->next = woken;
    host_sleep(&s->host, &mp->th, tb->until - s->host.now, "timer");
}

void timerprocs_release(struct sched *s)
{
    for (int64_t i = 0; s->timerprocs != NULL && i < s->go->timer_heaps; i++)
        timers_release(&s->timerprocs[i].heap);
    free(s->timerprocs);
}
