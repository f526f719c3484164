// host_simgrid: SimGrid behind a few calls; host_simgrid.c alone includes its
// headers. One platform per process, for ever: SimGrid cannot forget one.
//
// SimGrid ends the process (abort, or a fault) on a file that it does not like:
// load only what platform_check accepted and a trial in a child survived.
#ifndef HOST_HOST_SIMGRID_H
#define HOST_HOST_SIMGRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Starts SimGrid with settings that keep nanoseconds exact and loads the
// platform file. The signal dispositions of the process stay as they are.
void host_simgrid_load(const char *path);

// The hosts, after host_simgrid_load. They are numbered in the order of their
// names, as strcmp has it.
size_t host_simgrid_count(void);
const char *host_simgrid_name(size_t i);

// Facts about the host of that name; the host must be there.
int host_simgrid_cores(const char *host);
int64_t host_simgrid_mhz(const char *host); // at its present pstate
int host_simgrid_npstate(const char *host);
int host_simgrid_pstate(const char *host); // the present one, 0 the first

// The value of a property, valid as long as the process, or NULL.
const char *host_simgrid_property(const char *host, const char *name);

// Bytes per second of the disk of that name at a host; false when there is
// none.
bool host_simgrid_disk(const char *host, const char *disk, int64_t *read,
                       int64_t *write);

// The route from one host to another: ns of its links, bytes per second of the
// slowest one; false when there is none. In some zones SimGrid ends the process
// for want of a route: ask in a child.
bool host_simgrid_route(const char *from, const char *to, int64_t *latency_ns,
                        int64_t *bytes_per_s);

// SimGrid's version, "3.32".
const char *host_simgrid_version(void);

#endif
