// nstw: GOMAXPROCS(n): stop the world, change the number of Ps, start it again
// (proc.go: stopTheWorldWithSema, procresize, startTheWorldWithSema).
#include "base/check.h"
#include "native/ngmp.h"

enum { REPREEMPT_NS = 100000 }; // stopTheWorldWithSema

void nstw_stopped(struct nsched *s)
{
    CHECK(s->stopwait > 0);
    if (--s->stopwait == 0)
        note_wake(&s->stopnote);
}

void ngcstopm(struct m *mp)
{
    struct nsched *s = mp->sched;

    if (mp->spinning) {
        mp->spinning = false;
        nevent(mp, EV_M_SPIN, mp->p->id, 0, 0, 0, 0);
        CHECK(at_fetch_add32(&s->nmspinning, (uint32_t)-1) > 0);
    }
    struct p *pp = nreleasep(mp);
    at_lock(&s->lock);
    at_store(&pp->status, P_GCSTOP);
    nstw_stopped(s);
    at_unlock(&s->lock);
    nstopm(mp);
}

static void preempt_all(struct m *mp)
{
    struct nsched *s = mp->sched;

    for (uint32_t i = 0; i < nprocs(s); i++)
        if (s->allp[i] != mp->p)
            npreemptone(mp, s->allp[i], RULE_GOMAXPROCS);
}

// Takes a P whose M is in a system call. lock.
static bool take_from_syscall(struct m *mp, struct p *pp)
{
    struct nsched *s = mp->sched;
    uint64_t status = at_load(&pp->status);
    nsec t = nnow(s);

    if (p_status_of(status) != P_SYSCALL ||
        !at_cas(&pp->status, status, P_GCSTOP))
        return false;
    nevent_at(mp, t, mp->id, EV_PROC_STEAL, pp->id, 0,
              (int64_t)(status >> 8 & 0xffffff), RULE_GOMAXPROCS, 0);
    at_store_rel(&pp->curg, 0);
    at_store32_rlx(&pp->syscalltick, pp->syscalltick + 1);
    np_time(s, pp, PT_IDLE, t);
    return true;
}

// Everything that can be stopped without waiting: idle Ps and those whose M is
// in a system call. The others are asked until they have stopped.
static void stop_all(struct m *mp)
{
    struct nsched *s = mp->sched;
    struct p *pp;

    at_lock(&s->lock);
    s->stopwait = (int)nprocs(s) - 1; // without our own
    at_store32(&s->gcwaiting, 1);
    at_fence();
    preempt_all(mp);
    for (uint32_t i = 0; i < nprocs(s); i++)
        if (s->allp[i] != mp->p && take_from_syscall(mp, s->allp[i]))
            s->stopwait--;
    while ((pp = npidleget(s)) != NULL) {
        at_store(&pp->status, P_GCSTOP);
        s->stopwait--;
    }
    CHECK(s->stopwait >= 0);
    bool wait = s->stopwait > 0;
    at_unlock(&s->lock);
    if (!wait)
        return;
    while (at_load32(&s->stopnote) == 0 && !nstopping(s)) {
        at_futex_wait(&s->stopnote, 0, REPREEMPT_NS);
        preempt_all(mp);
    }
    at_store32(&s->stopnote, 0);
}

static struct p *new_p(struct nsched *s, int id)
{
    struct p *pp = nslab_new(s, sizeof *pp);

    pp->id = id;
    at_store(&pp->status, P_GCSTOP);
    at_store(&pp->timer0, (uint64_t)NSEC_MAX);
    pp->time = PT_IDLE;
    pp->time_since = nnow(s);
    return pp;
}

// p.destroy: its Gs go to the head of the global queue, runnext first.
static void destroy(struct nsched *s, struct p *pp, struct p *heir)
{
    struct gqueue ring = {0};
    struct g *gp, *next = nrunq_peek_runnext(&pp->runq);
    bool inherit;

    if (next != NULL)
        CHECK(nrunq_take_runnext(&pp->runq, next));
    while ((gp = nrunq_get(&pp->runq, &inherit)) != NULL)
        ngqueue_push_front(&ring, gp);
    while ((gp = ngqueue_pop(&ring)) != NULL) // the newest first
        ngring_push_front(&s->runq, gp);
    if (next != NULL)
        ngring_push_front(&s->runq, next);
    nglobrunq_changed(s);
    at_lock(&pp->timers_lock);
    at_lock(&heir->timers_lock);
    timers_take(&heir->timers, &pp->timers);
    ntimers_unlock(heir);
    ntimers_unlock(pp);
    ngfree_flush(s, pp, 0);
    np_time(s, pp, PT_IDLE, nnow(s));
    at_store(&pp->status, P_DEAD);
}

static void revive(struct nsched *s, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        struct p *pp = s->allp[i];
        if (pp == NULL) {
            s->allp[i] = new_p(s, (int)i);
            s->nallp = (int)i + 1;
        } else if (at_load(&pp->status) == P_DEAD) {
            at_store(&pp->status, P_GCSTOP);
            pp->time_since = nnow(s);
        }
    }
}

// The caller's own P goes away. As in Go, the timeline shows its G stopped and
// started again, or G and P would not fit together.
static void move_to(struct m *mp, struct p *pp)
{
    struct nsched *s = mp->sched;
    struct g *gp = mp->curg;

    if (mp->p != NULL) {
        nevent(mp, EV_GO_STOP, mp->p->id, gp->goid, ntext("preempted"), 0, 0);
        at_store_rel(&mp->p->curg, 0);
        at_store(&nreleasep(mp)->status, P_GCSTOP);
    }
    at_store(&pp->status, P_IDLE);
    nacquirep(mp, pp);
    if (gp == NULL)
        return;
    nevent(mp, EV_GO_START, pp->id, gp->goid, RULE_GOMAXPROCS, -1, 1);
    at_store_rel(&pp->curg, (uint64_t)(uintptr_t)gp);
    np_time(s, pp, PT_RUN, mp->now);
}

// The world is stopped, or not started yet: mp holds a P, or is M0 at the
// start.
void nprocresize(struct nsched *s, struct m *mp, uint32_t n)
{
    uint32_t old = nprocs(s);

    CHECK(n >= 1 && n <= NATIVE_PROCS_MAX);
    revive(s, n);
    nevent(mp, EV_PROCS_CHANGE, -1, mp->curg == NULL ? 0 : mp->curg->goid, n, 0,
           0);
    struct p *mine =
        mp->p == NULL || (uint32_t)mp->p->id >= n ? s->allp[0] : mp->p;
    if (mp->p != mine)
        move_to(mp, mine);
    for (uint32_t i = n; i < old; i++)
        destroy(s, s->allp[i], mine);
    at_store32(&s->gomaxprocs, n);
    for (struct m *other = s->allm; other != NULL; other = other->alllink)
        other->nat.alone = n == 1;
    nsteal_order(s);
    for (uint32_t k = 0; k < n; k++) {
        struct p *pp = s->allp[s->go->idle_p_highest_first ? k : n - 1 - k];
        if (pp == mine)
            continue;
        at_store(&pp->status, P_IDLE);
        if (nrunq_empty(&pp->runq))
            npidleput(s, pp);
    }
}

// Resizes and starts in one critical section: an M that takes an idle P must
// find a world that runs.
static void resize_and_start(struct m *mp, uint32_t n)
{
    struct nsched *s = mp->sched;
    struct p *work[NATIVE_PROCS_MAX];
    uint32_t nwork = 0;

    at_lock(&s->lock);
    nprocresize(s, mp, n);
    for (uint32_t i = 0; i < n; i++)
        if (s->allp[i] != mp->p && !nrunq_empty(&s->allp[i]->runq))
            work[nwork++] = s->allp[i];
    at_store32(&s->gcwaiting, 0);
    at_unlock(&s->lock);
    for (uint32_t i = 0; i < nwork; i++)
        nstartm(mp, work[i], false);
    if (at_load32(&s->sysmonwait) != 0)
        nsysmon_wake(s);
    nwakep(mp);
}

void ngomaxprocs_set(struct m *mp, word *args, int64_t n)
{
    struct nsched *s = mp->sched;
    uint32_t old = nprocs(s);

    if (n <= 0 || n == old) {
        args[0] = (word)old;
        return;
    }
    if (!at_cas32(&s->stw_busy, 0, 1)) {
        // Somebody else does it; after that it is tried again.
        mp->curg->stw_args = args;
        mp->curg->todo = G_TODO_STW;
        ngosched(mp, "preempted", false);
        return;
    }
    old = nprocs(s);
    stop_all(mp);
    if (!nstopping(s))
        resize_and_start(mp,
                         n > NATIVE_PROCS_MAX ? NATIVE_PROCS_MAX : (uint32_t)n);
    at_store32(&s->stw_busy, 0);
    args[0] = (word)old;
}
