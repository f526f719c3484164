// simcommon: what the commands that simulate share, beside what runcommon has:
// on what, by which policy, for how long.
#ifndef CLI_SIMCOMMON_H
#define CLI_SIMCOMMON_H

#include <argp.h>

#include "cli/models.h"
#include "cli/runcommon.h"
#include "sched/policy.h"

struct sim_common {
    const char *machine, *os, *costs;
    const struct policy *policy; // NULL: Go's
    nsec time_limit;             // virtual
    int64_t event_limit;         // 0: none
    bool fluid;                  // SimGrid shares the cores
};

// What holds when nothing is said. A sleep of an hour may end.
#define SIM_COMMON_DEFAULT                                                     \
    {                                                                          \
        .machine = "laptop-4", .os = "linux-6", .costs = "go",                 \
        .time_limit = (3600 + 1) * NSEC_SEC                                    \
    }

enum sim_common_key {
    OPT_OS = OPT_OWN,
    OPT_TIME_LIMIT,
    OPT_EVENT_LIMIT,
    OPT_POLICY,
    OPT_SET,
    OPT_NOISE,
    OPT_SIM_OWN, // from here on: the commands' own
};

// Their lines in an argp table.
#define SIM_COMMON_MODELS                                                      \
    {"machine", 'm', "NAME|FILE", 0, "hardware (default: laptop-4)", 0},       \
        {"os", OPT_OS, "NAME|FILE", 0, "operating system (default: linux-6)",  \
         0},                                                                   \
    {                                                                          \
        "costs", 'k', "NAME|FILE", 0, "cost model (default: go)", 0            \
    }
#define SIM_COMMON_OPTIONS                                                     \
    SIM_COMMON_MODELS,                                                         \
        {"cores", 'c', "N", 0, "cores (default: the machine's)", 0},           \
        {"policy",                                                             \
         OPT_POLICY,                                                           \
         "NAME",                                                               \
         0,                                                                    \
         "another way to schedule than Go's ('gmpsim models policies')",       \
         0},                                                                   \
        {"set",                                                                \
         OPT_SET,                                                              \
         "NAME=VALUE",                                                         \
         0,                                                                    \
         "change a number of a model, as sched.timeslice=5ms; repeatable",     \
         0},                                                                   \
        {"time-limit",                                                         \
         OPT_TIME_LIMIT,                                                       \
         "D",                                                                  \
         0,                                                                    \
         "stop after this virtual time (default: 1h)",                         \
         0},                                                                   \
    {                                                                          \
        "event-limit", OPT_EVENT_LIMIT, "N", 0, "stop after so many events", 0 \
    }

// An argp parser for the options above and runcommon's; as run_common_option.
error_t sim_common_option(struct sim_common *s, struct run_common *o, int key,
                          char *arg);

// Loads the models by their names. Returns an exit status; models_release is
// right in any case.
int sim_common_load(const struct sim_common *s, const struct run_common *o,
                    struct models *m);

// Applies --set, and settles procs and cores on the machine. Returns an exit
// status.
int sim_common_settle(struct run_common *o, struct models *m);

#endif
