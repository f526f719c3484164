// hostinfo: what /proc and /sys say of the CPUs of the computer that gmpsim
// runs on. Files may be missing, as in containers, or say odd things: what
// cannot be told is -1 or 0, never an error.
#ifndef HOST_HOSTINFO_H
#define HOST_HOSTINFO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cgroup.h"

struct hostinfo_cpu {
    int id;
    int64_t mhz;  // its highest frequency; 0: not told
    int64_t core; // the same for threads of one physical core; -1: not told
    int64_t l3;   // the same for CPUs that share a cache of level 3 or above
    int64_t package;
};

enum { HOSTINFO_MODEL_MAX = 80 };

struct hostinfo {
    struct hostinfo_cpu *cpu; // n of them, rising id
    int n;
    int left_out; // CPUs beyond the most that a machine can have
    char model[HOSTINFO_MODEL_MAX]; // printable, empty when not told
    struct cgroup_limit quota;
};

// Reads about the ncpus (>= 0) CPUs of those numbers; 0: one, of which nothing
// is known. root: "" for the system itself, or a directory with the files of
// another.
void hostinfo_read(struct hostinfo *h, const char *root, const int *cpus,
                   int ncpus);

// Of this system, the CPUs that this process may use.
void hostinfo_here(struct hostinfo *h);

void hostinfo_release(struct hostinfo *h);

#endif
