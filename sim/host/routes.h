// routes: the ways from the machine to the other hosts of the platform and
// back, looked for in the trial child of machine_load: in some zones SimGrid
// ends the process where there is none. The answers are in memory that parent
// and child share.
#ifndef HOST_ROUTES_H
#define HOST_ROUTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// How many hosts may end a trial: those after them, in the order of names, are
// not looked at and count as without a route.
enum { ROUTES_DEATHS_MAX = 8 };

struct route {
    bool found; // there and back
    int64_t latency_ns, back_latency_ns;
    int64_t bytes_per_s, back_bytes_per_s;
};

struct routes {
    bool loaded; // by the child: the file is good
    size_t n;    // hosts of the platform
    size_t next; // the host that is being looked at
    struct route to[];
};

// Memory for n hosts, shared with the children that are forked from now on, or
// NULL with errno.
struct routes *routes_new(size_t n);

// The child, after host_simgrid_load: fills in what is missing.
void routes_find(struct routes *r, const char *host);

void routes_free(struct routes *r);

#endif
