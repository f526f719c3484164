// park: the life of a G: newproc, ready, park, Gosched, goexit (proc.go), and
// what the engine gives to rt/.
#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/vec.h"
#include "sched/event.h"
#include "sched/gmp.h"

enum { GFREE_SPILL = 64, GFREE_KEEP = 31, GFREE_REFILL = 32 };
enum { G_SLAB = 256, SUDOG_SLAB = 512 };

// A switch touches the first line of task and the line of goid, no more.
static_assert(offsetof(struct g, task) == 0, "rt/ tasks are Gs");
static_assert(offsetof(struct task, reason) < 64, "hot part of task");
static_assert(offsetof(struct g, goid) % 64 == 0, "hot part of g");
static_assert(offsetof(struct g, work_ps) < offsetof(struct g, goid) + 64,
              "hot part of g");

void g_set_status(struct g *gp, enum g_status status)
{
    gp->status = (uint8_t)status;
}

// Zeroed memory for pooled records, freed at the end of the run.
static void *slab_new(struct sched *s, size_t size)
{
    struct slab slab = {xmap(size), size};

    vec_push(&s->slabs, slab);
    vm_heap_count(&s->heap, size);
    return slab.mem;
}

void slabs_release(struct sched *s)
{
    for (size_t i = 0; i < s->slabs.n; i++)
        xunmap(s->slabs.v[i].mem, s->slabs.v[i].size);
    vec_release(&s->slabs);
}

// A G that has not run yet: from this P's dead ones, the central list, or new.
struct g *gfget(struct sched *s, struct p *pp)
{
    if (pp->gfree == NULL) {
        while (s->gfree != NULL && pp->ngfree < GFREE_REFILL) {
            struct g *gp = s->gfree;
            s->gfree = gp->schedlink;
            gp->schedlink = pp->gfree;
            pp->gfree = gp;
            pp->ngfree++;
        }
    }
    struct g *gp = pp->gfree;
    if (gp != NULL) {
        pp->gfree = gp->schedlink;
        pp->ngfree--;
        gp->schedlink = NULL;
        return gp;
    }
    if (s->nslab == 0) {
        s->slab = slab_new(s, G_SLAB * sizeof(struct g));
        s->nslab = G_SLAB;
    }
    gp = s->slab++;
    s->nslab--;
    gp->sched = s;
    gp->timer.arg = gp;
    *s->allgtail = gp;
    s->allgtail = &gp->alllink;
    return gp;
}

static void gfput(struct sched *s, struct p *pp, struct g *gp)
{
    gp->schedlink = pp->gfree;
    pp->gfree = gp;
    if (++pp->ngfree < GFREE_SPILL)
        return;
    while (pp->ngfree > GFREE_KEEP) {
        gp = pp->gfree;
        pp->gfree = gp->schedlink;
        pp->ngfree--;
        gp->schedlink = s->gfree;
        s->gfree = gp;
    }
}

// Numbers are given to Ps in batches, as in newproc1.
static uint32_t new_goid(struct sched *s, struct p *pp)
{
    if (pp->goidcache == pp->goidcacheend) {
        pp->goidcache = s->goidgen + 1;
        s->goidgen += (uint32_t)s->go->goid_batch;
        pp->goidcacheend = s->goidgen + 1;
    }
    return pp->goidcache++;
}

struct g *newproc(struct m *mp, const struct func *fn, word closure,
                  const word *args, uint32_t nargs)
{
    struct sched *s = mp->sched;
    struct g *by = mp->curg;
    struct g *gp = gfget(s, mp->p);

    CHECK(gp->status == G_IDLE || gp->status == G_DEAD);
    if (s->host.noise.on && gp->status == G_IDLE && s->main_started)
        spend_ns(mp, noise_latency(&s->host.noise, s->config->os->cold_g_ns));
    vm_ctx_start(&s->vm, &gp->task.vm, fn, closure, args, nargs);
    gp->task.op = TASK_OP_NONE;
    gp->task.reason = WAIT_NONE;
    gp->goid = new_goid(s, mp->p);
    gp->preempt = false;
    gp->system = false;
    gp->lockedm = NULL;
    gp->timerproc = NULL;
    gp->in_cpu = false;
    gp->goexit = false;
    gp->file_op = FILE_NOTHING;
    gp->stw_procs = 0;
    gp->creator = NULL;
    gp->parent = 0;
    gp->created = fn->decl_pos;
    if (by != NULL && by->task.vm.stack != NULL) { // timerproc has none
        gp->created = vm_pos(&s->vm, &by->task.vm);
        gp->parent = by->goid;
        gp->creator = vm_func(&by->task.vm);
    }
    g_set_status(gp, G_RUNNABLE);
    gp->since = s->host.now;
    s->ngoroutines++;
    s->sum.goroutines++;
    if (s->ngoroutines > s->sum.goroutines_peak)
        s->sum.goroutines_peak = s->ngoroutines;
    // People look for main.main, not for the run time's function that calls it.
    event_g(
        mp, EV_GO_CREATE, gp->goid,
        event_text(s, by == NULL && !s->main_started ? "main.main" : fn->name),
        (int32_t)gp->created.line);
    runqput(mp, mp->p, gp, true);
    if (s->main_started)
        wakep(s, mp);
    return gp;
}

struct g *system_g_new(struct m *mp, const char *name)
{
    struct sched *s = mp->sched;
    struct g *gp = gfget(s, mp->p);

    gp->goid = new_goid(s, mp->p);
    gp->system = true;
    gp->lockedm = NULL;
    gp->timerproc = NULL;
    gp->task.op = TASK_OP_NONE;
    gp->task.reason = WAIT_NONE;
    gp->preempt = false;
    g_set_status(gp, G_RUNNABLE);
    gp->since = s->host.now;
    event_g(mp, EV_GO_CREATE, gp->goid, event_text(s, name), 0);
    return gp;
}

static const char *ready_where(const struct sched *s, bool next)
{
    if (s->one_queue)
        return "global";
    return next && uses_runnext(s) ? "runnext" : "runq";
}

void ready(struct m *mp, struct g *gp, bool next)
{
    struct sched *s = mp->sched;

    CHECK(gp->status == G_WAITING);
    g_set_status(gp, G_RUNNABLE);
    gp->since = s->host.now;
    event_add(s, EV_GO_UNBLOCK, mp, mp->p->id, gp->goid,
              event_text(s, ready_where(s, next)), 0, 0);
    spend_ns(mp, s->cost->ready_ns);
    runqput(mp, mp->p, gp, next);
    wakep(s, mp);
}

void dropg(struct m *mp)
{
    struct sched *s = mp->sched;

    CHECK(mp->curg != NULL);
    mp->curg->m = NULL;
    mp->curg = NULL;
    s->nrunning--;
}

void park(struct m *mp, enum wait_reason reason)
{
    struct sched *s = mp->sched;
    struct g *gp = mp->curg;

    CHECK(gp->status == G_RUNNING);
    event_g(mp, EV_GO_BLOCK, reason, 0, 0);
    gp->task.reason = (uint8_t)reason;
    g_set_status(gp, G_WAITING);
    gp->since = s->host.now;
    dropg(mp);
    p_time(s, mp->p, PT_SCHED);
    spend_ns(mp, s->cost->park_ns);
    // Saved; only now may others find it.
    if (gp->task.op != TASK_OP_NONE)
        sim_release(mp, &gp->task);
    mp->next = schedule;
}

static void stop_running(struct m *mp, const char *why)
{
    struct g *gp = mp->curg;

    CHECK(gp->status == G_RUNNING);
    event_g(mp, EV_GO_STOP, event_text(mp->sched, why), 0, 0);
    g_set_status(gp, G_RUNNABLE);
    gp->since = mp->sched->host.now;
    dropg(mp);
    p_time(mp->sched, mp->p, PT_SCHED);
    mp->next = schedule;
}

void gosched(struct m *mp, const char *why)
{
    struct sched *s = mp->sched;
    struct g *gp = mp->curg;

    bool first = gp->preempt && s->gcwaiting && s->go->stw_runnext &&
                 !s->policy->yield_locally;
    stop_running(mp, first ? "stop the world" : why);
    if (s->policy->yield_locally)
        runqput(mp, mp->p, gp, false);
    else if (first) // it goes on where it was when the world does
        runqput(mp, mp->p, gp, true);
    else
        gqueue_push(&s->runq, gp);
    if (s->go->wakep_on_gosched)
        wakep(s, mp);
}

void goyield(struct m *mp)
{
    struct g *gp = mp->curg;

    stop_running(mp, "yield");
    runqput(mp, mp->p, gp, false);
}

void goexit0(struct m *mp)
{
    struct sched *s = mp->sched;
    struct g *gp = mp->curg;

    if (gp->goid == 1 && !gp->goexit) {
        sched_end(s, SCHED_EXIT, 0, "exit");
        return;
    }
    event_g(mp, EV_GO_DESTROY, 0, 0, 0);
    g_set_status(gp, G_DEAD);
    if (!gp->system)
        s->ngoroutines--;
    dropg(mp);
    vm_ctx_release(&s->vm, &gp->task.vm);
    gfput(s, mp->p, gp);
    p_time(s, mp->p, PT_SCHED);
    spend_ns(mp, s->cost->exit_ns);
    mp->next = schedule;
    if (gp->lockedm != NULL) {
        gp->lockedm = NULL;
        mp->lockedg = NULL;
        mp->next = mexit;
    }
}

// --- what rt/ asks of the engine (rt/engine.h)

void sim_ready(struct m *mp, struct task *t)
{
    ready(mp, (struct g *)t, true);
}

nsec sim_now(struct m *mp)
{
    return mp->sched->host.now;
}

uint32_t sim_random(struct m *mp, uint32_t n)
{
    return (uint32_t)rng_below(&mp->sched->rng_select, n);
}

// sync_runtime_canSpin: spinning pays only when the owner runs on another P.
bool sim_can_spin(struct m *mp, int iter)
{
    struct sched *s = mp->sched;

    return iter < s->go->mutex_spins && s->config->cores > 1 &&
           s->gomaxprocs > s->npidle + s->nmspinning + 1 &&
           runq_empty(&mp->p->runq);
}

struct sudog *sim_sudog_get(struct m *mp)
{
    struct sched *s = mp->sched;
    struct sudog *sg = s->sudogs;

    if (sg == NULL) {
        struct sudog *slab = slab_new(s, SUDOG_SLAB * sizeof *slab);
        for (int i = 0; i < SUDOG_SLAB; i++) {
            slab[i].link = s->sudogs;
            s->sudogs = &slab[i];
        }
        sg = s->sudogs;
    }
    s->sudogs = sg->link;
    *sg = (struct sudog){0};
    return sg;
}

void sim_sudog_put(struct m *mp, struct sudog *sg)
{
    sg->link = mp->sched->sudogs;
    mp->sched->sudogs = sg;
}

struct rt_semtab *sim_semtab(struct m *mp)
{
    return &mp->sched->semtab;
}

void *sim_alloc(struct m *mp, size_t bytes)
{
    return vm_alloc(&mp->sched->vm, (bytes + 7) / 8);
}

const struct rt_rules *sim_rules(struct m *mp)
{
    return &mp->sched->rules;
}
