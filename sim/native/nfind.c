// nfind: who runs next: schedule, findRunnable and stealing (proc.go), in Go's
// order of search.
#include <time.h>

#include "base/check.h"
#include "native/ngmp.h"

// --- spinning

static void start_spinning(struct m *mp)
{
    struct nsched *s = mp->sched;

    CHECK(!mp->spinning);
    mp->spinning = true;
    at_fetch_add32(&s->nmspinning, 1);
    at_store32(&s->needspinning, 0);
    nevent(mp, EV_M_SPIN, mp->p == NULL ? -1 : mp->p->id, 0, 1, 0, 0);
}

static void stop_spinning(struct m *mp)
{
    struct nsched *s = mp->sched;

    CHECK(mp->spinning);
    mp->spinning = false;
    nevent(mp, EV_M_SPIN, mp->p == NULL ? -1 : mp->p->id, 0, 0, 0, 0);
    CHECK(at_fetch_add32(&s->nmspinning, (uint32_t)-1) > 0);
}

// Takes what the time tells of a G that begins to run.
static void record_start(struct m *mp, struct g *gp, enum trace_rule rule,
                         int victim, int n)
{
    struct p *pp = mp->p;

    mp->now = nstamp_after(mp, gp->since);
    hist_add(&pp->wait_hist, mp->now - gp->since);
    gp->since = mp->now;
    nevent_at(mp, mp->now, mp->id, EV_GO_START, pp->id, gp->goid, rule, victim,
              n);
    np_time(mp->sched, pp, PT_RUN, mp->now);
}

static inline void execute(struct m *mp, struct g *gp, bool inherit,
                           enum trace_rule rule, int victim, int n)
{
    struct p *pp = mp->p;

    CHECK(at_load32(&gp->status) == G_RUNNABLE);
    if (gp->locked && gp->lockedm != mp) {
        nstartlockedm(mp, gp);
        return;
    }
    at_store32_rlx(&gp->status, G_RUNNING);
    at_store32_rlx(&gp->preempt, 0);
    mp->curg = gp;
    mp->resume = gp->task.op != TASK_OP_NONE;
    mp->attend = mp->resume || gp->todo != G_TODO_NONE;
    if (mp->nat.timed)
        record_start(mp, gp, rule, victim, n);
    at_store_rel(&pp->curg, (uint64_t)(uintptr_t)gp);
    if (!inherit) {
        at_store32_rlx(&pp->schedtick, pp->schedtick + 1);
        if (++pp->globaltick == mp->sched->go->schedtick_global)
            pp->globaltick = 0;
    }
}

void nexecute(struct m *mp, struct g *gp, bool inherit, enum trace_rule rule,
              int victim, int n)
{
    if (mp->spinning) {
        stop_spinning(mp);
        nwakep(mp); // wake-ups chain one at a time
    }
    execute(mp, gp, inherit, rule, victim, n);
}

// --- the searches that need no other P

static struct g *global(struct m *mp, int64_t max, int *n)
{
    struct nsched *s = mp->sched;
    struct g *gp = NULL;

    if (at_load(&s->runqsize) == 0)
        return NULL;
    at_lock(&s->lock);
    if (s->runq.n > 0)
        gp = nglobrunqget(mp, max, n);
    at_unlock(&s->lock);
    return gp;
}

static void execute_global(struct m *mp, struct g *gp, int n)
{
    if (n > 1)
        nevent(mp, EV_GLOBAL_GRAB, mp->p->id, 0, n, 0, 0);
    nexecute(mp, gp, false, RULE_GLOBAL, -1, n);
}

// What comes next in the ring is often cold: the G after next is called for,
// and the stack of the next, whose address is known by now. When others may
// steal and run that, its memory is not ours to read.
static inline void look_ahead(const struct m *mp)
{
    enum { AHEAD = 6, STACK_AHEAD = 3 };
    const struct nrunq *q = &mp->p->runq;
    uint32_t head = at_load32_rlx(&q->head), n = at_load32_rlx(&q->tail) - head;

    if (n > AHEAD) {
        nprefetch(nrunq_at(q, head + AHEAD));
        if (nalone(mp))
            nprefetch_stack(nrunq_at(q, head + STACK_AHEAD));
    }
}

static bool find_local(struct m *mp)
{
    struct nsched *s = mp->sched;
    struct p *pp = mp->p;
    struct g *gp;
    bool inherit;
    int n;

    if ((nsec)at_load(&pp->timer0) != NSEC_MAX)
        nchecktimers(mp, pp, s->timed ? mp->now : nnow_loose(s));
    if (pp->globaltick == 0 && (gp = global(mp, 1, &n)) != NULL) {
        nexecute(mp, gp, false, RULE_SCHEDTICK61, -1, 1);
        return true;
    }
    gp = nalone(mp) ? nrunq_get_alone(&pp->runq, &inherit)
                    : nrunq_get(&pp->runq, &inherit);
    if (gp != NULL) {
        if (!inherit)
            look_ahead(mp);
        if (mp->spinning)
            nexecute(mp, gp, inherit, inherit ? RULE_RUNNEXT : RULE_RUNQ, -1,
                     1);
        else
            execute(mp, gp, inherit, inherit ? RULE_RUNNEXT : RULE_RUNQ, -1, 1);
        return true;
    }
    if ((gp = global(mp, 0, &n)) != NULL) {
        execute_global(mp, gp, n);
        return true;
    }
    return false;
}

static bool find_netpoll(struct m *mp)
{
    struct nsched *s = mp->sched;
    struct gqueue list = {0};

    if (at_load32(&s->netpoll_waiters) == 0 || at_load(&s->lastpoll) == 0)
        return false;
    npoll(mp, 0, &list);
    struct g *gp = ngqueue_pop(&list);
    if (gp == NULL)
        return false;
    ninjectglist(mp, &list);
    nexecute(mp, gp, false, RULE_NETPOLL, -1, 1);
    return true;
}

// --- stealing (stealWork, runqgrab, runqsteal)

static uint32_t gcd(uint32_t a, uint32_t b)
{
    while (b != 0) {
        uint32_t r = a % b;
        a = b;
        b = r;
    }
    return a;
}

// The steps by which an enumeration of all Ps visits each once.
void nsteal_order(struct nsched *s)
{
    uint32_t n = nprocs(s);

    s->ncoprimes = 0;
    for (uint32_t i = 1; i <= n; i++)
        if (gcd(i, n) == 1)
            s->coprimes[s->ncoprimes++] = i;
    CHECK(s->ncoprimes > 0);
}

static void sleep_ns(nsec d)
{
    struct timespec ts = {.tv_nsec = (long)d};

    clock_nanosleep(CLOCK_MONOTONIC, 0, &ts, NULL);
}

static bool execute_stolen(struct m *mp, struct g *gp, enum trace_rule rule,
                           struct p *victim, int n)
{
    nevent(mp, EV_STEAL, mp->p->id, 0, victim->id, n, 0);
    nexecute(mp, gp, false, rule, victim->id, n);
    return true;
}

// Half of the victim's ring; in the last pass its runnext, after the victim has
// had 3 us to run that by itself.
static bool grab(struct m *mp, struct p *victim, bool last)
{
    struct nsched *s = mp->sched;
    int n;

    for (;;) {
        struct g *gp = nrunq_steal(&mp->p->runq, &victim->runq, &n);
        if (gp != NULL)
            return execute_stolen(mp, gp, RULE_STEAL, victim, n);
        if (!last)
            return false;
        gp = nrunq_peek_runnext(&victim->runq);
        if (gp == NULL)
            return false;
        if (at_load(&victim->status) == P_RUNNING)
            sleep_ns(s->go->steal_runnext_delay_ns);
        if (nrunq_take_runnext(&victim->runq, gp))
            return execute_stolen(mp, gp, RULE_STEAL_RUNNEXT, victim, 1);
        if (nstopping(s))
            return false;
    }
}

static bool visit(struct m *mp, struct p *victim, bool last)
{
    bool inherit;

    mp->count.steal_attempts++;
    if (last && (nsec)at_load(&victim->timer0) != NSEC_MAX &&
        nchecktimers(mp, victim, nnow_loose(mp->sched))) {
        struct g *gp = nrunq_get(&mp->p->runq, &inherit);
        if (gp != NULL) {
            nexecute(mp, gp, inherit, RULE_TIMER, victim->id, 1);
            return true;
        }
    }
    if (at_load(&victim->status) == P_IDLE)
        return false;
    return grab(mp, victim, last);
}

static bool stealwork(struct m *mp)
{
    struct nsched *s = mp->sched;
    uint32_t n = nprocs(s);

    for (int64_t pass = 1; pass <= s->go->steal_passes; pass++) {
        uint32_t r = (uint32_t)rng_u64(&mp->rng);
        uint32_t pos = r % n, inc = s->coprimes[r / n % s->ncoprimes];
        for (uint32_t i = 0; i < n; i++, pos = (pos + inc) % n) {
            if (at_load32(&s->gcwaiting) != 0 || nstopping(s))
                return false;
            if (s->allp[pos] != mp->p &&
                visit(mp, s->allp[pos], pass == s->go->steal_passes))
                return true;
        }
    }
    return false;
}

static bool find_steal(struct m *mp)
{
    struct nsched *s = mp->sched;
    uint32_t n = nprocs(s);

    if (!mp->spinning) {
        if (2 * at_load32(&s->nmspinning) >= n - at_load32(&s->npidle))
            return false;
        start_spinning(mp);
    }
    np_time(s, mp->p, PT_SPIN, nstamp(s));
    return stealwork(mp);
}

// --- nothing found

static bool any_runq(struct nsched *s)
{
    uint32_t n = nprocs(s);

    for (uint32_t i = 0; i < n; i++)
        if (!nrunq_empty(&s->allp[i]->runq))
            return true;
    return false;
}

// A spinning M that gives up looks at every queue once more after it has said
// that it spins no longer: who made a G runnable before that relied on it.
static bool recheck(struct m *mp)
{
    struct nsched *s = mp->sched;

    at_fence();
    if (!(s->go->recheck_global && at_load(&s->runqsize) > 0) && !any_runq(s))
        return false;
    at_lock(&s->lock);
    struct p *pp = npidleget(s);
    if (pp == NULL && s->go->needspinning)
        at_store32(&s->needspinning, 1);
    at_unlock(&s->lock);
    if (pp == NULL)
        return false;
    nacquirep(mp, pp);
    start_spinning(mp);
    return true;
}

// Blocks in the poller until the time, or for ever. Returns true when mp has a
// G; otherwise it has a P again, or none is left.
static bool poll(struct m *mp, nsec until, bool was_spinning)
{
    struct nsched *s = mp->sched;
    struct gqueue list = {0};
    nsec delay = until == NSEC_MAX ? -1 : until - nnow(s);

    if (delay < 0 && until != NSEC_MAX)
        delay = 0;
    nevent(mp, EV_M_PARK, -1, 0, ntext("netpoll"), 0, 0);
    npoll(mp, delay, &list);
    nevent(mp, EV_M_WAKE, -1, 0, -1, 0, 0);
    at_store(&s->poll_until, 0);
    nsec now = nnow(s);
    at_store(&s->lastpoll, (uint64_t)(now > 0 ? now : 1));
    at_lock(&s->lock);
    struct p *pp = npidleget(s);
    at_unlock(&s->lock);
    if (pp == NULL) {
        ninjectglist(mp, &list);
        return false;
    }
    // DIFFERS FROM GO, whose sysmon may sleep on for a minute here.
    if (at_load32(&s->sysmonwait) != 0)
        nsysmon_wake(s);
    nacquirep(mp, pp);
    struct g *gp = ngqueue_pop(&list);
    if (gp != NULL) {
        ninjectglist(mp, &list);
        nexecute(mp, gp, false, RULE_NETPOLL, -1, 1);
        return true;
    }
    if (was_spinning)
        start_spinning(mp);
    return false;
}

// Without a P: polls or sleeps. True when mp has a G.
static bool idle(struct m *mp, bool was_spinning)
{
    struct nsched *s = mp->sched;
    nsec until = ntimers_earliest(s);

    if ((at_load32(&s->netpoll_waiters) > 0 || until != NSEC_MAX) &&
        at_exchange(&s->lastpoll, 0) != 0) {
        at_store(&s->poll_until, until == NSEC_MAX ? 0 : (uint64_t)until);
        if (poll(mp, until, was_spinning))
            return true;
        if (mp->p != NULL)
            return false;
    } else if (until != NSEC_MAX) {
        nwake_net_poller_no_p(s, until);
    }
    nstopm(mp);
    return false;
}

// findRunnable from where it takes the lock. True when mp has a G.
static bool find_more(struct m *mp)
{
    struct nsched *s = mp->sched;
    int n;

    at_lock(&s->lock);
    if (at_load32(&s->gcwaiting) != 0 || nstopping(s)) {
        at_unlock(&s->lock);
        return false;
    }
    if (s->runq.n > 0) {
        struct g *gp = nglobrunqget(mp, 0, &n);
        at_unlock(&s->lock);
        execute_global(mp, gp, n);
        return true;
    }
    if (!mp->spinning && at_load32(&s->needspinning) != 0) {
        at_unlock(&s->lock);
        start_spinning(mp);
        return false;
    }
    npidleput(s, nreleasep(mp));
    at_unlock(&s->lock);
    bool was_spinning = mp->spinning;
    if (was_spinning) {
        stop_spinning(mp);
        if (recheck(mp))
            return false;
    }
    return idle(mp, was_spinning);
}

bool nschedule(struct m *mp)
{
    struct nsched *s = mp->sched;

    CHECK(mp->curg == NULL);
    for (;;) { // with clocks, what led here has looked at them: mp->now
        if (nstopping(s) || mp->leaves)
            return false;
        if (mp->lockedg != NULL) {
            nstoplockedm(mp);
            return mp->curg != NULL;
        }
        CHECK(mp->p != NULL);
        if (at_load32(&s->gcwaiting) != 0) {
            ngcstopm(mp);
            continue;
        }
        bool found = find_local(mp) || find_netpoll(mp) || find_steal(mp) ||
                     find_more(mp);
        if (mp->curg != NULL)
            return true;
        if (found) // a locked G: its M has got the P
            nstopm(mp);
        mp->now = nstamp(s);
    }
}
