#include "host/net.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/vec.h"
#include "base/xmalloc.h"
#include "host/host_simgrid_net.h"

struct net {
    const char *machine;
    VEC(struct net_flow *) flying;
    bool each; // step at every event, to test that no end is missed
};

// By how much SimGrid's time, of doubles, can differ from ours: some units of
// its last place.
static nsec slack(nsec t)
{
    return 3 + (t >> 48);
}

// The shortest time that bytes take.
static nsec shortest(const struct machine_remote *from, int64_t bytes)
{
    int64_t rate = from->back_bytes_per_s + 1, latency = from->back_latency_ns;

    if (latency > 1) {
        host_int128 window = HOST_SIMGRID_GAMMA * (host_int128)NSEC_SEC;
        int64_t most = (int64_t)(window / (2 * (latency - 1))) + 1;
        if (most < rate)
            rate = most;
    }
    host_int128 ns = (host_int128)bytes * NSEC_SEC / rate;
    return nsec_add(latency, ns < NSEC_MAX ? (nsec)ns : NSEC_MAX);
}

// What the host must know, when nothing has ended up to time t.
static void set_bounds(struct host *h, nsec t)
{
    const struct net *net = h->net;

    h->net_least = NSEC_MAX;
    for (size_t i = 0; i < net->flying.n; i++)
        if (net->flying.v[i]->least < h->net_least)
            h->net_least = net->flying.v[i]->least;
    h->net_step = h->net_least > t && (!net->each || net->flying.n == 0)
                      ? h->net_least
                      : t;
}

// True: something has ended, maybe before t.
static bool advance(struct host *h, nsec t)
{
    struct net *net = h->net;
    void *tag;
    nsec end;
    bool any = false;

    host_simgrid_net_reach(t);
    while (host_simgrid_net_ended(&tag, &end)) {
        struct net_flow *flow = tag;
        CHECK(end >= h->now - slack(h->now));
        if (end < h->now)
            end = h->now;
        if (!any || end < t)
            t = end;
        any = true;
        struct net_flow *last = vec_last(&net->flying);
        CHECK(net->flying.v[flow->at] == flow);
        last->at = flow->at;
        net->flying.v[flow->at] = last;
        net->flying.n--;
        flow->end = (struct host_timer){.fn = flow->fn, .arg = flow->arg};
        host_at(h, &flow->end, end);
    }
    if (any || t >= h->net_least)
        set_bounds(h, t);
    else
        h->net_step = net->each ? t : h->net_least;
    return any;
}

void net_step(struct host *h, nsec t)
{
    advance(h, t);
}

void net_start(struct host *h, struct net_flow *flow,
               const struct machine_remote *from, int64_t bytes)
{
    struct net *net = h->net;

    CHECK(h->fluid == NULL);
    if (net == NULL) {
        const char *each = getenv("GMPSIM_TEST_STEP");
        net = h->net = xcalloc(1, sizeof *net);
        net->machine = h->machine->host;
        net->each = each != NULL && each[0] == '1';
        host_simgrid_net_begin(net->machine);
    }
    while (advance(h, h->now)) // SimGrid may be behind
        continue;
    nsec least = nsec_add(h->now, shortest(from, bytes));
    flow->least = least - slack(least);
    flow->at = net->flying.n;
    vec_push(&net->flying, flow);
    host_simgrid_net_start(from->name, net->machine, bytes, flow);
    if (flow->least < h->net_least)
        h->net_least = flow->least;
    h->net_step = h->net_least > h->now && !net->each ? h->net_least : h->now;
}

void net_free(struct net *net)
{
    if (net == NULL)
        return;
    host_simgrid_net_end();
    vec_release(&net->flying);
    free(net);
}
