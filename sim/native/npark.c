// npark: the life of a G: newproc, ready, park, Gosched, goexit (proc.go).
#include <assert.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "native/ngmp.h"

enum { GFREE_KEEP = 31, GFREE_REFILL = 32, GFREE_AHEAD = 2 };

// A dead G keeps a stack of up to so many words for its next life.
enum { STACK_KEEP_WORDS = 1024 };

static_assert(offsetof(struct g, task) == 0, "rt/ tasks are Gs");

// --- free Gs

// What a P has beyond keep goes to all.
void ngfree_flush(struct nsched *s, struct p *pp, int keep)
{
    while (pp->ngfree > keep)
        ngring_push(&s->gfree, pp->gfree[--pp->ngfree]);
}

// New ones, to be used in the order in which a dump will show them.
static void gfree_make(struct nsched *s, struct p *pp)
{
    struct g *slab = nslab_new(s, GFREE_REFILL * sizeof *slab);

    for (int i = 0; i < GFREE_REFILL; i++) {
        slab[i].timer.arg = &slab[i];
        *s->allgtail = &slab[i];
        s->allgtail = &slab[i].alllink;
    }
    for (int i = GFREE_REFILL; i-- > 0;)
        pp->gfree[pp->ngfree++] = &slab[i];
}

static void gfree_refill(struct nsched *s, struct p *pp)
{
    struct g *gp;

    at_lock(&s->lock);
    while (pp->ngfree < GFREE_REFILL &&
           (gp = ngring_pop_back(&s->gfree)) != NULL)
        pp->gfree[pp->ngfree++] = gp;
    if (pp->ngfree == 0)
        gfree_make(s, pp);
    at_unlock(&s->lock);
}

static inline struct g *gfget(struct m *mp)
{
    struct p *pp = mp->p;

    if (pp->ngfree == 0)
        gfree_refill(mp->sched, pp);
    struct g *gp = pp->gfree[--pp->ngfree];
    if (pp->ngfree > GFREE_AHEAD)
        nprefetch(pp->gfree[pp->ngfree - GFREE_AHEAD]);
    return gp;
}

static void gfput(struct m *mp, struct g *gp)
{
    struct nsched *s = mp->sched;
    struct p *pp = mp->p;

    // Its stack stays with it, so that Gs that are born on one M and die on
    // another do not move all stacks from the one's pool to the other's.
    if (gp->task.vm.cap > STACK_KEEP_WORDS)
        vm_ctx_release(&mp->vm, &gp->task.vm);
    pp->gfree[pp->ngfree++] = gp;
    if (pp->ngfree < GFREE_MAX)
        return;
    at_lock(&s->lock);
    ngfree_flush(s, pp, GFREE_KEEP);
    at_unlock(&s->lock);
}

// --- life

// Numbers are given to Ps in batches, as in newproc1.
static uint32_t new_goid(struct nsched *s, struct p *pp)
{
    if (pp->goidcache == pp->goidcacheend) {
        pp->goidcache = at_fetch_add32(&s->goidgen, GOID_BATCH) + 1;
        pp->goidcacheend = pp->goidcache + GOID_BATCH;
    }
    return pp->goidcache++;
}

static void count(struct m *mp, int64_t n)
{
    uint64_t *here = &mp->p->ngoroutines;

    at_store_rlx(here, at_load_rlx(here) + (uint64_t)n);
}

uint64_t ngoroutines(const struct nsched *s)
{
    uint64_t n = 0;

    for (int i = 0; i < s->nallp; i++)
        n += at_load_rlx(&s->allp[i]->ngoroutines);
    return n;
}

static void count_peak(struct nsched *s)
{
    uint64_t n = at_fetch_add(&s->ngoroutines, 1) + 1, peak;

    while ((peak = at_load_rlx(&s->goroutines_peak)) < n)
        at_cas(&s->goroutines_peak, peak, n);
}

static void set_fresh(struct m *mp, struct g *gp, uint32_t goid)
{
    at_store32_rlx(&gp->goid, goid);
    gp->task.op = TASK_OP_NONE;
    gp->task.reason = WAIT_NONE;
    gp->todo = G_TODO_NONE;
    gp->goexit = false;
    gp->locked = false;
    gp->go_pc = NULL;
    gp->parent = 0;
    gp->since = mp->nat.timed ? nstamp_after(mp, 0) : 0;
}

static void record_new(struct m *mp, struct g *gp, const struct func *fn)
{
    const struct g *by = mp->curg;
    struct pos at = by == NULL ? fn->decl_pos : vm_pos(&mp->vm, &by->task.vm);

    count_peak(mp->sched);
    // People look for main.main, not for the run time's function that calls it.
    nevent_at(
        mp, gp->since, mp->id, EV_GO_CREATE, mp->p->id,
        by == NULL ? 0 : by->goid, gp->goid,
        ntext(by == NULL && !mp->sched->main_started ? "main.main" : fn->name),
        (int32_t)at.line);
}

struct g *nnewproc(struct m *mp, const struct func *fn, word closure,
                   const word *args, uint32_t nargs)
{
    struct nsched *s = mp->sched;
    struct g *by = mp->curg;
    struct g *gp = gfget(mp);
    uint32_t status = at_load32(&gp->status);

    CHECK(status == G_IDLE || status == G_DEAD);
    vm_ctx_restart(&mp->vm, &gp->task.vm, fn, closure, args, nargs);
    set_fresh(mp, gp, new_goid(s, mp->p));
    if (by != NULL) {
        gp->go_pc = by->task.vm.pc;
        gp->parent = by->goid;
    }
    at_store32_rlx(&gp->status, G_RUNNABLE);
    count(mp, 1);
    if (s->timed)
        record_new(mp, gp, fn);
    nrunqput(mp, gp, true);
    if (!nalone(mp) && s->main_started)
        nwakep(mp);
    return gp;
}

// A goroutine of the run time that waits in the queue when main.main starts. It
// runs for an instant and parks for ever.
void nstart_system_g(struct m *mp, uint32_t goid)
{
    struct g *gp = gfget(mp);

    set_fresh(mp, gp, goid);
    gp->todo = G_TODO_SYSTEM;
    at_store32_rlx(&gp->status, G_RUNNABLE);
    nevent(mp, EV_GO_CREATE, mp->p->id, 0, goid, ntext("runtime.system"), 0);
    nrunqput(mp, gp, true);
}

static void record_ready(struct m *mp, struct g *gp, bool next)
{
    gp->since = nstamp_after(mp, gp->since);
    nevent_at(mp, gp->since, mp->id, EV_GO_UNBLOCK, mp->p->id, gp->goid,
              ntext(next ? "runnext" : "runq"), 0, 0);
}

static inline void ready(struct m *mp, struct g *gp, bool next)
{
    CHECK(at_load32(&gp->status) == G_WAITING);
    at_store32_rlx(&gp->status, G_RUNNABLE);
    next = next && mp->nat.runnext;
    if (mp->nat.timed)
        record_ready(mp, gp, next);
    nrunqput(mp, gp, next);
    if (!nalone(mp))
        nwakep(mp);
}

void nready(struct m *mp, struct g *gp, bool next)
{
    ready(mp, gp, next);
}

void nat_ready(struct m *mp, struct task *t)
{
    ready(mp, (struct g *)t, true);
}

// curg leaves its M, in the new status.
static inline struct g *leave(struct m *mp, enum g_status status)
{
    struct g *gp = mp->curg;

    CHECK(at_load32(&gp->status) == G_RUNNING);
    if (mp->nat.timed) {
        // Who asked it to stop has recorded that by another clock.
        mp->now = at_load32(&gp->preempt) != 0 ? nnow(mp->sched)
                                               : nstamp_after(mp, gp->since);
        gp->since = mp->now;
        np_time(mp->sched, mp->p, PT_SCHED, mp->now);
    }
    at_store32_rlx(&gp->status, status);
    at_store_rel(&mp->p->curg, 0);
    mp->curg = NULL;
    return gp;
}

static inline struct g *park(struct m *mp, enum wait_reason reason)
{
    struct g *gp = mp->curg;

    gp->task.reason = (uint8_t)reason;
    leave(mp, G_WAITING);
    nevent_at(mp, mp->now, mp->id, EV_GO_BLOCK, mp->p->id, gp->goid, reason, 0,
              0);
    return gp;
}

struct g *npark(struct m *mp, enum wait_reason reason)
{
    return park(mp, reason);
}

void npark_op(struct m *mp)
{
    struct g *gp = park(mp, (enum wait_reason)mp->curg->task.reason);

    // Saved; only now may others find it.
    if (!nalone(mp))
        nat_release(mp, &gp->task);
}

static struct g *stop_running(struct m *mp, const char *why, bool preempted)
{
    struct g *gp = leave(mp, G_RUNNABLE);

    nevent_at(mp, mp->now, mp->id, EV_GO_STOP, mp->p->id, gp->goid, ntext(why),
              preempted, 0);
    return gp;
}

void ngosched(struct m *mp, const char *why, bool preempted)
{
    struct nsched *s = mp->sched;
    struct g *gp = stop_running(mp, why, preempted);

    at_lock(&s->lock);
    nglobrunqput(s, gp);
    at_unlock(&s->lock);
    if (!nalone(mp) && s->go->wakep_on_gosched)
        nwakep(mp);
}

void ngoyield(struct m *mp)
{
    nrunqput(mp, stop_running(mp, "yield", false), false);
}

void ngoexit0(struct m *mp)
{
    struct nsched *s = mp->sched;
    struct g *gp = mp->curg;

    if (gp->goid == 1 && !gp->goexit) {
        if (nbegin_dying(mp)) // else a panic comes first, as in Go
            nsched_end(s, NATIVE_EXIT, 0, "exit");
        return;
    }
    leave(mp, G_DEAD);
    nevent_at(mp, mp->now, mp->id, EV_GO_DESTROY, mp->p->id, gp->goid, 0, 0, 0);
    CHECK(gp->todo == G_TODO_NONE);
    count(mp, -1);
    if (s->timed)
        at_fetch_add(&s->ngoroutines, (uint64_t)-1);
    bool locked = gp->locked;
    gfput(mp, gp);
    if (locked)
        nmexit(mp);
}
