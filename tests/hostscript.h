// hostscript: threads that do a list of things, for tests of the simulated
// operating system.
#ifndef HOSTSCRIPT_H
#define HOSTSCRIPT_H

#include "host/host.h"

enum { MHZ = 1000 };

// Work (> 0, in ns), sleep (< 0), end (0).
struct script {
    struct host *h;
    struct host_thread th;
    const nsec *todo;
    nsec done_at;
    int steps;
};

static inline void script_step(void *arg)
{
    struct script *s = arg;

    for (;;) {
        nsec d = *s->todo++;
        s->steps++;
        if (d == 0) {
            s->done_at = s->h->now;
            host_exit(s->h, &s->th);
            return;
        }
        if (d < 0) {
            host_sleep(s->h, &s->th, -d, "sleep");
            return;
        }
        if (!host_run(s->h, &s->th, d * 1000))
            return;
    }
}

static inline void script_add(struct host *h, struct script *s, int id,
                              const nsec *todo, nsec delay)
{
    *s = (struct script){.h = h, .todo = todo};
    s->th.id = id;
    s->th.step = script_step;
    s->th.arg = s;
    host_start(h, &s->th, delay);
}

// CPU time up to now.
static inline nsec script_cpu(const struct script *s)
{
    nsec ns = s->th.cpu_ns;

    if (s->th.state == HOST_RUNNING)
        ns += s->h->now - s->th.on_core_since;
    return ns;
}

static inline void script_nothing(void *arg)
{
    (void)arg;
}

// Runs up to a time. The loop wants a next event always: one beyond the end.
static inline void script_run(struct host *h, nsec until)
{
    static struct host_timer end = {.fn = script_nothing}; // outlives h

    host_at(h, &end, until + 1);
    host_loop(h, until, NULL, NULL);
    host_cancel(h, &end);
}

#endif
