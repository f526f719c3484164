// sysmon: the monitor (proc.go: sysmon, retake, preemptone). A thread without a
// P: it takes Ps from long system calls, asks Gs that ran for a time slice to
// stop, and polls when nobody else has.
//
// DIFFERS FROM GO: it is an event of the simulation, not a thread, and takes no
// core from anybody.
//
// Its own sleeps are the kernel's: slack and wake-up come on top of 20 us to
// 10 ms, which is why real slices are 10.0, 15.3, then 20.2 ms long.
#include "base/check.h"
#include "sched/event.h"
#include "sched/gmp.h"

static void signal_arrives(void *arg)
{
    struct m *mp = arg;

    // work.CPU is one long event: cut it. The VM looks at the flag by itself.
    if (mp->curg != NULL && mp->curg->preempt && mp->curg->in_cpu &&
        mp->curg->status == G_RUNNING && mp->th.state != HOST_BLOCKED)
        host_interrupt(&mp->sched->host, &mp->th);
}

void preemptone(struct sched *s, struct p *pp, enum trace_rule rule)
{
    struct m *mp = pp->m;

    if (mp == NULL || mp->curg == NULL || mp->curg->status != G_RUNNING)
        return;
    mp->curg->preempt = true;
    event_add(s, EV_PREEMPT, mp, pp->id, mp->curg->goid, rule, 0, 0);
    if (s->go->async_preempt && !mp->sig.armed) {
        mp->sig.fn = signal_arrives;
        mp->sig.arg = mp;
        host_at(&s->host, &mp->sig,
                s->host.now +
                    noise_latency(&s->host.noise, s->config->os->signal_ns));
    }
}

static bool retake_syscall(struct sched *s, struct p *pp, bool slice_over)
{
    struct sysmontick *pd = &pp->sysmontick;
    nsec now = s->host.now;

    if (!slice_over && pd->syscalltick != pp->syscalltick) {
        pd->syscalltick = pp->syscalltick;
        pd->syscallwhen = now;
        return false;
    }
    // Not worth it while others idle and nothing waits here.
    if (runq_empty(&pp->runq) && s->nmspinning + s->npidle > 0 &&
        pd->syscallwhen + s->go->syscall_retake_ns > now)
        return false;
    event_add(s, EV_PROC_STEAL, NULL, pp->id, 0, pp->m == NULL ? -1 : pp->m->id,
              RULE_RETAKE_SYSCALL, 0);
    pp->m = NULL;
    pp->status = P_IDLE;
    pp->syscalltick++;
    p_time(s, pp, PT_IDLE);
    s->sum.handoffs++;
    handoffp(s, NULL, pp);
    return true;
}

static bool slices_count(const struct sched *s, const struct p *pp)
{
    if (pp->status == P_SYSCALL)
        return s->go->preempt_syscalls != 0;
    return s->go->preempt != 0;
}

static int retake(struct sched *s)
{
    int n = 0;
    nsec now = s->host.now;

    for (int i = 0; i < s->gomaxprocs; i++) {
        struct p *pp = s->allp[i];
        struct sysmontick *pd = &pp->sysmontick;
        bool slice_over = false;
        if (pp->status != P_RUNNING && pp->status != P_SYSCALL)
            continue;
        if (pd->schedtick != pp->schedtick) {
            pd->schedtick = pp->schedtick;
            pd->schedwhen = now;
        } else if (pd->schedwhen + s->go->timeslice_ns <= now &&
                   slices_count(s, pp)) {
            preemptone(s, pp, RULE_SLICE);
            slice_over = true; // in a system call preemptone does nothing
        }
        if (pp->status == P_SYSCALL && retake_syscall(s, pp, slice_over))
            n++;
    }
    return n;
}

static nsec sysmon_sleep(struct sched *s, nsec d)
{
    const struct os_model *os = s->config->os;

    nsec late = noise_latency(&s->host.noise, os->timer_slack_ns) +
                noise_wake(&s->host.noise, os->wake_ns);

    return nsec_add(s->host.now, d + late);
}

static void sysmon_next(struct sched *s)
{
    if (s->sysmon_idle == 0)
        s->sysmon_delay = s->go->sysmon_min_ns;
    else if (s->sysmon_idle > s->go->sysmon_idle_cycles)
        s->sysmon_delay *= 2;
    if (s->sysmon_delay > s->go->sysmon_max_ns)
        s->sysmon_delay = s->go->sysmon_max_ns;
    host_at(&s->host, &s->sysmon, sysmon_sleep(s, s->sysmon_delay));
}

static void sysmon_tick(void *arg)
{
    struct sched *s = arg;
    nsec now = s->host.now;

    if (!s->sysmonwait && s->config->schedtrace_ns <= 0 &&
        (s->gcwaiting || s->npidle == s->gomaxprocs)) {
        // Everybody is idle: sleep until the next timer, or much longer.
        nsec until = timers_earliest(s);
        nsec d = s->go->sysmon_deep_sleep_ns;
        if (until > now) {
            if (until != NSEC_MAX && until - now < d)
                d = until - now;
            s->sysmonwait = true;
            host_at(&s->host, &s->sysmon, sysmon_sleep(s, d));
            return;
        }
    }
    s->sysmonwait = false;
    if (s->lastpoll != 0 && s->lastpoll + s->go->netpoll_sysmon_ns < now &&
        s->netpoll_waiters > 0) {
        struct gqueue list = {0};
        s->lastpoll = now;
        netpoll(s, &list);
        injectglist(s, NULL, &list);
    }
    if (retake(s) > 0)
        s->sysmon_idle = 0;
    else
        s->sysmon_idle++;
    schedtrace(s);
    sysmon_next(s);
}

void sysmon_wake(struct sched *s)
{
    CHECK(s->sysmonwait);
    s->sysmonwait = false;
    s->sysmon_idle = 0;
    s->sysmon_delay = s->go->sysmon_min_ns;
    host_at(&s->host, &s->sysmon,
            s->host.now + noise_wake(&s->host.noise, s->config->os->wake_ns));
}

void sysmon_start(struct sched *s)
{
    s->sysmon.fn = sysmon_tick;
    s->sysmon.arg = s;
    s->sysmon_idle = 0;
    sysmon_next(s);
    if (s->host.noise.on) // it has been at work since before main.main
        host_at(&s->host, &s->sysmon,
                rng_uniform(&s->host.noise.rng_start, 0, s->sysmon.when));
}
