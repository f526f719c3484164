// Round robin on each P, as textbooks have it; idle Ps steal.
#include "sched/policy.h"

const struct policy policy_fifo = {
    .name = "fifo",
    .about = "each P runs its goroutines in turn; who yields goes last there",
    .no_runnext = true,
    .yield_locally = true,
};
