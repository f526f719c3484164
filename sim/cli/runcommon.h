// runcommon: what run and native share: options, the timeline's file, models of
// Go, the end.
#ifndef CLI_RUNCOMMON_H
#define CLI_RUNCOMMON_H

#include <argp.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/nsec.h"
#include "base/outfile.h"
#include "base/vec.h"
#include "cli/expect.h"
#include "cli/figures.h"
#include "cli/godebug.h"
#include "cli/program.h"
#include "model/model.h"
#include "trace/trace.h"

struct run_common {
    const char *command; // "run", for messages
    const char *file, *inline_code;
    // The program's, in place of the first words of argv: those were read
    // before, as argp takes all options first.
    char **args;
    uint32_t nargs;
    int64_t procs, cores; // 0: not given
    int procs_max, cores_max;
    int quota_procs; // GOMAXPROCS that a quota of the machine makes; 0: none
    const char *go, *policy; // policy NULL: Go's
    VEC(const char *) set;   // NAME=VALUE, what was changed in models
    int lang_minor;
    uint64_t seed;
    bool noise;
    const char *cpu; // "fluid", or NULL
    const char *trace_path, *summary_path, *label;
    struct expect expect;
    int64_t memory_limit;   // 0: not given
    nsec wall_limit;        // real time; 0: none
    struct godebug godebug; // of the environment
    bool quiet;
    int status; // of a wrong option
};

enum run_common_key {
    OPT_SUMMARY = 0x100,
    OPT_MEMORY_LIMIT,
    OPT_WALL_LIMIT,
    OPT_LABEL,
    OPT_LANG,
    OPT_EXPECT,
    OPT_OWN, // from here on: the commands' own
};

// Their lines in an argp table.
#define RUN_COMMON_OPTIONS                                                      \
    {                                                                           \
        "procs",                                                                \
        'p',                                                                    \
        "N",                                                                    \
        0,                                                                      \
        "GOMAXPROCS (default: $GOMAXPROCS, else the cores)",                    \
        0},                                                                     \
        {"go", 'g', "VERSION", 0, "scheduler of Go 1.N (default: the newest)",  \
         0},                                                                    \
        {"lang",                                                                \
         OPT_LANG,                                                              \
         "go1.N",                                                               \
         0,                                                                     \
         "language version (default: from go.mod, else the smaller of 1.22 "    \
         "and --go)",                                                           \
         0},                                                                    \
        {"seed", 's', "N", 0, "seed of every random decision (default: 1)", 0}, \
        {"trace", 't', "FILE", 0, "write the timeline", 0},                     \
        {"summary",                                                             \
         OPT_SUMMARY,                                                           \
         "FILE",                                                                \
         0,                                                                     \
         "write the figures as JSON (-: stderr)",                               \
         0},                                                                    \
        {"expect",                                                              \
         OPT_EXPECT,                                                            \
         "TEXT",                                                                \
         0,                                                                     \
         "status 3 unless a figure is so, as 'steals > 0'; repeatable",         \
         0},                                                                    \
        {"label", OPT_LABEL, "TEXT", 0, "a title for pictures", 0},             \
        {"memory-limit",                                                        \
         OPT_MEMORY_LIMIT,                                                      \
         "BYTES",                                                               \
         0,                                                                     \
         "memory of the program (default: 80% of the machine's)",               \
         0},                                                                    \
        {"wall-limit",                                                          \
         OPT_WALL_LIMIT,                                                        \
         "D",                                                                   \
         0,                                                                     \
         "stop after this real time (default: none)",                           \
         0},                                                                    \
        {NULL, 'e', "CODE", 0, "the workload itself, instead of a file", 0},    \
    {                                                                           \
        "quiet", 'q', NULL, 0, "no summary on stderr", 0                        \
    }

// An argp parser for the options above, cores and the argument.
// ARGP_ERR_UNKNOWN when the option is the command's own. EINVAL with o->status
// set when wrong.
error_t run_common_option(struct run_common *o, int key, char *arg);

// A name as an option's value; false and a message when it is empty.
bool run_common_name(const char *option, char *arg, const char **out);

// procs from the environment, else go's default, else from cores; the default
// memory limit; GODEBUG. Returns an exit status.
int run_common_settle(struct run_common *o, const struct sched_model *go);

// Whether the figures would replace what they are about. Returns an exit
// status.
int run_common_check_summary(const struct run_common *o);

// The timeline's file, or NULL when none is wanted. Returns an exit status.
int run_common_open_trace(const struct run_common *o, struct outfile **f);

// go, as GODEBUG would have it, and as the program finds it.
struct sched_model run_common_model(const struct run_common *o,
                                    const struct sched_model *go,
                                    const struct program *p);

// Names of what it runs on.
struct trace_machine {
    const char *machine, *os, *costs;
};

// A timeline with its header; NULL when f is.
struct trace *run_common_trace(struct outfile *f, const struct run_common *o,
                               const char *executor,
                               const struct sched_model *go,
                               const struct program *p,
                               const struct trace_machine *on);

// Shows the figures on stderr and writes them where wanted, and checks what was
// expected of them. Returns an exit status.
int run_common_report(const struct run_common *o, const struct figures *f);

// Commits f; returns status, or the exit status of a failure.
int run_common_commit(struct outfile *f, int status);

// The program's standard input: bytes, 0 at its end, -1 on an error.
int64_t run_common_input(void *to, size_t n);

long long run_common_now_ns(clockid_t clock);

#endif
