// figures: the summary of a run, for people and as JSON.
#ifndef CLI_FIGURES_H
#define CLI_FIGURES_H

#include <stdbool.h>

#include "trace/summary.h"

// What is known beside the numbers.
struct figures {
    const struct summary *summary;
    const char *executor; // "sim"
    const char *file, *file_sha256;
    const char *go_version, *machine, *os, *costs, *label;
    const char *cpu;        // "fluid", or NULL
    const char *policy;     // other than Go's, or NULL
    const char *const *set; // NAME=VALUE …
    size_t nset;            // … changes of the models
    bool collector;         // the garbage collector ran
    const char *truncated;  // why it was stopped, or NULL
    long long host_wall_ns, host_cpu_ns, peak_rss_bytes;
};

// A few lines on stderr.
void figures_print(const struct figures *f);

// JSON with sorted keys to path; "-" is stderr. Returns an exit status.
int figures_write(const struct figures *f, const char *path);

#endif
