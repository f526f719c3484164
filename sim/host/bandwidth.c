// bandwidth: the process may use so much CPU time in each period, as a control
// group with cpu.max (Linux, kernel/sched/fair.c, "CFS bandwidth").
//
// The quota of a period is a pool. A core at work takes slices of it; when the
// pool is empty and its slice used up, the core is throttled: nobody runs there
// until the next period. What it used too much, because that is seen at a tick,
// it owes. An idle core gives back what it has, but for a rest.
#include <stddef.h>

#include "base/check.h"
#include "host/cores.h"

static void period_over(void *arg);
static void slack(void *arg);
static void used_up(void *arg);

void bandwidth_init(struct host *h, const struct machine *machine)
{
    h->quota_ns = h->quota_pool = machine->quota_ns;
    h->quota_period_ns = machine->quota_period_ns;
    h->quota_period = (struct host_timer){.fn = period_over, .arg = h};
    h->quota_slack = (struct host_timer){.fn = slack, .arg = h};
    h->throttled_tail = &h->throttled;
    for (int i = 0; i < h->ncores; i++)
        h->cores[i].quota =
            (struct host_timer){.fn = used_up, .arg = &h->cores[i]};
}

static void arm_period(struct host *h)
{
    nsec every = h->quota_period_ns;

    if (!h->quota_period.armed)
        host_at(h, &h->quota_period, nsec_add(h->now - h->now % every, every));
}

// assign_cfs_rq_runtime: true when the core has some time now.
static bool assign(struct host_core *c)
{
    struct host *h = c->host;

    if (c->quota_left > 0)
        return true;
    nsec want = h->os->quota_slice_ns - c->quota_left;
    nsec got = want < h->quota_pool ? want : h->quota_pool;
    h->quota_pool -= got;
    c->quota_left += got;
    arm_period(h);
    return c->quota_left > 0;
}

// throttle_cfs_rq: the core is idle.
static void throttle(struct host_core *c)
{
    struct host *h = c->host;

    CHECK(c->state == CORE_IDLE && !c->throttled);
    place_withdraw(c);
    place_length(c, 0);
    c->throttled = true;
    c->throttled_since = h->now;
    c->next_throttled = NULL;
    *h->throttled_tail = c;
    h->throttled_tail = &c->next_throttled;
    h->throttles++;
    arm_period(h);
}

static void unthrottle(struct host_core *c)
{
    struct host *h = c->host;

    CHECK(c->state == CORE_IDLE && c->throttled);
    h->throttled_ns += h->now - c->throttled_since;
    c->throttled = false;
    place_offer(c);
    place_length(c, c->nwaiting);
    threads_next(c);
}

// distribute_cfs_runtime: each throttled core gets what it owes and 1 ns, so
// that it runs again and asks for a slice.
static void distribute(struct host *h)
{
    struct host_core *c = h->throttled, *next;

    h->throttled = NULL;
    h->throttled_tail = &h->throttled;
    for (; c != NULL; c = next) {
        next = c->next_throttled;
        nsec need = 1 - c->quota_left;
        nsec got = need < h->quota_pool ? need : h->quota_pool;
        h->quota_pool -= got;
        c->quota_left += got;
        c->next_throttled = NULL;
        if (c->quota_left > 0) {
            unthrottle(c);
            continue;
        }
        *h->throttled_tail = c;
        h->throttled_tail = &c->next_throttled;
    }
}

static void period_over(void *arg)
{
    struct host *h = arg;

    h->quota_pool = h->quota_ns; // nothing is saved up
    distribute(h);
    if (h->quota_pool < h->quota_ns || h->throttled != NULL)
        arm_period(h);
}

static void slack(void *arg)
{
    struct host *h = arg;

    if (h->quota_pool > h->os->quota_slice_ns)
        distribute(h);
}

bool bandwidth_has(const struct host_core *c)
{
    const struct host *h = c->host;

    return h->quota_ns == 0 || c->quota_left > 0 ||
           c->quota_left + h->quota_pool > 0;
}

bool bandwidth_may_run(struct host_core *c)
{
    if (c->host->quota_ns == 0 || assign(c))
        return true;
    throttle(c);
    return false;
}

static void charge(struct host_core *c)
{
    nsec now = c->host->now;

    c->quota_left -= now - c->quota_since;
    c->quota_since = now;
}

static void arm_end(struct host_core *c)
{
    struct host *h = c->host;

    CHECK(c->quota_left > 0);
    host_at(h, &c->quota, host_tick(h, nsec_add(h->now, c->quota_left)));
}

void bandwidth_start(struct host_core *c)
{
    if (c->host->quota_ns == 0)
        return;
    c->quota_since = c->host->now;
    arm_end(c);
}

void bandwidth_stop(struct host_core *c)
{
    if (c->host->quota_ns == 0)
        return;
    charge(c);
    host_cancel(c->host, &c->quota);
}

// __return_cfs_rq_runtime. Others get it after a while, unless the period ends
// soon anyway.
void bandwidth_idle(struct host_core *c)
{
    struct host *h = c->host;
    nsec back = c->quota_left - h->os->quota_keep_ns;

    if (h->quota_ns == 0 || back <= 0)
        return;
    c->quota_left -= back;
    h->quota_pool += back;
    nsec when = nsec_add(h->now, h->os->quota_slack_ns);
    if (h->throttled != NULL && h->quota_pool > h->os->quota_slice_ns &&
        !h->quota_slack.armed && when < h->quota_period.when)
        host_at(h, &h->quota_slack, when);
}

static void used_up(void *arg)
{
    struct host_core *c = arg;
    struct host *h = c->host;

    CHECK(c->state == CORE_BUSY);
    if (c->thread->run_until == h->now) {
        host_at(h, &c->quota, h->now); // let it finish what it is doing
        return;
    }
    charge(c);
    if (assign(c)) {
        arm_end(c);
        return;
    }
    threads_set_aside(c->thread, "throttled");
    throttle(c);
}
