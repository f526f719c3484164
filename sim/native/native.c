// native: the start and the end of a run on real threads.
#include "native/native.h"

#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "native/ngmp.h"
#include "native/nserver.h"

void *nslab_new(struct nsched *s, size_t size)
{
    enum { SLAB_MIN = 64 << 10, SLAB_MAX = 8 << 20, LINE = 64 };
    struct nslab *last = s->slabs.n == 0 ? NULL : &s->slabs.v[s->slabs.n - 1];

    size = (size + LINE - 1) / LINE * LINE;
    if (last == NULL || size > last->size - s->slab_used) {
        size_t more = last == NULL ? SLAB_MIN : 2 * last->size;
        if (more > SLAB_MAX)
            more = SLAB_MAX;
        CHECK(size <= SLAB_MIN);
        struct nslab slab = {xmap(more), more};
        vec_push(&s->slabs, slab);
        s->slab_used = 0;
        last = &s->slabs.v[s->slabs.n - 1];
    }
    void *p = (char *)last->mem + s->slab_used;
    s->slab_used += size;
    return p;
}

void nsched_end(struct nsched *s, enum native_end end, int status,
                const char *why)
{
    if (!at_cas32(&s->ending, 0, 1))
        return;
    s->end = end;
    s->status = status;
    s->why = why;
    at_store(&s->end_at, (uint64_t)nnow(s));
    at_store32(&s->stopping, 1);
    at_futex_wake(&s->stopping, INT_MAX);
}

// --- the start

static bool start_sysmon(struct nsched *s)
{
    s->sysmon.id = -1;
    s->sysmon.sched = s;
    s->sysmon.nat.timed = s->timed;
    if (pthread_create(&s->sysmon.thread, NULL, nsysmon_main, &s->sysmon) != 0)
        return false;
    at_store32(&s->sysmon.exited, 0);
    return true;
}

// The clock starts with main.main: what was before took no time.
static void start_clock(struct m *mp)
{
    struct nsched *s = mp->sched;

    s->t0 = nclock_now(&s->clock);
    nevents_at_start(&mp->events);
    for (struct g *gp = s->allg; gp != NULL; gp = gp->alllink)
        gp->since = 0;
    for (int i = 0; i < s->nallp; i++) {
        s->allp[i]->time_since = 0;
        for (int k = 0; k < PT_COUNT; k++)
            s->allp[i]->time_ns[k] = 0;
    }
}

// rt0_go and runtime.main, up to the call of main.main.
void nboot(struct m *mp)
{
    struct nsched *s = mp->sched;
    const struct code *code = s->config->code;
    struct g *gp;
    bool inherit;

    nevent(mp, EV_M_CREATE, -1, 0, -1, 0, 0);
    at_lock(&s->lock);
    nprocresize(s, mp, (uint32_t)s->config->procs);
    at_unlock(&s->lock);
    struct p *pp = mp->p;
    pp->goidcache = 1;
    pp->goidcacheend = GOID_BATCH + 1;
    at_store32(&s->goidgen, GOID_BATCH);
    nnewproc(mp, code->funcs[code->entry], 0, NULL, 0);
    gp = nrunq_get(&pp->runq, &inherit);
    if (s->config->procs == 1)
        for (int64_t i = s->go->start_system_gs; i > 0; i--)
            nstart_system_g(mp, (uint32_t)(s->go->start_goid - i));
    pp->goidcache = (uint32_t)s->go->start_goid;
    at_store32_rlx(&pp->schedtick, (uint32_t)s->go->start_schedtick);
    // What runs before main.main, as os's files, has ended some calls: sysmon
    // must see main's first one begin before it takes it for a long one.
    at_store32_rlx(&pp->syscalltick, 1);
    pp->globaltick =
        (uint32_t)(s->go->start_schedtick % s->go->schedtick_global);
    s->main_started = true;
    note_wake(&s->booted);
    note_sleep(&s->threads_up); // they cost main.main no time
    start_clock(mp);
    at_store32(&s->clock_runs, 1);
    nexecute(mp, gp, true, RULE_START, -1, 1);
}

// M0, which makes all other Ms, and sysmon. They take no signal but SIGURG:
// the others are the caller's.
static bool start_threads(struct nsched *s, struct m *m0)
{
    enum { CLOCK_LOOK_NS = 100000 };
    sigset_t all, old;

    sigfillset(&all);
    sigdelset(&all, SIGURG);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    at_store32(&s->sysmon.exited, 2); // there is nothing to join
    bool ok = nm_thread_start(m0);
    if (ok) {
        note_sleep(&s->booted);
        ok = start_sysmon(s) && nsignal_urge(s);
        note_wake(&s->threads_up);
        while (at_load32(&s->clock_runs) == 0)
            at_futex_wait(&s->clock_runs, 0, CLOCK_LOOK_NS);
    } else {
        at_store32(&m0->exited, 2);
        s->t0 = nclock_now(&s->clock);
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (!ok)
        nsched_end(s, NATIVE_OSERR, 2, "the system refused a thread");
    return ok;
}

// --- the end

static void watch_over(struct nsched *s)
{
    enum { LOOK_NS = 50000000 };
    const struct native_config *c = s->config;

    while (!nstopping(s)) {
        nsec left =
            c->wall_limit == NSEC_MAX ? NSEC_MAX : c->wall_limit - nnow(s);
        if (left <= 0)
            nsched_end(s, NATIVE_LIMIT, 124, "wall limit");
        else
            at_futex_wait(&s->stopping, 0, left < LOOK_NS ? left : LOOK_NS);
        if (c->signal != NULL && c->signal() != 0)
            nsched_end(s, NATIVE_INTERRUPTED, 0, "signal");
    }
}

static void join(struct m *mp)
{
    enum { KICK_EVERY_NS = 1000000 };
    uint32_t exited;

    while ((exited = at_load32(&mp->exited)) == 0) {
        note_wake(&mp->note);
        // A signal just before the call is lost, so there may be another.
        if (at_load32(&mp->in_kernel) != 0)
            nsignal_send(at_load32(&mp->tid));
        at_futex_wait(&mp->exited, 0, KICK_EVERY_NS);
    }
    if (exited == 1)
        pthread_join(mp->thread, NULL);
}

static void join_all(struct nsched *s)
{
    CHECK(nstopping(s));
    // New threads are made under the lock, and not any more.
    at_lock(&s->lock);
    struct m *allm = s->allm;
    at_unlock(&s->lock);
    npoll_break(s);
    note_wake(&s->sysmonnote);
    for (struct m *mp = allm; mp != NULL; mp = mp->alllink)
        note_wake(&mp->note); // all at once, then one by one
    for (struct m *mp = allm; mp != NULL; mp = mp->alllink)
        join(mp);
    if (at_load32(&s->sysmon.exited) == 0)
        pthread_join(s->sysmon.thread, NULL);
    nsignal_urge_end(s);
}

// --- figures

static nsec process_cpu(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
    return ts.tv_sec * NSEC_SEC + ts.tv_nsec;
}

// The last span of a P ends with the program. One that was begun a moment after
// the end is taken back.
static void end_p_time(struct p *pp, nsec end)
{
    nsec more = end - pp->time_since;
    int most = (int)pp->time;

    for (int i = 0; more < 0 && i < PT_COUNT; i++)
        if (pp->time_ns[i] > pp->time_ns[most])
            most = i;
    pp->time_ns[most] += more;
}

static void summarize_ps(struct nsched *s, struct summary *sum)
{
    struct hist *all = xcalloc(1, sizeof *all);
    nsec end = (nsec)at_load(&s->end_at);

    sum->procs_max = s->nallp;
    sum->run_ns_per_p = xcalloc((size_t)s->nallp + 1, sizeof(nsec));
    for (int i = 0; i < s->nallp; i++) {
        struct p *pp = s->allp[i];
        if (at_load(&pp->status) != P_DEAD)
            end_p_time(pp, end);
        sum->run_ns_per_p[i] = pp->time_ns[PT_RUN];
        sum->run_ns += pp->time_ns[PT_RUN];
        sum->idle_ns += pp->time_ns[PT_IDLE];
        sum->sched_ns += pp->time_ns[PT_SCHED];
        sum->spin_ns += pp->time_ns[PT_SPIN];
        sum->syscall_ns += pp->time_ns[PT_SYSCALL];
        hist_merge(all, &pp->wait_hist);
    }
    sum->wait_p50_ns = hist_percentile(all, 500);
    sum->wait_p90_ns = hist_percentile(all, 900);
    sum->wait_p99_ns = hist_percentile(all, 990);
    sum->wait_max_ns = all->max;
    free(all);
}

static void summarize(struct nsched *s, struct summary *sum, nsec cpu)
{
    struct ncount n;

    nevents_merge(s, &n);
    *sum = (struct summary){
        .cores = s->config->cores,
        .cpu_ns = cpu,
        .events = n.events,
        .exit = s->status,
        .goroutines = n.goroutines,
        .goroutines_peak = (int64_t)at_load(&s->goroutines_peak),
        .handoffs = n.handoffs,
        .makespan_ns = (nsec)at_load(&s->end_at),
        .netpolls = n.netpolls,
        .preemptions = n.preemptions,
        .procs = s->config->procs,
        .seed = (int64_t)s->config->seed,
        .steal_attempts = n.steal_attempts,
        .steals = n.steals,
        .switches = n.switches,
        .syscalls = n.syscalls,
        .threads_peak = s->threads_peak,
        .timers_fired = n.timers_fired,
    };
    summarize_ps(s, sum);
}

static int64_t count_urges(struct nsched *s)
{
    int64_t n = 0;

    for (struct m *mp = s->allm; mp != NULL; mp = mp->alllink)
        n += at_load32(&mp->urges);
    return n;
}

static void release(struct nsched *s)
{
    struct vm vm;

    // A stack may lie in any M's pool: all are given back before any is freed.
    vm_init(&vm, s->config->code, &s->heap);
    for (struct g *gp = s->allg; gp != NULL; gp = gp->alllink)
        vm_ctx_release(&vm, &gp->task.vm);
    vm_release(&vm);
    while (s->allm != NULL) {
        struct m *mp = s->allm;
        s->allm = mp->alllink;
        nevents_release(&mp->events);
        vm_release(&mp->vm);
        free(mp);
    }
    nevents_release(&s->sysmon.events);
    for (int i = 0; i < s->nallp; i++)
        timers_release(&s->allp[i]->timers);
    for (size_t i = 0; i < s->slabs.n; i++)
        xunmap(s->slabs.v[i].mem, s->slabs.v[i].size);
    vec_release(&s->slabs);
    ngring_release(&s->runq);
    ngring_release(&s->gfree);
    nserver_stop(s->server);
    npoll_release(s);
    nfiles_release(s);
    npin_release(s);
    vm_heap_release(&s->heap);
    free(s);
}

// --- the run

// Every instruction costs one unit of a slice; those that may do much, more.
static void charge(struct code *code)
{
    enum { MUCH = 10, VERY_MUCH = 50 };
    struct vm_costs costs;

    for (int i = 0; i < OPCLASS_COUNT; i++)
        costs.class_ps[i] = 1;
    costs.class_ps[OPCLASS_alloc] = MUCH;
    costs.class_ps[OPCLASS_string] = MUCH;
    costs.class_ps[OPCLASS_native] = VERY_MUCH;
    code_charge(code, &costs);
}

static struct nsched *init(const struct native_config *config)
{
    struct nsched *s = xcalloc(1, sizeof *s);

    s->config = config;
    s->go = config->go;
    s->rules = (struct rt_rules){
        .close_newest_first = s->go->close_newest_first != 0,
        .mutex_starvation = s->go->mutex_starvation != 0,
        .mutex_handoff_yields = s->go->mutex_handoff_yields != 0,
        .mutex_starving_ns = s->go->mutex_starving_ns,
    };
    s->tracing = config->trace != NULL;
    s->timed = s->tracing || !config->untimed;
    s->allgtail = &s->allg;
    s->end_at = UINT64_MAX;
    nclock_init(&s->clock, nclock_counter_is_sound());
    s->why = "exit";
    charge(config->code);
    vm_heap_init(&s->heap, config->code, config->memory_limit_bytes);
    npin_init(s);
    return s;
}

void native_run(const struct native_config *config,
                struct native_result *result)
{
    struct nsched *s = init(config);
    struct sigaction old;
    nsec cpu = process_cpu();

    CHECK(config->procs >= 1 && config->procs <= NATIVE_PROCS_MAX);
    nsignal_install(&old);
    if (npoll_init(s)) {
        at_lock(&s->lock);
        struct m *m0 = nm_new(s);
        at_unlock(&s->lock);
        if (start_threads(s, m0))
            watch_over(s);
        join_all(s);
    } else {
        s->t0 = nclock_now(&s->clock);
        nsched_end(s, NATIVE_OSERR, 2, "the system refused a descriptor");
    }
    nsignal_restore(&old);
    *result = (struct native_result){.end = s->end,
                                     .status = s->status,
                                     .why = s->why,
                                     .urges = count_urges(s),
                                     .write_failed =
                                         at_load32(&s->write_failed) != 0};
    summarize(s, &result->summary, process_cpu() - cpu);
    release(s);
}

void native_result_release(struct native_result *result)
{
    free(result->summary.run_ns_per_p);
    result->summary.run_ns_per_p = NULL;
}
