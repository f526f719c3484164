// What runnext is for: two Gs that talk to each other wait for all others in
// between.
#include "sched/policy.h"

const struct policy policy_norunnext = {
    .name = "norunnext",
    .about = "Go's without runnext: a goroutine made ready goes last",
    .no_runnext = true,
};
