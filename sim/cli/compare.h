// compare: one program on several executors, or two timelines: what gmpsim
// compare measures, and the table, JSON and picture made of it. Executor 0 is
// the one whose error is asked for, the simulator; the others are what it is
// measured by.
#ifndef CLI_COMPARE_H
#define CLI_COMPARE_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/models.h"
#include "cli/program.h"
#include "cli/runcommon.h"
#include "cli/simcommon.h"
#include "cli/spread.h"
#include "cli/textsum.h"
#include "trace/creation.h"
#include "trace/gfigures.h"
#include "trace/summary.h"

enum compare_figure {
#define COMPARE(name, title, is_time) CMP_##name,
#include "cli/compare.def"
#undef COMPARE
    CMP_FIGURES
};

enum {
    COMPARE_SIM, // or the first timeline
    COMPARE_NATIVE,
    COMPARE_EXECUTORS_MAX = 3,
    COMPARE_RUNS_MAX = 100
};

struct compare_options {
    struct run_common common; // label is the title, cores those of both
    struct sim_common sim;
    int64_t runs;
    const char *traces[2]; // instead of a program, or NULL
    const char *output;    // picture, or NULL
    bool json;
    bool judge;       // whether there is a tolerance
    double tolerance; // in percent
};

// What is compared, for headings.
struct compare_about {
    const char *title, *file, *file_sha256;
    const char *go, *machine, *os, *costs;
    int64_t procs, cores;
    uint64_t seed;
};

// One run. Of a run of ours, the files have no name and are gone with the
// process.
struct compare_run {
    int status;
    const char *why;    // "exit", "deadlock", …; NULL where it is not known
    char *last_words;   // the first line on standard error, or NULL
    struct summary sum; // without run_ns_per_p
    struct gfigures *g;
    struct textsum text;  // of standard output
    int out_fd, trace_fd; // out_fd -1: the output is not known
};

struct compare_executor {
    const char *name;    // key in JSON
    const char *title;   // of a column: "simulated"
    const char *heading; // of a picture: the same, or what the timeline is of
    const char *as;      // "as simulated"
    char *made, *line;   // of a timeline: its heading, and more about it
    int64_t cores;
    struct compare_run *run;
    int n;
};

struct compare {
    const struct compare_options *o;
    const struct models *models;
    const struct program *program; // NULL: timelines are compared
    struct compare_about about;
    struct creation tree;
    struct compare_executor executor[COMPARE_EXECUTORS_MAX];
    int n; // executors
};

// compare_run.c: runs the program on all executors. Returns an exit status: not
// 0 when a run did not come to its end. compare_release is right in any case.
int compare_all(struct compare *c, const struct compare_options *o,
                const struct models *m, const struct program *p);
void compare_release(struct compare *c);
// Room for the runs of an executor.
void compare_executor_init(struct compare_executor *e, int runs);

// compare_traces.c: reads two timelines in place of that. Returns an exit
// status; compare_release is right in any case.
int compare_traces(struct compare *c, const struct compare_options *o);

// compare_figures.c
const char *compare_figure_title(enum compare_figure f);
const char *compare_figure_name(enum compare_figure f);
bool compare_figure_is_time(enum compare_figure f);
// Whether executor and simulation have it: a timeline that names no cores does
// not tell the CPU time.
bool compare_is_known(const struct compare *c, int executor,
                      enum compare_figure f);
struct spread compare_spread(const struct compare *c, int executor,
                             enum compare_figure f);
// Of one goroutine, in the runs that had it.
struct spread compare_g_spread(const struct compare *c, int executor,
                               uint32_t node, enum gfigure f);
// The function of a goroutine as it is shown: without "main.".
const char *compare_fn(const struct compare *c, uint32_t node);
// How much of the time in which Ps ran goroutines there was a CPU for, in
// percent, by medians; 100 when there are more Ps than cores, where that is
// nobody's fault.
int compare_cpu_share(const struct compare *c, int executor);
// The run with the median makespan, or the one just below it.
int compare_median_run(const struct compare_executor *e);
// Nodes of all goroutines of all runs: those of the simulation in the order of
// their creation, then the others.
size_t compare_gs(const struct compare *c);

// How the runs of an executor relate to the simulation.
struct compare_agreement {
    int order_same; // runs with the same order of starts
    int order_run;  // the first run with another, or -1
    size_t order_at;
    bool order_steady; // the runs have the same order among themselves
    int text[3];       // runs by enum text_relation
    int text_run;      // the first run with another output, or -1
    int status_same;
};
struct compare_agreement compare_agree(const struct compare *c, int executor);

// compare_parting.c: where the median run of an executor parts from the
// simulation.
struct compare_decision {
    bool there; // else that run had ended
    nsec t;
    uint32_t node;
    int p, victim;
    enum trace_rule rule;
};
struct compare_parting {
    int run;
    size_t at;                           // SIZE_MAX: nowhere
    size_t decisions[2];                 // in all
    struct compare_decision decision[2]; // the first that differ
    int64_t area_permille;               // between the curves of running Gs
};
// Reads both timelines again. Returns an exit status.
int compare_part(struct compare *c, int executor, struct compare_parting *out);

// Whether the simulation is too far from the executor's median.
bool compare_beyond(const struct compare *c, int executor);

// compare_table.c, compare_json.c: to standard output; exit statuses.
int compare_table(struct compare *c);
int compare_json(struct compare *c);

// compare_picture.c: draws into out, which stays the caller's. Exit status.
int compare_picture(struct compare *c, const char *format, struct outfile *out);

#endif
