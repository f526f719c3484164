// gotool: real Go: finding a toolchain, building a workload with it so that it
// writes an execution trace, running it.
#ifndef CLI_GOTOOL_H
#define CLI_GOTOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/nsec.h"
#include "cli/program.h"

// How the program ended, as its trace says it.
enum gotool_end {
    GOTOOL_UNKNOWN, // killed: the trace is not whole
    GOTOOL_EXIT,
    GOTOOL_PANIC,
    GOTOOL_FATAL,
    GOTOOL_DEADLOCK,
    GOTOOL_FULL, // its trace was too long, and stopped before the end
};

struct gotool {
    char *go;      // path
    char *version; // "go1.26.8"
    char *root;    // GOROOT
    int minor;
    char *dir;    // of its own, for all that is built, or NULL
    char *binary; // the program
    char *trace;  // that it writes
};

struct gotool_run {
    char *const *args; // of the program
    uint32_t nargs;
    int64_t procs; // 0: as it likes
    bool collector;
    nsec wall_limit; // 0: none
    // The result.
    int status; // as a shell has it: 128 + N for signal N
    bool limited;
    enum gotool_end end;
    long long wall_ns, cpu_ns, peak_rss_bytes;
};

// The go command on PATH, or the one of version want ("1.19", "go1.26.0").
// Prints what is wrong and returns an exit status.
int gotool_find(struct gotool *t, const char *want);

// Builds the program p, whose source is text, in a directory of its own. The
// compiler's messages are printed with the names that the user knows.
int gotool_build(struct gotool *t, const struct program *p, const char *text,
                 size_t len);

// Runs it. What it reads and writes is ours.
int gotool_run(const struct gotool *t, struct gotool_run *r);

// Deletes the directory.
void gotool_release(struct gotool *t);

#endif
