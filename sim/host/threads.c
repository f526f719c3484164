// threads: who is on which core.
//
// A plain model of a fair scheduler: a ready thread goes to an idle core (its
// last one if it can, else the one that has idled for the shortest time), after
// the wake-up latency of that core. When all are busy it waits in order of
// virtual run time; a thread that has run for much longer is taken off at once,
// any other at the end of its slice.
#include "host/host.h"

#include <stddef.h>

#include "base/check.h"

__extension__ typedef __int128 int128;

static void core_slice_end(void *arg);
static void core_lost(void *arg);
static void thread_timer(void *arg);

// Time on the core for work at reference speed; fractions are carried.
static nsec work_ns(struct host_thread *th, int64_t work_ps)
{
    const struct host *h = th->host;
    int64_t mhz = h->cores[th->core].mhz;
    int64_t ps = work_ps;

    if (mhz != h->reference_mhz)
        ps = (int64_t)((int128)work_ps * h->reference_mhz / mhz);
    ps += th->carry_ps;
    th->carry_ps = ps % 1000;
    return ps / 1000;
}

static int64_t ns_work(const struct host *h, int core, nsec ns)
{
    const nsec ns_max = INT64_MAX / 4000;
    int64_t mhz = h->cores[core].mhz;

    if (ns > ns_max)
        ns = ns_max;
    if (mhz == h->reference_mhz)
        return ns * 1000;
    return (int64_t)((int128)ns * 1000 * mhz / h->reference_mhz);
}

static nsec vruntime_now(const struct host_thread *th)
{
    if (th->state != HOST_RUNNING)
        return th->vruntime;
    return th->vruntime + (th->host->now - th->on_core_since);
}

// Slices end only while somebody waits for a core.
static void arm_slices(struct host *h)
{
    for (int i = 0; i < h->ncores; i++) {
        struct host_core *c = &h->cores[i];
        if (c->state != CORE_BUSY || c->slice.armed)
            continue;
        nsec end = nsec_add(c->thread->on_core_since, h->os->slice_ns);
        c->slice.fn = core_slice_end;
        c->slice.arg = h;
        host_at(h, &c->slice, end > h->now ? end : h->now);
    }
}

static void enqueue_ready(struct host_thread *th)
{
    struct host *h = th->host;
    struct host_thread **at = &h->ready;

    th->state = HOST_READY;
    while (*at != NULL && (*at)->vruntime <= th->vruntime)
        at = &(*at)->next;
    th->next = *at;
    *at = th;
    h->nready++;
    arm_slices(h);
}

static struct host_thread *dequeue_ready(struct host *h)
{
    struct host_thread *th = h->ready;

    CHECK(th != NULL);
    h->ready = th->next;
    th->next = NULL;
    h->nready--;
    return th;
}

// The next time that the core goes to somebody else: waiting for that has no
// memory, so that it can begin anew with each thread.
static void core_may_be_lost(struct host_core *c, struct host *h)
{
    nsec d = noise_until_loss(&h->noise);

    c->loss.fn = core_lost;
    c->loss.arg = c->thread;
    if (d != NSEC_MAX)
        host_at(h, &c->loss, nsec_add(h->now, d));
}

// An interrupt or another process: what the thread does takes longer.
static void core_lost(void *arg)
{
    struct host_thread *th = arg;
    struct host *h = th->host;

    CHECK(th->state == HOST_RUNNING);
    th->run_until = nsec_add(th->run_until, noise_loss(&h->noise));
    host_at(h, &th->timer, th->run_until);
    core_may_be_lost(&h->cores[th->core], h);
}

// Puts th on the free core, where it goes on with its work.
static void put_on_core(struct host_thread *th, int core)
{
    struct host *h = th->host;
    struct host_core *c = &h->cores[core];
    nsec extra = 0;

    CHECK(c->state != CORE_BUSY);
    if (c->last_thread != -1 && c->last_thread != th->id)
        extra += noise_latency(&h->noise, h->os->switch_ns);
    if (th->last_core != -1 && th->last_core != core)
        extra += noise_latency(&h->noise, h->os->migrate_ns);
    c->state = CORE_BUSY;
    c->thread = th;
    c->last_thread = th->id;
    th->state = HOST_RUNNING;
    th->core = core;
    th->last_core = core;
    th->on_core_since = h->now;
    if (h->hooks.core_start != NULL)
        h->hooks.core_start(h->hooks.arg, th, core);
    if (h->nready > 0)
        arm_slices(h);
    th->run_until =
        h->now + extra + (th->interrupted ? 0 : work_ns(th, th->left_ps));
    host_at(h, &th->timer, th->run_until);
    if (h->noise.on)
        core_may_be_lost(c, h);
}

// Takes the running thread off its core.
static void take_off_core(struct host_thread *th, const char *why)
{
    struct host *h = th->host;
    struct host_core *c = &h->cores[th->core];

    CHECK(th->state == HOST_RUNNING);
    CHECK(c->thread == th);
    th->cpu_ns += h->now - th->on_core_since;
    th->vruntime = vruntime_now(th);
    th->state = HOST_BLOCKED;
    host_cancel(th->host, &th->timer);
    host_cancel(h, &c->slice);
    host_cancel(h, &c->loss);
    c->resched = false;
    if (h->hooks.core_stop != NULL)
        h->hooks.core_stop(h->hooks.arg, th, th->core, why);
    c->state = CORE_IDLE;
    c->thread = NULL;
    c->idle_since = h->now;
}

// Takes a running thread off its core with work left, and puts next there.
static void preempt(struct host_thread *th, struct host_thread *next)
{
    int core = th->core;

    if (!th->interrupted)
        th->left_ps = ns_work(th->host, core, th->run_until - th->host->now);
    take_off_core(th, "slice");
    enqueue_ready(th);
    put_on_core(next, core);
}

static void core_slice_end(void *arg)
{
    struct host *h = arg;

    for (int i = 0; i < h->ncores && h->ready != NULL; i++) {
        struct host_core *c = &h->cores[i];
        if (c->state != CORE_BUSY || c->slice.armed)
            continue;
        if (!c->resched &&
            nsec_add(c->thread->on_core_since, h->os->slice_ns) > h->now)
            continue;
        if (c->thread->run_until == h->now) {
            host_at(h, &c->slice, h->now); // let it finish what it is doing
            continue;
        }
        preempt(c->thread, dequeue_ready(h));
    }
    if (h->ready != NULL)
        arm_slices(h);
}

// Its last core, else the fastest idle one that sleeps least deeply; or -1.
static int idle_core_for(const struct host_thread *th)
{
    const struct host *h = th->host;
    int best = -1;

    if (th->last_core >= 0 && h->cores[th->last_core].state == CORE_IDLE)
        return th->last_core;
    for (int i = 0; i < h->ncores; i++) {
        const struct host_core *c = &h->cores[i];
        if (c->state != CORE_IDLE)
            continue;
        if (best < 0 || c->mhz > h->cores[best].mhz ||
            (c->mhz == h->cores[best].mhz &&
             c->idle_since > h->cores[best].idle_since))
            best = i;
    }
    return best;
}

// A new thread is on its core when the time that its creation takes is over.
// False: it has run before, or no core is idle.
static bool begin(struct host_thread *th)
{
    int core = th->last_core == -1 ? idle_core_for(th) : -1;

    if (core >= 0)
        put_on_core(th, core);
    return core >= 0;
}

// The end of what the thread waited for: its work, a wake-up, a sleep.
static void thread_timer(void *arg)
{
    struct host_thread *th = arg;

    switch (th->state) {
    case HOST_RUNNING:
        if (!th->interrupted)
            th->left_ps = 0;
        th->interrupted = false;
        th->step(th->arg);
        return;
    case HOST_WAKING:
        put_on_core(th, th->core);
        return;
    case HOST_BLOCKED:
        if (th->host->hooks.wake != NULL)
            th->host->hooks.wake(th->host->hooks.arg, th);
        if (!begin(th))
            host_wake(th->host, th);
        return;
    case HOST_READY:
    case HOST_DEAD:
        break;
    }
    CHECK_UNREACHABLE();
}

// The running thread that has run most; every core is busy or wakes up.
static struct host_thread *most_run(const struct host *h, nsec *least)
{
    struct host_thread *most = NULL;

    *least = NSEC_MAX;
    for (int i = 0; i < h->ncores; i++) {
        struct host_thread *th = h->cores[i].thread;
        if (h->cores[i].state != CORE_BUSY)
            continue;
        nsec v = vruntime_now(th);
        if (v < *least)
            *least = v;
        if (most == NULL || v > vruntime_now(most))
            most = th;
    }
    return most;
}

void host_wake(struct host *h, struct host_thread *th)
{
    CHECK(th->state == HOST_BLOCKED);
    host_cancel(th->host, &th->timer);
    int core = idle_core_for(th);
    if (core >= 0) {
        struct host_core *c = &h->cores[core];
        nsec idle = h->now - c->idle_since;
        c->state = CORE_WAKING;
        th->state = HOST_WAKING;
        th->core = core;
        host_at(h, &th->timer,
                h->now + noise_wake(&h->noise, idle > h->os->idle_ns
                                                   ? h->os->wake_idle_ns
                                                   : h->os->wake_ns));
        return;
    }
    // A sleeper does not save up more than a slice of credit.
    nsec least;
    struct host_thread *most = most_run(h, &least);
    if (least != NSEC_MAX && th->vruntime < least - h->os->slice_ns)
        th->vruntime = least - h->os->slice_ns;
    enqueue_ready(th);
    if (most != NULL && vruntime_now(most) - th->vruntime >= h->os->slice_ns) {
        // Not at once: the running thread may be the one that wakes us.
        struct host_core *c = &h->cores[most->core];
        c->resched = true;
        host_at(h, &c->slice, h->now);
    }
}

void host_start(struct host *h, struct host_thread *th, nsec delay)
{
    nsec least;

    th->host = h;
    th->state = HOST_BLOCKED;
    th->core = th->last_core = -1;
    th->timer = (struct host_timer){.fn = thread_timer, .arg = th};
    most_run(h, &least);
    th->vruntime = least == NSEC_MAX ? 0 : least;
    if (delay > 0 || !begin(th))
        host_at(h, &th->timer, nsec_add(h->now, delay));
}

bool host_run(struct host *h, struct host_thread *th, int64_t work_ps)
{
    CHECK(th->state == HOST_RUNNING);
    nsec until = nsec_add(h->now, work_ns(th, work_ps));
    if (until < heap_peek(&h->events) && !th->interrupted) {
        h->now = until; // nothing happens meanwhile: no event needed
        return true;
    }
    th->left_ps = work_ps;
    th->run_until = until;
    host_at(h, &th->timer, until);
    return false;
}

int64_t host_quiet_ps(struct host *h, const struct host_thread *th, nsec extra,
                      nsec min_ns)
{
    nsec quiet = heap_peek(&h->events);

    quiet = nsec_add(quiet - h->now, extra);
    return ns_work(h, th->core, quiet > min_ns ? quiet : min_ns);
}

// The core takes the next ready thread or idles.
static void leave_core(struct host_thread *th, const char *why)
{
    int core = th->core;

    th->left_ps = 0;
    th->interrupted = false;
    take_off_core(th, why);
    if (th->host->ready != NULL)
        put_on_core(dequeue_ready(th->host), core);
}

void host_block(struct host *h, struct host_thread *th, const char *why)
{
    CHECK(th->host == h);
    leave_core(th, why);
}

void host_sleep(struct host *h, struct host_thread *th, nsec d, const char *why)
{
    leave_core(th, why);
    host_at(h, &th->timer,
            nsec_add(h->now, nsec_add(d > 0 ? d : 0,
                                      noise_latency(&h->noise,
                                                    h->os->timer_slack_ns))));
}

void host_interrupt(struct host *h, struct host_thread *th)
{
    if (th->state == HOST_BLOCKED || th->state == HOST_DEAD || th->interrupted)
        return;
    th->interrupted = true;
    if (th->state != HOST_RUNNING)
        return;
    th->left_ps = ns_work(h, th->core, th->run_until - h->now);
    host_at(h, &th->timer, h->now);
}

void host_exit(struct host *h, struct host_thread *th)
{
    CHECK(th->host == h);
    leave_core(th, "exit");
    th->state = HOST_DEAD;
}
