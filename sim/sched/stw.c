// stw: GOMAXPROCS(n): stop the world, change the number of Ps, start it again
// (proc.go: stopTheWorldWithSema, procresize, startTheWorldWithSema).
#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "sched/event.h"
#include "sched/gmp.h"

static m_state resize;

void stw_stopped(struct sched *s)
{
    CHECK(s->stopwait > 0);
    if (--s->stopwait == 0 && s->stopper != NULL) {
        struct m *mp = s->stopper;
        s->stopper = NULL;
        host_wake(&s->host, &mp->th);
    }
}

void gcstopm(struct m *mp)
{
    struct sched *s = mp->sched;

    if (mp->spinning) {
        mp->spinning = false;
        s->nmspinning--;
        event_add(s, EV_M_SPIN, mp, mp->p->id, 0, 0, 0, 0);
    }
    mp->steal.active = false;
    mp->p->stopped = mp;
    releasep(mp)->status = P_GCSTOP;
    stw_stopped(s);
    stopm(mp, "idle");
}

// Everything that can be stopped without waiting: idle Ps and those whose M is
// in a system call; the others are asked.
static void stop_all(struct m *mp)
{
    struct sched *s = mp->sched;
    struct p *pp;

    s->gcwaiting = true;
    s->stopwait = s->gomaxprocs - 1; // without our own
    for (int i = 0; i < s->gomaxprocs; i++) {
        pp = s->allp[i];
        if (pp == mp->p)
            continue;
        if (pp->status == P_RUNNING) {
            preemptone(s, pp, RULE_GOMAXPROCS);
        } else if (pp->status == P_SYSCALL) {
            event_add(s, EV_PROC_STEAL, mp, pp->id, 0,
                      pp->m == NULL ? -1 : pp->m->id, RULE_GOMAXPROCS, 0);
            pp->m = NULL;
            pp->status = P_GCSTOP;
            pp->syscalltick++;
            p_time(s, pp, PT_IDLE);
            s->stopwait--;
        }
    }
    while ((pp = pidleget(s)) != NULL) {
        pp->status = P_GCSTOP;
        s->stopwait--;
    }
}

// DIFFERS FROM GO: since 1.10, which knows no limit, there are at most
// SCHED_PROCS_MAX Ps (procs_max).
void gomaxprocs_set(struct m *mp, int64_t n)
{
    struct sched *s = mp->sched;

    if (n <= 0 || n == s->gomaxprocs) {
        mp->req.args[0] = (word)s->gomaxprocs;
        mp->next = m_go;
        return;
    }
    if (s->gcwaiting) { // somebody else does it: m_go tries again after that
        mp->curg->stw_procs = n;
        mp->curg->stw_args = mp->req.args;
        gosched(mp, "preempted");
        return;
    }
    s->stw_procs = (int)(n > s->go->procs_max ? s->go->procs_max : n);
    stop_all(mp);
    spend_ns(mp, s->cost->stop_world_ns);
    mp->next = resize;
    if (s->stopwait > 0) {
        s->stopper = mp;
        host_block(&s->host, &mp->th, "stop the world");
    }
}

static struct p *new_p(struct sched *s, int id)
{
    struct p *pp = xcalloc(1, sizeof *pp);

    pp->id = id;
    runq_init(&pp->runq,
              s->go->runq_cap == 0 ? RUNQ_CAP : (uint32_t)s->go->runq_cap);
    pp->status = P_GCSTOP;
    pp->time = PT_IDLE;
    pp->time_since = s->host.now;
    return pp;
}

// p.destroy: its Gs go to the head of the global queue, runnext first.
static void destroy(struct sched *s, struct p *pp, struct p *heir)
{
    while (pp->runq.tail != pp->runq.head)
        gqueue_push_front(&s->runq, runq_last(&pp->runq));
    if (pp->runq.runnext != NULL) {
        gqueue_push_front(&s->runq, pp->runq.runnext);
        pp->runq.runnext = NULL;
    }
    timers_take(&heir->timers, &pp->timers);
    while (pp->gfree != NULL) {
        struct g *gp = pp->gfree;
        pp->gfree = gp->schedlink;
        gp->schedlink = s->gfree;
        s->gfree = gp;
    }
    pp->ngfree = 0;
    p_time(s, pp, PT_IDLE);
    pp->status = P_DEAD;
}

static void revive(struct sched *s, int n)
{
    if (n > s->nallp) {
        s->allp = xreallocarray(s->allp, (size_t)n, sizeof(struct p *));
        for (int i = s->nallp; i < n; i++)
            s->allp[i] = new_p(s, i);
        s->nallp = n;
    }
    for (int i = 0; i < n; i++) {
        struct p *pp = s->allp[i];
        if (pp->status == P_DEAD) {
            pp->status = P_GCSTOP;
            pp->time_since = s->host.now;
        }
    }
}

// The caller's own P goes away. As in Go, the timeline shows its G stopped and
// started again, or G and P would not fit together.
static void move_to(struct m *mp, struct p *pp)
{
    struct sched *s = mp->sched;

    if (mp->p != NULL) {
        event_g(mp, EV_GO_STOP, event_text(s, "preempted"), 0, 0);
        releasep(mp)->status = P_GCSTOP;
    }
    pp->status = P_IDLE;
    acquirep(mp, pp);
    if (mp->curg == NULL)
        return;
    event_g(mp, EV_GO_START, RULE_GOMAXPROCS, -1, 1);
    p_time(s, pp, PT_RUN);
}

// The world is stopped, or not started yet: mp holds a P, or is M0 at the
// start.
void procresize(struct sched *s, struct m *mp, int n)
{
    int old = s->gomaxprocs;

    CHECK(n >= 1);
    revive(s, n);
    event_add(s, EV_PROCS_CHANGE, mp, -1, mp->curg == NULL ? 0 : mp->curg->goid,
              n, 0, 0);
    struct p *mine = mp->p == NULL || mp->p->id >= n ? s->allp[0] : mp->p;
    if (mp->p != mine)
        move_to(mp, mine);
    for (int i = n; i < old; i++)
        destroy(s, s->allp[i], mine);
    s->gomaxprocs = n;
    steal_order(s);
    for (int k = 0; k < n; k++) {
        int i = s->go->idle_p_highest_first ? k : n - 1 - k;
        struct p *pp = s->allp[i];
        if (pp == mine)
            continue;
        pp->status = P_IDLE;
        if (runq_empty(&pp->runq))
            pidleput(s, pp);
    }
}

static void resize(struct m *mp)
{
    struct sched *s = mp->sched;
    int old = s->gomaxprocs;

    CHECK(s->stopwait == 0);
    procresize(s, mp, s->stw_procs);
    s->gcwaiting = false;
    for (int i = 0; i < s->gomaxprocs; i++) {
        struct p *pp = s->allp[i];
        if (pp != mp->p && pp->status == P_IDLE && !runq_empty(&pp->runq)) {
            if (s->go->stw_same_m)
                midle_first(s, pp->stopped);
            startm(s, mp, pp, false);
        }
        pp->stopped = NULL;
    }
    if (s->sysmonwait)
        sysmon_wake(s);
    wakep(s, mp);
    mp->req.args[0] = (word)old;
    mp->next = m_go;
}
