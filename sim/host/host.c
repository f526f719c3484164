// host: the clock and the event list.
#include "host/host.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "host/cores.h"
#include "host/fluid.h"
#include "host/net.h"

void host_init(struct host *h, const struct machine *machine, int ncores,
               const struct os_model *os, int64_t reference_mhz)
{
    CHECK(ncores >= 1);
    CHECK(ncores <= machine->ncores);
    *h = (struct host){
        .os = os, .reference_mhz = reference_mhz, .ncores = ncores};
    h->net_step = h->net_least = NSEC_MAX;
    noise_init(&h->noise);
    h->cores = xcalloc((size_t)ncores, sizeof *h->cores);
    for (int i = 0; i < ncores; i++)
        h->cores[i] = (struct host_core){
            .host = h, .id = i, .mhz = machine->mhz[i], .last_thread = -1};
    place_init(h, machine);
    balance_init(h);
    bandwidth_init(h, machine);
}

nsec host_tick(const struct host *h, nsec t)
{
    nsec tick = h->os->tick_ns;

    if (tick == 0 || t % tick == 0)
        return t;
    return nsec_add(t - t % tick, tick);
}

void host_release(struct host *h)
{
    heap_release(&h->events);
    net_free(h->net);
    fluid_free(h->fluid);
    place_release(h);
    free(h->cores);
    h->cores = NULL;
}

void host_at(struct host *h, struct host_timer *t, nsec when)
{
    CHECK(when >= h->now);
    CHECK(t->fn != NULL);
    host_cancel(h, t);
    t->gen = ++h->gen;
    t->armed = true;
    t->when = when;
    heap_push(&h->events, when, t, t->gen);
}

static bool is_alive(const struct heap_entry *e)
{
    const struct host_timer *t = e->p;

    return t->armed && t->gen == e->tag;
}

// Entries of cancelled timers stay until their time comes; when most of a long
// list is dead, it is swept.
void host_cancel(struct host *h, struct host_timer *t)
{
    enum { SWEEP_FROM = 1024 };

    if (!t->armed)
        return;
    t->armed = false;
    h->ndead++;
    if (h->ndead > SWEEP_FROM && h->ndead > h->events.n / 2) {
        heap_filter(&h->events, is_alive);
        h->ndead = 0;
    }
}

bool host_loop(struct host *h, nsec limit, bool (*poll)(void *arg), void *arg)
{
    while (!h->stop) {
        CHECK(h->events.n > 0);
        nsec next = heap_peek(&h->events);
        if (next > h->net_step && limit > h->net_step) {
            net_step(h, next < limit ? next : limit);
            continue;
        }
        if (next > limit) {
            h->now = limit;
            return false;
        }
        struct heap_entry e = heap_pop(&h->events);
        struct host_timer *t = e.p;
        if (!is_alive(&e)) {
            h->ndead--;
            continue;
        }
        CHECK(e.key >= h->now);
        h->now = e.key;
        t->armed = false;
        t->fn(t->arg);
        if (poll != NULL && poll(arg))
            return true;
    }
    return true;
}
