// What GMP replaced: every M comes to one queue for every G. Fair, and without
// stealing, but neighbours do not stay together, and on real hardware the
// queue's lock is what all wait for.
#include "sched/policy.h"

const struct policy policy_global = {
    .name = "global",
    .about = "one queue for all Ps, in the order of arrival",
    .one_queue = true,
    .no_runnext = true,
    .no_stealing = true,
};
