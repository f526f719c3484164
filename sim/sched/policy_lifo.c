// A stack on each P, from whose other end thieves take, as in Cilk: depth
// first, with little memory, and unfair.
#include "sched/policy.h"
#include "sched/runq.h"

static struct g *newest(struct runq *q, struct rng *rng)
{
    (void)rng;
    return runq_last(q);
}

const struct policy policy_lifo = {
    .name = "lifo",
    .about = "each P runs its newest goroutine; thieves take the oldest",
    .no_runnext = true,
    .take = newest,
};
