// What runs inside simgrid_run, on the coroutine's stack and those of actors:
// a dispatcher, which goes over to our event loop and back, and workers, each
// of which blocks in a transfer. No other code of ours runs there. SimGrid is
// called by the actors only, but for the first one and the end.
#include "host/host_simgrid_net.h"

#include <stddef.h>
#include <stdlib.h>
#include <ucontext.h>

#include <simgrid/actor.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/semaphore.h>

#include "base/check.h"
#include "base/nsec.h"
#include "base/xmalloc.h"

enum { STACK_BYTES = 1 << 20 };

struct worker {
    sg_actor_t actor;
    sg_sem_t go;
    sg_host_t from, to;
    double bytes;
    void *tag;
    double end; // SimGrid's time
    bool busy;
    struct worker *all, *next; // next: of the list that it is in
};

static struct {
    bool runs;
    ucontext_t outside, inside; // who is not running now
    void *stack;
    int64_t base; // SimGrid's time, in ns, at time 0
    double target;
    bool quit;
    sg_host_t host;
    sg_sem_t bell; // a transfer has ended
    struct worker *all, *idle;
    struct worker *starts, **last_start;
    struct worker *ended, **last_ended;
} net;

static void work(int argc, char **argv)
{
    struct worker *w = sg_actor_self_get_data();

    (void)argc;
    (void)argv;
    for (;;) {
        sg_sem_acquire(w->go);
        if (net.quit)
            return;
        sg_host_sendto(w->from, w->to, w->bytes);
        w->end = simgrid_get_clock();
        w->busy = false;
        w->next = NULL;
        *net.last_ended = w;
        net.last_ended = &w->next;
        sg_sem_release(net.bell);
    }
}

static void start_worker(struct worker *w)
{
    if (w->actor == NULL) {
        w->go = sg_sem_init(0);
        w->actor = sg_actor_init("worker", net.host);
        sg_actor_set_data(w->actor, w);
        sg_actor_start(w->actor, work, 0, NULL);
    }
    w->busy = true;
    sg_sem_release(w->go);
}

static void end_workers(void)
{
    for (struct worker *w = net.all; w != NULL; w = w->all) {
        if (w->actor == NULL)
            continue;
        if (w->busy)
            sg_actor_kill(w->actor);
        else
            sg_sem_release(w->go);
    }
}

static void dispatch(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    for (;;) {
        CHECK(swapcontext(&net.inside, &net.outside) == 0);
        if (net.quit)
            break;
        struct worker *w = net.starts;
        net.starts = NULL;
        net.last_start = &net.starts;
        for (struct worker *next; w != NULL; w = next) {
            next = w->next;
            start_worker(w);
        }
        sg_actor_yield(); // they begin now
        // A timeout of 0 would be for ever, and less than SimGrid's precision
        // is nothing.
        const double precision = 1e-12;
        double left = net.target - simgrid_get_clock();
        while (net.ended == NULL && left >= precision) {
            sg_sem_acquire_timeout(net.bell, left);
            left = net.target - simgrid_get_clock();
        }
        sg_actor_yield(); // what ends at this very instant does it now
    }
    end_workers();
}

static void simulate(void)
{
    simgrid_run();
    net.runs = false;
}

static void go_inside(void)
{
    CHECK(net.runs);
    CHECK(swapcontext(&net.outside, &net.inside) == 0);
}

// Up to the next whole nanosecond, but for what is an error of rounding.
static int64_t to_ns(double s)
{
    const double error = 0.02;
    int64_t whole = (int64_t)s;
    double fraction = (s - (double)whole) * 1e9 - error;
    int64_t ns = fraction < 0 ? 0 : (int64_t)fraction;

    return whole * NSEC_SEC + ns + ((double)ns < fraction);
}

void host_simgrid_net_begin(const char *host)
{
    CHECK(!net.runs);
    net.runs = true;
    net.quit = false;
    net.host = sg_host_by_name(host);
    CHECK(net.host != NULL);
    net.last_start = &net.starts;
    net.last_ended = &net.ended;
    net.base = to_ns(simgrid_get_clock());
    net.bell = sg_sem_init(0);
    net.stack = xmap(STACK_BYTES);
    sg_actor_create("dispatcher", net.host, dispatch, 0, NULL);
    CHECK(getcontext(&net.inside) == 0);
    net.inside.uc_stack.ss_sp = net.stack;
    net.inside.uc_stack.ss_size = STACK_BYTES;
    net.inside.uc_link = &net.outside;
    makecontext(&net.inside, simulate, 0);
    go_inside();
}

void host_simgrid_net_reach(int64_t ns)
{
    net.target = (double)nsec_add(net.base, ns) * 1e-9;
    go_inside();
}

bool host_simgrid_net_ended(void **tag, int64_t *ns)
{
    struct worker *w = net.ended;

    if (w == NULL)
        return false;
    net.ended = w->next;
    if (net.ended == NULL)
        net.last_ended = &net.ended;
    *tag = w->tag;
    *ns = to_ns(w->end) - net.base;
    w->next = net.idle;
    net.idle = w;
    return true;
}

void host_simgrid_net_start(const char *from, const char *to, int64_t bytes,
                            void *tag)
{
    struct worker *w = net.idle;

    CHECK(bytes > 0);
    if (w == NULL) {
        w = xcalloc(1, sizeof *w);
        w->all = net.all;
        net.all = w;
    } else {
        net.idle = w->next;
    }
    w->from = sg_host_by_name(from);
    w->to = sg_host_by_name(to);
    CHECK(w->from != NULL && w->to != NULL);
    w->bytes = (double)bytes;
    w->tag = tag;
    w->next = NULL;
    *net.last_start = w;
    net.last_start = &w->next;
}

void host_simgrid_net_end(void)
{
    net.quit = true;
    go_inside();
    CHECK(!net.runs);
    for (struct worker *w = net.all, *next; w != NULL; w = next) {
        next = w->all;
        if (w->actor != NULL)
            sg_sem_destroy(w->go);
        free(w);
    }
    sg_sem_destroy(net.bell);
    xunmap(net.stack, STACK_BYTES);
    net.all = net.idle = net.starts = net.ended = NULL;
}
