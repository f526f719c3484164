// sched: the simulated Go scheduler as one call. gmp.h has its data: start
// reading there.
#ifndef SCHED_SCHED_H
#define SCHED_SCHED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/nsec.h"
#include "base/outfile.h"
#include "host/machine.h"
#include "lang/code.h"
#include "model/model.h"
#include "sched/policy.h"
#include "trace/summary.h"
#include "trace/trace.h"

enum { SCHED_PROCS_MAX = 1024 };

struct sched_config {
    struct code *code; // verified; charges are filled in
    const struct machine *machine;
    const struct os_model *os;
    const struct sched_model *go;
    const struct cost_model *costs;
    const struct policy *policy; // NULL: Go's
    int procs;                   // 1..SCHED_PROCS_MAX
    int cores;                   // 1..machine->ncores
    uint64_t seed;
    bool noise;          // costs and latencies are drawn, by the seed
    bool fluid;          // SimGrid shares the cores; no noise
    nsec time_limit;     // virtual
    int64_t event_limit; // steps of Ms, more than a timeline has lines; 0: none
    int64_t memory_limit_bytes;
    nsec quantum_ns;     // how far a G may run ahead of the others; 1000
    struct trace *trace; // or NULL
    struct outfile *out; // the program's standard output
    struct outfile *err; // its standard error: panics, dumps, println
    nsec schedtrace_ns;  // Go's lines on err as often; 0: never
    bool scheddetail;    // with every P, M and G
    // Reads standard input: bytes, 0 at its end, -1 on an error. NULL: it is
    // empty.
    int64_t (*input)(void *to, size_t n);
    // Asked at every event: why to stop now (static text), or NULL to go on.
    const char *(*interrupted)(void *arg); // NULL: never
    void *interrupted_arg;
};

enum sched_end {
    SCHED_EXIT,        // main returned or os.Exit: status
    SCHED_DIED,        // panic, fatal error, deadlock: status 2
    SCHED_LIMIT,       // a limit stopped it: status 124
    SCHED_INTERRUPTED, // interrupted() said why; or output cannot be written
};

struct sched_result {
    enum sched_end end;
    int status;
    const char *why; // static: "exit", "deadlock", "panic", "time limit", …
    struct summary summary;
};

// Runs the program to its end. The timeline, output and figures are complete
// then; files are the caller's to commit.
void sched_run(const struct sched_config *config, struct sched_result *result);

void sched_result_release(struct sched_result *result);

#endif
