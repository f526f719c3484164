// host: the clock and the event list.
#include "host/host.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"

void host_init(struct host *h, const struct machine *machine, int ncores,
               const struct os_model *os, int64_t reference_mhz)
{
    CHECK(ncores >= 1);
    CHECK(ncores <= machine->ncores);
    *h = (struct host){
        .os = os, .reference_mhz = reference_mhz, .ncores = ncores};
    h->cores = xcalloc((size_t)ncores, sizeof *h->cores);
    for (int i = 0; i < ncores; i++)
        h->cores[i] =
            (struct host_core){.mhz = machine->mhz[i], .last_thread = -1};
}

void host_release(struct host *h)
{
    heap_release(&h->events);
    free(h->cores);
    h->cores = NULL;
}

void host_at(struct host *h, struct host_timer *t, nsec when)
{
    CHECK(when >= h->now);
    CHECK(t->fn != NULL);
    t->gen = ++h->gen;
    t->armed = true;
    t->when = when;
    heap_push(&h->events, when, t, t->gen);
}

void host_cancel(struct host_timer *t)
{
    t->armed = false;
}

bool host_loop(struct host *h, nsec limit, bool (*poll)(void *arg), void *arg)
{
    while (!h->stop) {
        CHECK(h->events.n > 0);
        if (heap_peek(&h->events) > limit) {
            h->now = limit;
            return false;
        }
        struct heap_entry e = heap_pop(&h->events);
        struct host_timer *t = e.p;
        if (!t->armed || t->gen != e.tag)
            continue; // cancelled or moved
        CHECK(e.key >= h->now);
        h->now = e.key;
        h->nevents++;
        t->armed = false;
        t->fn(t->arg);
        if (poll != NULL && poll(arg))
            return true;
    }
    return true;
}
