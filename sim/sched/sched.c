// sched: the start and the end of a run.
#include "sched/sched.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "host/fluid.h"
#include "sched/event.h"
#include "sched/gmp.h"

static void on_wake(void *arg, struct host_thread *th)
{
    m_woken(arg, th->arg, NULL);
}

static void on_core_start(void *arg, struct host_thread *th, int core)
{
    struct sched *s = arg;

    CHECK(th->core == core);
    energy_busy(&s->energy, s->config->fluid ? 0 : core, s->host.now);
    if (s->config->fluid) // cores are nobody's
        return;
    event_add(s, EV_CORE_START, th->arg, -1, 0, 0, 0, 0);
}

static void on_core_stop(void *arg, struct host_thread *th, int core,
                         const char *why)
{
    struct sched *s = arg;
    const struct m *mp = th->arg;

    energy_idle(&s->energy, s->config->fluid ? 0 : core, s->host.now);
    if (s->config->fluid)
        return;
    s->sum.events++;
    if (s->trace == NULL)
        return;
    struct trace_record r = {.t = s->host.now,
                             .a = trace_string(s->trace, why),
                             .m = mp->id,
                             .core = (int16_t)core,
                             .p = -1,
                             .event = EV_CORE_STOP};
    trace_add(s->trace, &r);
}

// A goroutine of the run time that waits in the queue when main.main starts. It
// runs for an instant and parks for ever.
static void start_system_g(struct m *mp, uint32_t goid)
{
    mp->p->goidcache = goid;
    runqput(mp, mp->p, system_g_new(mp, "runtime.system"), true);
}

// How the start of the process went before main.main differs from run to run.
// An M that the start has woken is still on its way, so that the first go
// statement wakes none; and where sysmon's first look finds a P that has begun
// no slice, it takes its record, of zeros, for a slice that is over.
static void noisy_start(struct sched *s, struct p *pp)
{
    struct noise *n = &s->host.noise;
    bool looked =
        (int64_t)rng_below(&n->rng_start, 100) < s->go->start_preempted_pct;

    if (s->gomaxprocs == 1) {
        pp->schedtick += looked;
        return;
    }
    if (looked)
        pp->sysmontick = (struct sysmontick){.schedtick = pp->schedtick,
                                             .schedwhen = -s->go->timeslice_ns};
    if (rng_below(&n->rng_start, 2) == 0) { // a new batch, by another P
        pp->goidcache = s->goidgen + 1;
        s->goidgen += (uint32_t)s->go->goid_batch;
        pp->goidcacheend = s->goidgen + 1;
    }
    if (s->go->ps) {
        s->nmspinning = 1;
        startm_in(s, pidleget(s), noise_wake(n, s->config->os->start_ns));
    }
}

// rt0_go and runtime.main, up to the call of main.main.
static void boot(struct m *mp)
{
    struct sched *s = mp->sched;
    const struct code *code = s->config->code;
    struct p *pp;

    s->gomaxprocs = 0;
    procresize(s, mp, s->config->procs);
    pp = mp->p;
    uint32_t first = (uint32_t)s->go->start_goid;
    if (first < s->go->start_system_gs + 2)
        first = (uint32_t)s->go->start_system_gs + 2;
    pp->goidcache = 1;
    uint32_t batch = (uint32_t)s->go->goid_batch;
    pp->goidcacheend = first > batch ? first + 1 : batch + 1;
    s->goidgen = pp->goidcacheend - 1;
    struct g *gp = newproc(mp, code->funcs[code->entry], 0, NULL, 0);
    bool inherit;
    CHECK(gp == (s->one_queue ? gqueue_pop(&s->runq)
                              : runq_get(&pp->runq, &inherit)));
    if (s->config->procs == 1)
        for (int64_t i = s->go->start_system_gs; i > 0; i--)
            start_system_g(mp, first - (uint32_t)i);
    pp->goidcache = first;
    pp->schedtick = (uint32_t)s->go->start_schedtick;
    // What runs before main.main, as os's files, has ended some calls: sysmon
    // must see main's first one begin before it takes it for a long one.
    pp->syscalltick = 1;
    if (s->host.noise.on)
        noisy_start(s, pp);
    s->main_started = true;
    sysmon_start(s);
    execute(mp, gp, true, RULE_START, -1, 1);
    mp->spend_ps = 0; // the clock starts with main.main
    pp->time_ns[PT_SCHED] = 0;
    pp->time_since = s->host.now;
}

static void machine_init(struct sched *s, const struct sched_config *config)
{
    const struct machine *m = config->machine;
    int64_t reference_mhz = config->costs->reference_mhz;

    CHECK(!config->fluid || !config->noise);
    if (config->fluid)
        fluid_init(&s->host, m, config->cores, config->os, reference_mhz);
    else
        host_init(&s->host, m, config->cores, config->os, reference_mhz);
    s->near = m->smt <= 1 && m->nl3 <= 1;
    energy_init(&s->energy, m);
    if (config->fluid)
        s->energy.most_mhz = config->cores * m->mhz[0];
}

static void sched_init(struct sched *s, const struct sched_config *config)
{
    struct vm_costs costs;
    const struct cost_model *c = config->costs;

    s->config = config;
    s->go = config->go;
    s->cost = c;
    s->rules = (struct rt_rules){
        .close_newest_first = s->go->close_newest_first != 0,
        .mutex_starvation = s->go->mutex_starvation != 0,
        .mutex_handoff_yields = s->go->mutex_handoff_yields != 0,
        .mutex_starving_ns = s->go->mutex_starving_ns,
    };
    s->trace = config->trace;
    s->allgtail = &s->allg;
    s->policy = config->policy == NULL ? &policy_go : config->policy;
    s->one_queue = s->policy->one_queue || !s->go->ps;
    s->rng_policy = rng_stream(config->seed, "policy");
    s->rng_steal = rng_stream(config->seed, "steal");
    s->rng_select = rng_stream(config->seed, "select");
    s->rng_program = rng_stream(config->seed, "program");
    s->lastpoll = 1;
    s->why = "exit";
    s->wait_hist = xcalloc(1, sizeof *s->wait_hist);
    machine_init(s, config);
    disk_init(&s->disk, config->machine);
    if (config->noise)
        noise_on(&s->host.noise, config->os, c, config->seed);
    s->host.hooks =
        (struct host_hooks){on_wake, on_core_start, on_core_stop, s};
#define OPCOST(name, meaning)                                                  \
    costs.class_ps[OPCLASS_OF_##name] = (uint32_t)c->name;
#define COST(name, meaning)
#define CURVE(name, meaning)
#define PERCENT(name, meaning)
    enum {
        OPCLASS_OF_move_ps = OPCLASS_move,
        OPCLASS_OF_alu_ps = OPCLASS_alu,
        OPCLASS_OF_mul_ps = OPCLASS_mul,
        OPCLASS_OF_div_ps = OPCLASS_div,
        OPCLASS_OF_float_ps = OPCLASS_float,
        OPCLASS_OF_fdiv_ps = OPCLASS_fdiv,
        OPCLASS_OF_load_ps = OPCLASS_load,
        OPCLASS_OF_store_ps = OPCLASS_store,
        OPCLASS_OF_index_ps = OPCLASS_index,
        OPCLASS_OF_branch_ps = OPCLASS_branch,
        OPCLASS_OF_call_ps = OPCLASS_call,
        OPCLASS_OF_ret_ps = OPCLASS_ret,
        OPCLASS_OF_defer_ps = OPCLASS_defer,
        OPCLASS_OF_alloc_ps = OPCLASS_alloc,
        OPCLASS_OF_string_ps = OPCLASS_string,
        OPCLASS_OF_iface_ps = OPCLASS_iface,
        OPCLASS_OF_native_ps = OPCLASS_native,
    };
#include "model/costs.def"
#undef OPCOST
#undef COST
#undef CURVE
#undef PERCENT
    code_charge(config->code, &costs);
    vm_heap_init(&s->heap, config->code, config->memory_limit_bytes);
    vm_init(&s->vm, config->code, &s->heap);
}

static void time_limit(void *arg)
{
    sched_end(arg, SCHED_LIMIT, 124, "time limit");
}

bool sched_poll(void *arg)
{
    struct sched *s = arg;
    const struct sched_config *c = s->config;
    const char *why =
        c->interrupted == NULL ? NULL : c->interrupted(c->interrupted_arg);

    if (why != NULL)
        sched_end(s, SCHED_INTERRUPTED, 0, why);
    return why != NULL;
}

static void summarize(struct sched *s)
{
    struct summary *sum = &s->sum;
    nsec now = s->host.now;

    sum->cores = s->config->cores;
    sum->procs = s->config->procs;
    sum->seed = (int64_t)s->config->seed;
    sum->exit = s->status;
    sum->makespan_ns = now;
    sum->procs_max = s->nallp;
    sum->run_ns_per_p = xcalloc((size_t)s->nallp, sizeof(nsec));
    for (int i = 0; i < s->nallp; i++) {
        struct p *pp = s->allp[i];
        if (pp->status != P_DEAD)
            p_time(s, pp, pp->time);
        if (pp->time_since > now) // the end came within a booked switch
            pp->time_ns[PT_SCHED] -= pp->time_since - now;
        sum->run_ns_per_p[i] = pp->time_ns[PT_RUN];
        sum->run_ns += pp->time_ns[PT_RUN];
        sum->idle_ns += pp->time_ns[PT_IDLE];
        sum->sched_ns += pp->time_ns[PT_SCHED];
        sum->spin_ns += pp->time_ns[PT_SPIN];
        sum->syscall_ns += pp->time_ns[PT_SYSCALL];
    }
    for (struct m *mp = s->allm; mp != NULL; mp = mp->alllink) {
        sum->cpu_ns += mp->th.cpu_ns;
        if (mp->th.state == HOST_RUNNING)
            sum->cpu_ns += now - mp->th.on_core_since;
    }
    if (s->config->fluid)
        sum->cpu_ns = fluid_cpu_ns(s->host.fluid);
    sum->has_energy = s->config->machine->has_wattage;
    if (sum->has_energy)
        sum->energy_uj = energy_uj(&s->energy, now);
    sum->wait_p50_ns = hist_percentile(s->wait_hist, 500);
    sum->wait_p90_ns = hist_percentile(s->wait_hist, 900);
    sum->wait_p99_ns = hist_percentile(s->wait_hist, 990);
    sum->wait_max_ns = s->wait_hist->max;
}

static void sched_release(struct sched *s)
{
    for (struct g *gp = s->allg; gp != NULL; gp = gp->alllink)
        if (!gp->system && gp->status != G_DEAD)
            vm_ctx_release(&s->vm, &gp->task.vm);
    while (s->allm != NULL) {
        struct m *mp = s->allm;
        s->allm = mp->alllink;
        free(mp->out.v);
        free(mp->cases);
        free(mp);
    }
    for (int i = 0; i < s->nallp; i++) {
        timers_release(&s->allp[i]->timers);
        runq_release(&s->allp[i]->runq);
        free(s->allp[i]);
    }
    slabs_release(s);
    files_release(s);
    timerprocs_release(s);
    free(s->allp);
    free(s->coprimes);
    free(s->wait_hist);
    vm_release(&s->vm);
    vm_heap_release(&s->heap);
    host_release(&s->host);
    net_release(s);
    free(s);
}

void sched_run(const struct sched_config *config, struct sched_result *result)
{
    struct sched *s = xcalloc(1, sizeof *s);

    CHECK(config->procs >= 1);
    CHECK(config->procs <= SCHED_PROCS_MAX);
    CHECK(config->cores <= config->machine->ncores);
    sched_init(s, config);
    struct m *m0 = m_new(s);
    m0->next = boot;
    s->limit.fn = time_limit;
    s->limit.arg = s;
    event_add(s, EV_M_CREATE, m0, -1, 0, -1, 0, 0);
    host_start(&s->host, &m0->th, 0);
    host_at(&s->host, &s->limit, config->time_limit);
    host_loop(&s->host, NSEC_MAX, sched_poll, s);
    event_add(s, EV_EXIT, NULL, -1, 0, s->status, event_text(s, s->why), 0);
    summarize(s);
    *result = (struct sched_result){
        .end = s->end, .status = s->status, .why = s->why, .summary = s->sum};
    sched_release(s);
}

void sched_result_release(struct sched_result *result)
{
    free(result->summary.run_ns_per_p);
    result->summary.run_ns_per_p = NULL;
}
