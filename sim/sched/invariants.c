#include "sched/invariants.h"

#include "base/check.h"

#ifdef SCHED_INVARIANTS

// What is wrong, if the condition does not hold.
#define MUST(condition, text)                                                  \
    do {                                                                       \
        if (!(condition))                                                      \
            return text;                                                       \
    } while (0)

enum { CHEAP = 64 }; // so many Gs, Ms and Ps are looked at in every step

// --- run queues: marks count in how many places a G is

static void mark(struct g *gp)
{
    gp->mark++;
}

static const char *mark_queue(const struct gqueue *q)
{
    int64_t n = 0;
    const struct g *last = NULL;

    for (struct g *gp = q->head; gp != NULL; gp = gp->schedlink) {
        mark(gp);
        last = gp;
        MUST(++n <= q->n, "a list of Gs is longer than it says");
    }
    MUST(n == q->n, "a list of Gs is shorter than it says");
    MUST(last == q->tail, "a list of Gs has another end than it says");
    return NULL;
}

static const char *mark_runq(const struct runq *q)
{
    MUST(runq_len(q) <= q->mask + 1, "a run queue is longer than its ring");
    for (uint32_t i = q->head; i != q->tail; i++) {
        struct g *gp = q->g[i & q->mask];
        MUST(gp != NULL, "a run queue has a hole");
        mark(gp);
    }
    if (q->runnext != NULL)
        mark(q->runnext);
    return NULL;
}

// A locked G that was found is on its way to its M, which has the P already.
static bool is_handed(const struct g *gp)
{
    return gp->lockedm != NULL && gp->lockedm->nextp != NULL;
}

static const char *check_g(const struct g *gp)
{
    switch (gp->status) {
    case G_RUNNABLE:
        MUST(gp->mark <= 1, "a runnable G is in two queues");
        MUST(gp->mark == 1 || is_handed(gp), "a runnable G is in no queue");
        MUST(gp->m == NULL, "a runnable G has an M");
        return NULL;
    case G_RUNNING:
    case G_SYSCALL:
        MUST(gp->mark == 0, "a running G is in a queue");
        MUST(gp->m != NULL, "a running G has no M");
        MUST(gp->m->curg == gp, "a running G's M has another G");
        return NULL;
    default:
        MUST(gp->mark == 0, "a G that cannot run is in a queue");
        MUST(gp->m == NULL, "a G that does not run has an M");
        return NULL;
    }
}

static const char *check_gs(struct sched *s)
{
    int running = 0;
    const char *wrong = NULL;

    for (struct g *gp = s->allg; gp != NULL; gp = gp->alllink)
        gp->mark = 0;
    wrong = mark_queue(&s->runq);
    for (int i = 0; wrong == NULL && i < s->nallp; i++)
        wrong = mark_runq(&s->allp[i]->runq);
    for (struct g *gp = s->allg; wrong == NULL && gp != NULL;
         gp = gp->alllink) {
        wrong = check_g(gp);
        running += gp->status == G_RUNNING;
    }
    if (wrong != NULL)
        return wrong;
    MUST(running == s->nrunning, "nrunning is not how many Gs run");
    MUST(running <= s->nallp, "more Gs run than there are Ps");
    return NULL;
}

// --- Ms

static const char *check_m(const struct m *mp)
{
    const struct g *gp = mp->curg;

    if (mp->p != NULL) {
        MUST(mp->p->m == mp, "an M's P has another M");
        MUST(mp->p->status == P_RUNNING, "an M's P does not run");
    }
    // Its locked G may be found again before the M has got rid of its P, in Go
    // as well.
    MUST(mp->nextp == NULL || mp->p == NULL || mp->lockedg != NULL,
         "an M is given a second P");
    if (gp == NULL)
        return NULL;
    MUST(gp->m == mp, "an M's G has another M");
    MUST(!mp->spinning, "an M spins with a G");
    MUST(gp->status != G_RUNNING || mp->p != NULL, "a G runs without a P");
    MUST(gp->status == G_RUNNING || gp->status == G_SYSCALL,
         "an M's G does not run");
    return NULL;
}

static const char *check_idle_ms(const struct sched *s)
{
    int n = 0;

    for (const struct m *mp = s->midle; mp != NULL; mp = mp->schedlink) {
        MUST(++n <= s->nmidle, "more Ms are idle than nmidle says");
        MUST(mp->p == NULL && mp->nextp == NULL, "an idle M has a P");
        MUST(mp->curg == NULL, "an idle M has a G");
        MUST(!mp->spinning, "an idle M spins");
        MUST(mp->lockedg == NULL, "an idle M has a locked G");
    }
    MUST(n == s->nmidle, "fewer Ms are idle than nmidle says");
    return NULL;
}

static const char *check_ms(const struct sched *s)
{
    int n = 0, spinning = 0, on_core = 0;

    for (const struct m *mp = s->allm; mp != NULL; mp = mp->alllink) {
        const char *wrong = check_m(mp);
        if (wrong != NULL)
            return wrong;
        n++;
        spinning += mp->spinning;
        on_core += mp->th.state == HOST_RUNNING;
    }
    MUST(n == s->mcount, "mcount is not how many Ms there are");
    MUST(spinning == s->nmspinning, "nmspinning is not how many Ms spin");
    MUST(s->config->fluid || on_core <= s->config->cores,
         "more Ms are on cores than there are");
    return check_idle_ms(s);
}

// --- Ps

static bool is_idle_p(const struct sched *s, const struct p *pp)
{
    for (const struct p *i = s->pidle; i != NULL; i = i->link)
        if (i == pp)
            return true;
    return false;
}

// How many Ms were given it.
static int given(const struct sched *s, const struct p *pp)
{
    int n = 0;

    for (const struct m *mp = s->allm; mp != NULL; mp = mp->alllink)
        n += mp->nextp == pp;
    return n;
}

static const char *check_p(const struct sched *s, const struct p *pp)
{
    switch (pp->status) {
    case P_RUNNING:
        MUST(pp->m != NULL && pp->m->p == pp, "a P runs without its M");
        return NULL;
    case P_SYSCALL:
        MUST(pp->m != NULL && pp->m->oldp == pp,
             "a P in a system call is not its M's");
        MUST(pp->m->curg != NULL && pp->m->curg->status == G_SYSCALL,
             "a P is in a system call without a G");
        return NULL;
    case P_IDLE:
        MUST(pp->m == NULL, "an idle P has an M");
        MUST(given(s, pp) + is_idle_p(s, pp) == 1,
             "an idle P is not in one place");
        return NULL;
    case P_GCSTOP:
        MUST(s->gcwaiting, "a P is stopped, but the world is not");
        MUST(pp->m == NULL, "a stopped P has an M");
        return NULL;
    case P_DEAD:
        MUST(runq_empty(&pp->runq), "a dead P has Gs");
        MUST(pp->id >= s->gomaxprocs, "a P is dead that should be there");
        return NULL;
    }
    return "a P has no status";
}

static const char *check_ps(const struct sched *s)
{
    int idle = 0;

    for (int i = 0; i < s->nallp; i++) {
        const char *wrong = check_p(s, s->allp[i]);
        if (wrong != NULL)
            return wrong;
    }
    for (const struct p *pp = s->pidle; pp != NULL; pp = pp->link) {
        MUST(++idle <= s->npidle, "more Ps are idle than npidle says");
        MUST(pp->status == P_IDLE, "a P that is not idle is among those");
        MUST(runq_empty(&pp->runq), "an idle P has Gs");
    }
    MUST(idle == s->npidle, "fewer Ps are idle than npidle says");
    return NULL;
}

const char *invariants_find(struct sched *s)
{
    const char *wrong = check_ps(s);

    if (wrong == NULL)
        wrong = check_ms(s);
    if (wrong == NULL)
        wrong = check_gs(s);
    return wrong;
}

void invariants_step(struct sched *s)
{
    int64_t all = s->ngoroutines + s->mcount + s->nallp;

    if (s->host.stop || !s->main_started || s->steps % (all / CHEAP + 1) != 0)
        return;
    const char *wrong = invariants_find(s);
    if (wrong != NULL)
        check_failed(__FILE__, __LINE__, wrong);
}

#endif
