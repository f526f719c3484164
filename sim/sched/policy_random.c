// No order at all: what a program may not rely on.
#include "base/rng.h"
#include "sched/policy.h"
#include "sched/runq.h"

static struct g *any(struct runq *q, struct rng *rng)
{
    return runq_remove(q, (uint32_t)rng_below(rng, runq_len(q)));
}

const struct policy policy_random = {
    .name = "random",
    .about = "each P draws the goroutine to run from those that it has",
    .no_runnext = true,
    .take = any,
};
