// nsysmon: the monitor (proc.go: sysmon, retake, preemptone). A thread without
// a P: it takes Ps from long system calls, asks Gs that ran for a time slice to
// stop, and polls when nobody else has.
#include "base/check.h"
#include "native/ngmp.h"

// G and P are only a good guess: whoever runs there now may have changed.
void npreemptone(struct m *by, struct p *pp, enum trace_rule rule)
{
    struct g *gp = (struct g *)(uintptr_t)at_load(&pp->curg);

    if (gp == NULL || at_load32(&gp->status) != G_RUNNING ||
        at_load32(&gp->preempt) != 0)
        return;
    nevent_at(by, nnow(by->sched), -1, EV_PREEMPT, pp->id, at_load32(&gp->goid),
              rule, 0, 0);
    at_store32(&gp->preempt, 1);
}

// While sysmon holds a P or Gs that no other M sees, there is no deadlock.
static void busy(struct m *mon, int n)
{
    struct nsched *s = mon->sched;

    at_lock(&s->lock);
    s->busy += n;
    bool dead = n < 0 && ncheckdead(s);
    at_unlock(&s->lock);
    if (dead)
        nreport_deadlock(mon);
}

static bool retake_syscall(struct m *mon, struct p *pp, uint64_t status,
                           bool slice_over)
{
    struct nsched *s = mon->sched;
    uint32_t tick = at_load32(&pp->syscalltick);
    nsec now = nnow(s);

    if (!slice_over && pp->seen_syscalltick != tick) {
        pp->seen_syscalltick = tick;
        pp->syscallwhen = now;
        return false;
    }
    // Not worth it while others idle and nothing waits here.
    if (nrunq_empty(&pp->runq) &&
        at_load32(&s->nmspinning) + at_load32(&s->npidle) > 0 &&
        pp->syscallwhen + s->go->syscall_retake_ns > now)
        return false;
    busy(mon, 1);
    // The call that status names lasts on: it was so at the time that is
    // recorded.
    nsec t = nnow(s);
    bool taken = at_cas(&pp->status, status, P_IDLE);
    if (taken) {
        nevent_at(mon, t, -1, EV_PROC_STEAL, pp->id, 0,
                  (int64_t)(status >> 8 & 0xffffff), RULE_RETAKE_SYSCALL, 0);
        at_store_rel(&pp->curg, 0);
        at_store32_rlx(&pp->syscalltick, pp->syscalltick + 1);
        np_time(s, pp, PT_IDLE, t);
        nhandoffp(mon, pp);
    }
    busy(mon, -1);
    return taken;
}

// A G that was asked to stop looks within a millisecond, unless it is in what
// cannot be cut, or its M is in a wait that the signal must end. Without
// asynchronous preemption it may take as long as it likes.
static void urge(struct nsched *s, struct p *pp, nsec now)
{
    enum { LATE_NS = 1000000 };
    uint64_t gp = at_load(&pp->curg);

    if (gp == 0 || s->go->async_preempt == 0)
        return;
    if (pp->asked != gp) {
        pp->asked = gp;
        pp->askedwhen = now;
    } else if (now - pp->askedwhen >= LATE_NS) {
        pp->askedwhen = now;
        nsignal_send(at_load32_rlx(&pp->tid));
    }
}

static int retake(struct m *mon)
{
    struct nsched *s = mon->sched;
    uint32_t nprocs_now = nprocs(s);
    int n = 0;

    for (uint32_t i = 0; i < nprocs_now; i++) {
        struct p *pp = s->allp[i];
        uint64_t status = at_load(&pp->status);
        bool slice_over = false;
        if (status != P_RUNNING && p_status_of(status) != P_SYSCALL)
            continue;
        uint32_t tick = at_load32(&pp->schedtick);
        nsec now = nnow(s);
        if (pp->seen_schedtick != tick) {
            pp->seen_schedtick = tick;
            pp->schedwhen = now;
            pp->asked = 0;
        } else if (pp->schedwhen + s->go->timeslice_ns <= now) {
            slice_over = true;
            if (status == P_RUNNING) {
                npreemptone(mon, pp, RULE_SLICE);
                urge(s, pp, now);
            }
        }
        if (p_status_of(status) == P_SYSCALL &&
            retake_syscall(mon, pp, status, slice_over))
            n++;
    }
    return n;
}

// When everybody is idle: sleeps until the next timer, or much longer. True
// when somebody woke it.
static bool deep_sleep(struct m *mon)
{
    struct nsched *s = mon->sched;
    nsec d = s->go->sysmon_deep_sleep_ns, until = ntimers_earliest(s);

    at_lock(&s->lock);
    bool idle =
        at_load32(&s->gcwaiting) != 0 || at_load32(&s->npidle) == nprocs(s);
    nsec now = nnow(s);
    if (!idle || until <= now || nstopping(s)) {
        at_unlock(&s->lock);
        return false;
    }
    at_store32(&s->sysmonwait, 1);
    at_unlock(&s->lock);
    if (until != NSEC_MAX && until - now < d)
        d = until - now;
    at_futex_wait(&s->sysmonnote, 0, d);
    at_lock(&s->lock);
    bool woken = at_exchange32(&s->sysmonnote, 0) != 0;
    at_store32(&s->sysmonwait, 0);
    at_unlock(&s->lock);
    return woken;
}

void nsysmon_wake(struct nsched *s)
{
    at_lock(&s->lock);
    if (at_exchange32(&s->sysmonwait, 0) != 0)
        note_wake(&s->sysmonnote);
    at_unlock(&s->lock);
}

static void poll_if_late(struct m *mon)
{
    struct nsched *s = mon->sched;
    uint64_t last = at_load(&s->lastpoll);
    nsec now = nnow(s);
    struct gqueue list = {0};

    if (last == 0 || (nsec)last + s->go->netpoll_sysmon_ns >= now ||
        at_load32(&s->netpoll_waiters) == 0)
        return;
    at_cas(&s->lastpoll, last, (uint64_t)now);
    busy(mon, 1);
    npoll(mon, 0, &list);
    ninjectglist(mon, &list);
    busy(mon, -1);
}

void *nsysmon_main(void *arg)
{
    struct m *mon = arg;
    struct nsched *s = mon->sched;
    int64_t idle = 0;
    nsec delay = 0;

    while (at_load32(&s->clock_runs) == 0)
        at_futex_wait(&s->clock_runs, 0, s->go->sysmon_min_ns);
    while (!nstopping(s)) {
        if (idle == 0)
            delay = s->go->sysmon_min_ns;
        else if (idle > s->go->sysmon_idle_cycles)
            delay *= 2;
        if (delay > s->go->sysmon_max_ns)
            delay = s->go->sysmon_max_ns;
        at_futex_wait(&s->stopping, 0, delay);
        if ((at_load32(&s->gcwaiting) != 0 ||
             at_load32(&s->npidle) == nprocs(s)) &&
            deep_sleep(mon)) {
            idle = 0;
            delay = s->go->sysmon_min_ns;
        }
        if (nstopping(s))
            break;
        poll_if_late(mon);
        if (retake(mon) > 0)
            idle = 0;
        else
            idle++;
    }
    return NULL;
}
