// proc: who runs next (proc.go). An M that holds a P calls schedule; it leaves
// it running a G, or asleep.
//
// Conservation of work: whoever makes a G runnable calls wakep, which starts
// one spinning M if there is an idle P and nobody spins yet; a spinning M that
// finds work calls wakep in turn, so that wake-ups chain one at a time; the
// last spinning M looks at all queues once more before it sleeps.
#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "sched/event.h"
#include "sched/gmp.h"

static m_state find_more;

// --- Ps

void acquirep(struct m *mp, struct p *pp)
{
    CHECK(mp->p == NULL);
    CHECK(pp->m == NULL);
    CHECK(pp->status == P_IDLE);
    mp->p = pp;
    pp->m = mp;
    pp->status = P_RUNNING;
    event_add(mp->sched, EV_PROC_START, mp, pp->id, 0, 0, 0, 0);
    p_time(mp->sched, pp, mp->spinning ? PT_SPIN : PT_SCHED);
}

struct p *releasep(struct m *mp)
{
    struct p *pp = mp->p;

    CHECK(pp != NULL);
    CHECK(pp->m == mp);
    CHECK(pp->status == P_RUNNING);
    event_add(mp->sched, EV_PROC_STOP, mp, pp->id, 0, 0, 0, 0);
    mp->p = NULL;
    pp->m = NULL;
    pp->status = P_IDLE;
    p_time(mp->sched, pp, PT_IDLE);
    return pp;
}

void pidleput(struct sched *s, struct p *pp)
{
    CHECK(runq_empty(&pp->runq));
    pp->link = s->pidle;
    s->pidle = pp;
    s->npidle++;
}

struct p *pidleget(struct sched *s)
{
    struct p *pp = s->pidle;

    if (pp != NULL) {
        s->pidle = pp->link;
        pp->link = NULL;
        s->npidle--;
    }
    return pp;
}

void p_time_at(struct p *pp, enum p_time what, nsec at)
{
    // execute books the cost of a switch before it has passed: a change within
    // that time is a change at its end.
    if (at < pp->time_since)
        at = pp->time_since;
    pp->time_ns[pp->time] += at - pp->time_since;
    pp->time_since = at;
    pp->time = what;
}

// --- run queues

// The G that found no room, or NULL: some versions' queues grow instead.
static struct g *ring_put(const struct sched *s, struct p *pp, struct g *gp,
                          bool next)
{
    struct g *over = runq_put(&pp->runq, gp, next);

    if (over == NULL || s->go->runq_cap != 0)
        return over;
    runq_grow(&pp->runq);
    return runq_put(&pp->runq, over, false);
}

void runqput(struct m *mp, struct p *pp, struct g *gp, bool next)
{
    struct sched *s = mp->sched;

    if (s->one_queue) {
        gqueue_push(&s->runq, gp);
        return;
    }
    struct g *over = ring_put(s, pp, gp, next && uses_runnext(s));
    if (over == NULL)
        return;
    struct gqueue batch = {0};
    int n = runq_spill(&pp->runq, over, &batch);
    event_add(s, EV_RUNQ_OVERFLOW, mp, pp->id, 0, n, 0, 0);
    gqueue_append(&s->runq, &batch);
}

// A share of the global queue: the first G is returned, the others go to pp's
// ring. max 0: no other bound than Go's.
struct g *globrunqget(struct sched *s, struct p *pp, int64_t max, int *taken)
{
    int64_t n = s->runq.n / s->gomaxprocs + 1;

    if (n > s->runq.n)
        n = s->runq.n;
    if (max > 0 && n > max)
        n = max;
    if (s->go->runq_cap > 0 && n > s->go->runq_cap / 2)
        n = s->go->runq_cap / 2;
    if (s->one_queue || n < 1)
        n = 1;
    *taken = (int)n;
    struct g *gp = gqueue_pop(&s->runq);
    while (--n > 0)
        CHECK(ring_put(s, pp, gqueue_pop(&s->runq), false) == NULL);
    return gp;
}

// --- Ms

struct m *m_new(struct sched *s)
{
    struct m *mp = xcalloc(1, sizeof *mp);

    mp->id = s->mcount++;
    mp->sched = s;
    mp->th.id = mp->id;
    mp->th.step = m_step;
    mp->th.arg = mp;
    mp->alllink = s->allm;
    s->allm = mp;
    if (s->mcount - s->nmfreed > s->sum.threads_peak)
        s->sum.threads_peak = s->mcount - s->nmfreed;
    return mp;
}

static void mput(struct sched *s, struct m *mp)
{
    mp->schedlink = s->midle;
    s->midle = mp;
    s->nmidle++;
    checkdead(s);
}

void midle_first(struct sched *s, struct m *mp)
{
    struct m **at = &s->midle;

    while (*at != NULL && *at != mp)
        at = &(*at)->schedlink;
    if (mp == NULL || *at == NULL)
        return;
    *at = mp->schedlink;
    mp->schedlink = s->midle;
    s->midle = mp;
}

// The timeline's word for an M that sleeps without a P, and for its end.
void m_asleep(struct m *mp, const char *why)
{
    event_add(mp->sched, EV_M_PARK, mp, -1, 0, event_text(mp->sched, why), 0,
              0);
    mp->asleep = true;
}

void m_woken(struct sched *s, struct m *mp, const struct m *by)
{
    if (!mp->asleep)
        return;
    mp->asleep = false;
    event_add(s, EV_M_WAKE, mp, -1, 0, by == NULL ? -1 : by->id, 0, 0);
}

// stopm's second half: woken by startm, with a P.
static void m_started(struct m *mp)
{
    if (mp->nextp != NULL) {
        struct p *pp = mp->nextp;
        mp->nextp = NULL;
        acquirep(mp, pp);
    }
    if (mp->spinning)
        event_add(mp->sched, EV_M_SPIN, mp, mp->p->id, 0, 1, 0, 0);
    schedule(mp);
}

void stopm_idle(struct m *mp)
{
    stopm(mp, "idle");
}

void stopm(struct m *mp, const char *why)
{
    struct sched *s = mp->sched;

    CHECK(mp->p == NULL);
    CHECK(!mp->spinning);
    mp->next = m_started;
    m_asleep(mp, why);
    host_block(&s->host, &mp->th, why);
    mput(s, mp);
}

void startm(struct sched *s, struct m *by, struct p *pp, bool spinning)
{
    if (s->host.stop) // no more threads: the program has ended
        return;
    if (pp == NULL)
        pp = pidleget(s);
    if (pp == NULL) {
        if (spinning)
            s->nmspinning--;
        return;
    }
    struct m *mp = s->midle;
    if (mp != NULL) {
        s->midle = mp->schedlink;
        s->nmidle--;
        mp->schedlink = NULL;
        CHECK(mp->nextp == NULL);
        mp->spinning = spinning;
        mp->nextp = pp;
        if (by != NULL)
            spend_ns(by, noise_latency(&s->host.noise, s->cost->wake_ns));
        m_woken(s, mp, by);
        host_wake(&s->host, &mp->th);
        return;
    }
    if (s->mcount - s->nmfreed >= s->go->ms_max) {
        dump_thread_limit(s);
        return;
    }
    mp = m_new(s);
    mp->spinning = spinning;
    mp->nextp = pp;
    mp->next = m_started;
    event_add(s, EV_M_CREATE, mp, -1, 0, by == NULL ? -1 : by->id, 0, 0);
    if (by != NULL)
        spend_ns(by, noise_latency(&s->host.noise, s->cost->wake_ns));
    host_start(&s->host, &mp->th,
               noise_latency(&s->host.noise, s->config->os->thread_create_ns));
}

void startm_in(struct sched *s, struct p *pp, nsec delay)
{
    struct m *mp = m_new(s);

    CHECK(pp != NULL);
    mp->spinning = true;
    mp->nextp = pp;
    mp->next = m_started;
    event_add(s, EV_M_CREATE, mp, -1, 0, -1, 0, 0);
    host_start(&s->host, &mp->th, delay);
}

void wakep(struct sched *s, struct m *by)
{
    if (s->nmspinning != 0)
        return;
    struct p *pp = pidleget(s);
    if (pp == NULL) {
        s->needspinning = s->go->needspinning != 0;
        return;
    }
    s->nmspinning = 1;
    startm(s, by, pp, true);
}

// Hands off a P that its M cannot use now.
void handoffp(struct sched *s, struct m *by, struct p *pp)
{
    if (!runq_empty(&pp->runq) || s->runq.n > 0) {
        startm(s, by, pp, false);
        return;
    }
    if (s->nmspinning + s->npidle == 0) {
        s->nmspinning = 1;
        s->needspinning = false;
        startm(s, by, pp, true);
        return;
    }
    if (s->gcwaiting) {
        pp->status = P_GCSTOP;
        stw_stopped(s);
        return;
    }
    // The last running P must keep somebody polling.
    if (s->npidle == s->gomaxprocs - 1 && s->lastpoll != 0) {
        startm(s, by, pp, false);
        return;
    }
    nsec when = timers_next(&pp->timers);
    pidleput(s, pp);
    if (when != NSEC_MAX)
        wake_net_poller(s, by, when);
}

// Makes the Gs of a poll runnable. Without a P all go to the global queue; with
// one, as many as there are idle Ps.
void injectglist(struct sched *s, struct m *mp, struct gqueue *list)
{
    struct p *pp = mp == NULL ? NULL : mp->p;
    struct gqueue global = {0};
    int64_t n = pp == NULL || !s->go->inject_local ? list->n : s->npidle;

    if (list->n == 0)
        return;
    for (; n > 0 && list->n > 0; n--)
        gqueue_push(&global, gqueue_pop(list));
    int64_t start = global.n;
    gqueue_append(&s->runq, &global);
    for (; start > 0 && s->npidle > 0; start--)
        startm(s, mp, NULL, false);
    while (list->n > 0)
        runqput(mp, pp, gqueue_pop(list), false);
    if (s->go->wakep_on_inject && mp != NULL)
        wakep(s, mp);
}

void becomespinning(struct m *mp)
{
    struct sched *s = mp->sched;

    CHECK(!mp->spinning);
    mp->spinning = true;
    s->nmspinning++;
    s->needspinning = false;
    event_add(s, EV_M_SPIN, mp, mp->p->id, 0, 1, 0, 0);
    p_time(s, mp->p, PT_SPIN);
}

static void resetspinning(struct m *mp)
{
    CHECK(mp->spinning);
    mp->spinning = false;
    CHECK(mp->sched->nmspinning > 0);
    mp->sched->nmspinning--;
    event_add(mp->sched, EV_M_SPIN, mp, mp->p->id, 0, 0, 0, 0);
    wakep(mp->sched, mp);
}

// --- schedule

void execute(struct m *mp, struct g *gp, bool inherit, enum trace_rule rule,
             int victim, int n)
{
    struct sched *s = mp->sched;
    struct p *pp = mp->p;

    if (mp->spinning)
        resetspinning(mp);
    CHECK(gp->status == G_RUNNABLE);
    if (gp->lockedm != NULL && gp->lockedm != mp) {
        startlockedm(mp, gp);
        return;
    }
    if (!gp->system)
        hist_add(s->wait_hist, s->host.now - gp->since);
    g_set_status(gp, G_RUNNING);
    gp->since = s->host.now;
    gp->m = mp;
    gp->preempt = false;
    mp->curg = gp;
    s->nrunning++;
    s->sum.switches++;
    if (!inherit)
        pp->schedtick++;
    event_g(mp, EV_GO_START, rule, victim, n);
    spend_ns(mp, s->cost->switch_ns);
    p_time(s, pp, PT_SCHED);
    p_time_at(pp, PT_RUN, s->host.now + mp->spend_ps / 1000);
    mp->next = gp->task.op == TASK_OP_NONE ? m_go : m_resume;
}

// Runs the first of a share of the global queue; the others go to the own ring.
static void execute_global(struct m *mp)
{
    struct sched *s = mp->sched;
    int n;
    struct g *gp = globrunqget(s, mp->p, 0, &n);

    if (n > 1)
        event_add(s, EV_GLOBAL_GRAB, mp, mp->p->id, 0, n, 0, 0);
    execute(mp, gp, false, RULE_GLOBAL, -1, n);
}

static struct g *take_local(struct sched *s, struct p *pp, bool *inherit)
{
    if (s->policy->take == NULL)
        return runq_get(&pp->runq, inherit);
    *inherit = false;
    CHECK(pp->runq.runnext == NULL);
    return runq_empty(&pp->runq) ? NULL
                                 : s->policy->take(&pp->runq, &s->rng_policy);
}

// Go 1.1 does not look there before the own queue is empty, which is never so
// where who yields stays in it: with such a policy, as all later versions do.
static bool global_first(const struct sched *s, const struct p *pp)
{
    const uint64_t later = 61;
    uint64_t every = (uint64_t)s->go->schedtick_global;

    if (every == 0 && s->policy->yield_locally)
        every = later;
    return every != 0 && pp->schedtick % every == 0;
}

// The searches of findRunnable that need no other P, in Go's order.
static bool find_local(struct m *mp)
{
    struct sched *s = mp->sched;
    struct p *pp = mp->p;
    bool inherit;
    int n = 1;

    checktimers(mp, pp);
    if (s->runq.n > 0 && global_first(s, pp)) {
        execute(mp, globrunqget(s, pp, 1, &n), false, RULE_SCHEDTICK61, -1, 1);
        return true;
    }
    struct g *gp = take_local(s, pp, &inherit);
    if (gp != NULL) {
        execute(mp, gp, inherit, inherit ? RULE_RUNNEXT : RULE_RUNQ, -1, 1);
        return true;
    }
    if (s->runq.n > 0) {
        execute_global(mp);
        return true;
    }
    return false;
}

static bool find_netpoll(struct m *mp)
{
    struct sched *s = mp->sched;
    struct gqueue list = {0};

    if (s->netpoll_waiters == 0 || s->lastpoll == 0)
        return false;
    spend_ns(mp, s->cost->netpoll_ns);
    netpoll(s, &list);
    struct g *gp = gqueue_pop(&list);
    if (gp == NULL)
        return false;
    injectglist(s, mp, &list);
    execute(mp, gp, false, RULE_NETPOLL, -1, 1);
    return true;
}

// Steals; true when mp has a G to run, or sleeps before it takes a runnext.
static bool find_steal(struct m *mp)
{
    struct sched *s = mp->sched;
    bool inherit, sleeping;

    if (s->go->steal_passes == 0)
        return false;
    if (!mp->steal.active) {
        if (!mp->spinning && 2 * s->nmspinning >= s->gomaxprocs - s->npidle)
            return false;
        if (!mp->spinning)
            becomespinning(mp);
    }
    struct g *gp = stealwork(mp, &inherit, &sleeping);
    if (gp != NULL) {
        execute(mp, gp, inherit, mp->rule, mp->rule_victim, mp->rule_n);
        return true;
    }
    return sleeping;
}

void schedule(struct m *mp)
{
    struct sched *s = mp->sched;

    CHECK(mp->p != NULL);
    CHECK(mp->curg == NULL);
    if (mp->lockedg != NULL) {
        stoplockedm(mp);
        return;
    }
    if (s->gcwaiting) {
        gcstopm(mp);
        return;
    }
    if (mp->steal.active) {
        if (find_steal(mp))
            return;
    } else if (find_local(mp) || find_netpoll(mp) || find_steal(mp)) {
        return;
    }
    // Nothing. The search has taken time; what has changed meanwhile?
    mp->next = find_more;
}

// What an M without a P could steal.
static bool any_runq(const struct sched *s)
{
    if (!steals(s))
        return false;
    for (int i = 0; i < s->gomaxprocs; i++) {
        const struct p *pp = s->allp[i];
        if (pp->status != P_IDLE && !runq_empty(&pp->runq))
            return true;
    }
    return false;
}

// A spinning M that gives up looks at every queue once more after it has said
// that it spins no longer: who made a G runnable before that relied on it.
static bool recheck(struct m *mp, bool was_spinning)
{
    struct sched *s = mp->sched;

    if (!(s->go->recheck_global && s->runq.n > 0) && !any_runq(s))
        return false;
    struct p *pp = pidleget(s);
    if (pp == NULL) {
        s->needspinning = s->go->needspinning != 0;
        return false;
    }
    acquirep(mp, pp);
    if (was_spinning)
        becomespinning(mp);
    else
        // It may not be allowed to steal what it saw, and come here again: that
        // takes time, or nobody else would ever have any.
        spend_ns(mp, s->cost->steal_ns + 1);
    mp->next = schedule;
    return true;
}

// findRunnable from where it takes the lock: give up the P, then sleep or poll.
static void find_more(struct m *mp)
{
    struct sched *s = mp->sched;

    if (s->gcwaiting) {
        gcstopm(mp);
        return;
    }
    if (s->runq.n > 0) {
        execute_global(mp);
        return;
    }
    if (!mp->spinning && s->needspinning) {
        becomespinning(mp);
        mp->next = schedule;
        return;
    }
    // An M that does not spin may still have got work by a timer or the poller.
    if (!runq_empty(&mp->p->runq)) {
        mp->next = schedule;
        return;
    }
    // Only who was spinning looks at the timers of other Ps.
    bool was_spinning = mp->spinning;
    nsec until = timers_next(&mp->p->timers);
    pidleput(s, releasep(mp));
    if (was_spinning) {
        mp->spinning = false;
        s->nmspinning--;
        event_add(s, EV_M_SPIN, mp, -1, 0, 0, 0, 0);
    }
    if ((was_spinning || s->go->recheck_all) && recheck(mp, was_spinning))
        return;
    if (was_spinning)
        until = timers_earliest(s);
    mp->was_spinning = was_spinning;
    if ((s->netpoll_waiters > 0 || until != NSEC_MAX) && s->lastpoll != 0) {
        netpoll_block(mp, until == NSEC_MAX ? 0 : until);
        return;
    }
    if (until != NSEC_MAX && s->lastpoll == 0 &&
        (s->poll_until == 0 || s->poll_until > until))
        netpoll_break(s);
    stopm(mp, "idle");
}
