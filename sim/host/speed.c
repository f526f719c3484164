// speed: how long work takes on a core.
//
// Without siblings a core has one speed: a thread's work becomes time once, and
// the fraction of a nanosecond is carried to its next work. Where siblings
// share a physical core, a thread's speed changes when they become busy or
// idle: its work is kept in units of which every speed does a whole number in a
// nanosecond, so that nothing is lost however often that happens.
#include "base/check.h"
#include "host/cores.h"

// Units of 1 ps of work at reference speed.
static int64_t units_ps(const struct host *h)
{
    return h->reference_mhz * 100;
}

// Units that the core does in 1 ns.
static int64_t rate(const struct host_core *c)
{
    int busy = 0;

    for (const struct host_core *s = c->sibling; s != c; s = s->sibling)
        busy += s->state == CORE_BUSY;
    CHECK(busy < c->host->machine->smt);
    return c->mhz * c->host->machine->smt_pct[busy] * 1000;
}

static struct host_core *core_of(const struct host_thread *th)
{
    return &th->host->cores[th->core];
}

int64_t speed_smt_work_(const struct host_core *c, nsec ns)
{
    return (int64_t)((host_int128)ns * rate(c) / units_ps(c->host));
}

// When the units that are left will be done at the present speed.
static nsec end_of(const struct host_thread *th)
{
    host_int128 ns = th->units / rate(core_of(th));

    CHECK(th->units >= 0);
    if (ns > NSEC_MAX)
        ns = NSEC_MAX;
    return nsec_add(th->units_since, (nsec)ns);
}

// What has been done at the present speed, up to now.
void speed_smt_settle_(struct host_thread *th)
{
    nsec now = th->host->now;

    if (now <= th->units_since)
        return;
    th->units -= (host_int128)(now - th->units_since) * rate(core_of(th));
    th->units_since = now;
    CHECK(th->units >= 0);
}

nsec speed_smt_begin_(struct host_thread *th, nsec from, int64_t work_ps)
{
    th->units += (host_int128)work_ps * units_ps(th->host);
    th->units_since = from;
    return end_of(th);
}

int64_t speed_smt_left_(struct host_thread *th)
{
    const struct host *h = th->host;

    speed_smt_settle_(th);
    int64_t left = (int64_t)(th->units / units_ps(h));
    th->units %= units_ps(h);
    return left;
}

void speed_delay(struct host_thread *th, nsec ns)
{
    th->run_until = nsec_add(th->run_until, ns);
    th->units_since = nsec_add(th->units_since, ns);
}

void speed_will_change(struct host_core *c)
{
    for (struct host_core *s = c->sibling; s != c; s = s->sibling)
        if (s->state == CORE_BUSY)
            speed_smt_settle_(s->thread);
}

void speed_changed(struct host_core *c)
{
    for (struct host_core *s = c->sibling; s != c; s = s->sibling) {
        struct host_thread *th = s->thread;
        if (s->state != CORE_BUSY || th->interrupted || !th->timer.armed)
            continue;
        th->run_until = end_of(th);
        host_at(c->host, &th->timer, th->run_until);
    }
}
