// What stealing is for: Gs stay where they were made ready, whatever others
// have to do.
#include "sched/policy.h"

const struct policy policy_nosteal = {
    .name = "nosteal",
    .about = "Go's without stealing: a P runs what it has or the global queue",
    .no_stealing = true,
};
