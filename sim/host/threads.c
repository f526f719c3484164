// threads: who is on which core, and how it gets there.
//
// A thread that wakes up goes to an idle core (place.c) after the wake-up
// latency of that core; when there is none it waits in the queue of its last
// one. Who of a queue is next, and when, fair.c says.
#include <stddef.h>

#include "base/check.h"
#include "host/cores.h"
#include "host/fluid.h"

static void core_slice_end(void *arg);
static void core_lost(void *arg);
static void thread_timer(void *arg);

// ---- on and off a core ----

// Slices end only while somebody waits for the core.
static void arm_slice(struct host_core *c)
{
    struct host *h = c->host;

    if (c->slice.armed && (c->resched || h->os->eevdf))
        return;
    c->slice.fn = core_slice_end;
    c->slice.arg = c;
    host_at(h, &c->slice, fair_slice_end(c));
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
    speed_delay(th, noise_loss(&h->noise));
    host_at(h, &th->timer, th->run_until);
    core_may_be_lost(&h->cores[th->core], h);
}

void threads_put(struct host_thread *th, struct host_core *c)
{
    struct host *h = th->host;
    nsec extra = 0;

    CHECK(c->state != CORE_BUSY && !c->throttled);
    CHECK(th->state == HOST_BLOCKED || th->state == HOST_WAKING);
    if (c->last_thread != -1 && c->last_thread != th->id)
        extra += noise_latency(&h->noise, h->os->switch_ns);
    extra += place_migration_ns(th, c);
    if (c->state == CORE_IDLE)
        place_active(c);
    if (h->smt)
        speed_will_change(c);
    if (h->fluid != NULL)
        fluid_on(h->fluid);
    c->state = CORE_BUSY;
    c->thread = th;
    c->last_thread = th->id;
    th->state = HOST_RUNNING;
    th->core = c->id;
    th->last_core = c->id;
    th->moved = false;
    th->on_core_since = h->now;
    th->slice_since = h->now;
    if (h->hooks.core_start != NULL)
        h->hooks.core_start(h->hooks.arg, th, c->id);
    if (c->nwaiting > 0)
        arm_slice(c);
    th->run_until =
        speed_begin(th, h->now + extra, th->interrupted ? 0 : th->left_ps);
    host_at(h, &th->timer, th->run_until);
    if (h->noise.on)
        core_may_be_lost(c, h);
    if (h->quota_ns != 0)
        bandwidth_start(c);
    if (h->smt)
        speed_changed(c);
}

void threads_take_off(struct host_thread *th, const char *why)
{
    struct host *h = th->host;
    struct host_core *c = &h->cores[th->core];

    CHECK(th->state == HOST_RUNNING);
    CHECK(c->thread == th);
    th->cpu_ns += h->now - th->on_core_since;
    th->vruntime = fair_vruntime(th);
    th->state = HOST_BLOCKED;
    th->last_ran = h->now;
    host_cancel(th->host, &th->timer);
    host_cancel(h, &c->slice);
    host_cancel(h, &c->loss);
    c->resched = false;
    if (h->hooks.core_stop != NULL)
        h->hooks.core_stop(h->hooks.arg, th, th->core, why);
    if (h->quota_ns != 0)
        bandwidth_stop(c);
    if (h->smt)
        speed_will_change(c);
    if (h->fluid != NULL)
        fluid_off(h->fluid);
    c->state = CORE_IDLE;
    c->thread = NULL;
    c->idle_since = h->now;
    place_idle(c);
    if (h->smt)
        speed_changed(c);
}

void threads_set_aside(struct host_thread *th, const char *why)
{
    struct host_core *c = &th->host->cores[th->core];

    if (!th->interrupted)
        th->left_ps = speed_left(th);
    threads_take_off(th, why);
    fair_enqueue(c, th);
}

void threads_next(struct host_core *c)
{
    struct host *h = c->host;
    struct host_thread *th = NULL;

    CHECK(c->state == CORE_IDLE && !c->throttled);
    if (c->nwaiting > 0) {
        if (!bandwidth_may_run(c))
            return;
        th = fair_next(c);
        fair_dequeue(c, th);
    } else if (h->nready > 0 && bandwidth_has(c)) {
        th = balance_pull(c);
        if (th != NULL)
            CHECK(bandwidth_may_run(c));
    }
    if (th != NULL)
        threads_put(th, c);
    else
        bandwidth_idle(c);
}

// ---- queues ----

static void reschedule(struct host_core *c)
{
    // Not at once: the running thread may be the one that wakes the other.
    c->resched = true;
    c->slice.fn = core_slice_end;
    c->slice.arg = c;
    host_at(c->host, &c->slice, c->host->now);
}

void threads_wait(struct host_thread *th, struct host_core *c,
                  enum fair_join join)
{
    bool over = c->thread != NULL && fair_update(c);

    fair_place(c, th, join);
    fair_enqueue(c, th);
    if (c->state == CORE_BUSY) {
        if (over || fair_preempts(c, th))
            reschedule(c);
        else
            arm_slice(c);
    }
    balance_needed(c->host);
}

// The slice of the core's thread is over, or another one is to take its place.
static void core_slice_end(void *arg)
{
    struct host_core *c = arg;
    struct host *h = c->host;
    struct host_thread *th = c->thread;
    bool resched = c->resched;

    CHECK(c->state == CORE_BUSY);
    if (c->nwaiting > 0 && th->run_until == h->now) {
        host_at(h, &c->slice, h->now); // let it finish what it is doing
        return;
    }
    c->resched = false;
    if (c->nwaiting == 0)
        return;
    if (!fair_slice_over(c, resched)) {
        arm_slice(c);
        return;
    }
    threads_set_aside(th, resched ? "preempted" : "slice");
    threads_next(c);
}

// th comes to c, which is free and waited for it.
static void arrive(struct host_thread *th, struct host_core *c,
                   enum fair_join join)
{
    if (th->host->quota_ns != 0) {
        if (c->state == CORE_WAKING) {
            c->state = CORE_IDLE;
            place_idle(c);
        }
        if (!bandwidth_may_run(c)) {
            th->state = HOST_BLOCKED;
            threads_wait(th, c, join);
            return;
        }
    }
    fair_place(c, th, join);
    threads_put(th, c);
}

// ---- the life of a thread ----

// A new thread is on its core when the time that its creation takes is over.
// False: it has run before, or no core is idle.
static bool begin(struct host_thread *th)
{
    struct host_core *queue;
    struct host_core *c = th->last_core == -1 ? place_find(th, &queue) : NULL;

    if (c != NULL)
        arrive(th, c, FAIR_NEW);
    return c != NULL;
}

// The end of what the thread waited for: its work, a wake-up, a sleep.
static void thread_timer(void *arg)
{
    struct host_thread *th = arg;

    switch (th->state) {
    case HOST_RUNNING:
        speed_done(th);
        if (!th->interrupted)
            th->left_ps = 0;
        th->interrupted = false;
        th->step(th->arg);
        return;
    case HOST_WAKING:
        arrive(th, &th->host->cores[th->core],
               th->last_core == -1 ? FAIR_NEW : FAIR_WOKEN);
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

void host_wake(struct host *h, struct host_thread *th)
{
    struct host_core *queue;

    CHECK(th->state == HOST_BLOCKED);
    host_cancel(th->host, &th->timer);
    struct host_core *c = place_find(th, &queue);
    if (c == NULL) {
        threads_wait(th, queue, th->last_core == -1 ? FAIR_NEW : FAIR_WOKEN);
        return;
    }
    nsec idle = h->now - c->idle_since;
    place_active(c);
    c->state = CORE_WAKING;
    th->state = HOST_WAKING;
    th->core = c->id;
    host_at(h, &th->timer,
            h->now + noise_wake(&h->noise, idle > h->os->idle_ns
                                               ? h->os->wake_idle_ns
                                               : h->os->wake_ns));
}

void host_start(struct host *h, struct host_thread *th, nsec delay)
{
    th->host = h;
    th->state = HOST_BLOCKED;
    th->core = th->last_core = -1;
    th->timer = (struct host_timer){.fn = thread_timer, .arg = th};
    th->vruntime = 0;
    if (delay > 0 || !begin(th))
        host_at(h, &th->timer, nsec_add(h->now, delay));
}

bool host_run(struct host *h, struct host_thread *th, int64_t work_ps)
{
    CHECK(th->state == HOST_RUNNING);
    nsec until = speed_begin(th, h->now, work_ps);
    if (until < heap_peek(&h->events) && until <= h->net_step &&
        !th->interrupted) {
        h->now = until; // nothing happens meanwhile: no event needed
        speed_done(th);
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

    if (h->net_least < quiet)
        quiet = h->net_least > h->now ? h->net_least : h->now;
    quiet = nsec_add(quiet - h->now, extra);
    return speed_work(&h->cores[th->core], quiet > min_ns ? quiet : min_ns);
}

// The core takes the next ready thread or idles.
static void leave_core(struct host_thread *th, const char *why)
{
    struct host_core *c = &th->host->cores[th->core];

    th->left_ps = 0;
    th->interrupted = false;
    threads_take_off(th, why);
    fair_leave(c, th);
    if (th->host->nready > 0 || th->host->quota_ns != 0)
        threads_next(c);
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

void host_wait_until(struct host *h, struct host_thread *th, nsec when,
                     const char *why)
{
    CHECK(when >= h->now);
    leave_core(th, why);
    host_at(h, &th->timer, when);
}

void host_interrupt(struct host *h, struct host_thread *th)
{
    if (th->state == HOST_BLOCKED || th->state == HOST_DEAD || th->interrupted)
        return;
    th->interrupted = true;
    if (th->state != HOST_RUNNING)
        return;
    th->left_ps = speed_left(th);
    host_at(h, &th->timer, h->now);
}

void host_exit(struct host *h, struct host_thread *th)
{
    CHECK(th->host == h);
    leave_core(th, "exit");
    th->state = HOST_DEAD;
}
