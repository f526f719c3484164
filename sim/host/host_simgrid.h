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

// Brings SimGrid's clock to that time, with what happens until then.
void host_simgrid_reach(int64_t ns);

// Work on the cores of a host, which SimGrid shares among all such work, no
// piece on more than one core. Begins at SimGrid's present time, and is there
// to be asked about after host_simgrid_reach.
struct host_simgrid_exec;
struct host_simgrid_exec *host_simgrid_exec_start(const char *host,
                                                  double flops);
// Flops that are left.
double host_simgrid_exec_left(const struct host_simgrid_exec *exec);
// Whether it has ended; then it is freed.
bool host_simgrid_exec_done(struct host_simgrid_exec *exec);
void host_simgrid_exec_cancel(struct host_simgrid_exec *exec); // and frees it
void host_simgrid_exec_end(void); // there will be no more

// SimGrid's version, "3.32".
const char *host_simgrid_version(void);

#endif
