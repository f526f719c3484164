// native: the M:N scheduler on real threads, as one call. ngmp.h has its data.
#ifndef NATIVE_NATIVE_H
#define NATIVE_NATIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/nsec.h"
#include "lang/code.h"
#include "model/model.h"
#include "trace/summary.h"
#include "trace/trace.h"

enum { NATIVE_PROCS_MAX = 1024 };

// The machine that reads, writes and connections are made to last as on.
struct native_remote {
    const char *name;
    int64_t latency_ns, back_latency_ns;
    int64_t bytes_per_s, back_bytes_per_s;
    int64_t http_bytes, http_ns;
};

struct native_machine {
    int64_t read_bytes_per_s, write_bytes_per_s; // 0: it has no disk
    int64_t disk_latency_ns;
    const struct native_remote *remote;
    size_t nremote;
    int internet; // the remote for other names, or -1
};

struct native_config {
    struct code *code; // verified; charges are filled in
    const struct sched_model *go;
    int procs;       // 1..NATIVE_PROCS_MAX
    int cores;       // CPUs that the threads may use, for NumCPU
    uint64_t seed;   // of select and stealing; real time does the rest
    nsec wall_limit; // NSEC_MAX: none
    int64_t memory_limit_bytes;
    struct trace *trace; // or NULL: filled at the end, in order of time
    bool untimed; // without trace: no clock is read and nothing counted for the
                  // summary, which then has only makespan and CPU time
    int out_fd, err_fd;
    int (*signal)(void); // a signal that asks us to stop, or 0; NULL: never
    const struct native_machine *machine; // NULL: no disk, no remotes
    bool pin;     // P i runs on the i-th allowed CPU only
    nsec urge_ns; // tests: every M gets a SIGURG as often; 0: none
};

enum native_end {
    NATIVE_EXIT, // main returned or os.Exit: status
    NATIVE_DIED, // panic, fatal error, deadlock: status 2
    NATIVE_LIMIT,
    NATIVE_INTERRUPTED, // a signal, or nobody reads its output
    NATIVE_OSERR,       // threads, epoll: why has the text
};

struct native_result {
    enum native_end end;
    int status;
    const char *why;
    int64_t urges;     // SIGURGs that Ms got
    bool write_failed; // a write of the program's output did not succeed
    struct summary summary;
};

// Runs the program to its end on real threads, all of which have ended when it
// returns.
void native_run(const struct native_config *config,
                struct native_result *result);

void native_result_release(struct native_result *result);

// CPUs that this process may use: the affinity mask, and the quota of its
// control group rounded up (at least 2), as Go 1.25 counts them.
int native_cpus(void);

// The numbers of the CPUs that this process may use, ascending, in a new array;
// at least one. *cpus is freed by the caller.
int native_cpu_list(int **cpus);

// Restricts the process to the first n CPUs that it may use; false: the system
// refused.
bool native_use_cpus(int n);

#endif
