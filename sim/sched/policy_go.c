#include "sched/policy.h"

const struct policy policy_go = {
    .name = "go",
    .about = "Go's, as the version of --go has it",
};
