// summary: the figures of one run, filled by an engine, printed by cli/.
#ifndef TRACE_SUMMARY_H
#define TRACE_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/nsec.h"

struct summary {
#define COUNT(name, meaning) int64_t name;
#include "trace/summary.def"
#undef COUNT
    // Waiting time of runnable Gs, from ready to running: exact percentiles of
    // a log-linear histogram with 1.6 % resolution.
    nsec wait_p50_ns, wait_p90_ns, wait_p99_ns, wait_max_ns;
    // What the machine used, where its file says what power it has.
    bool has_energy;
    int64_t energy_uj;
    nsec *run_ns_per_p; // procs_max entries, owned by the engine's result
    int procs_max;
};

#endif
