// topology: what the properties of a host say of its cores: which of them are
// threads of one physical core, which share a cache or a socket, how fast they
// are, and how much of them the Go process may use.
//
//   smt="2"            threads of a physical core, 1 to 8
//   smt_order="spread" threads of a core are numbered apart, as most servers
//                      do: thread i of physical core k is CPU i * cores + k;
//                      without it they are neighbours: k * smt + i
//   smt_pct="60"       speed of a thread while its sibling is busy, in per cent
//                      of that alone; with smt="4" three numbers, for 1, 2 and
//                      3 busy siblings
//   sockets="2"        equal blocks of physical cores
//   l3_cores="8"       physical cores that share a last-level cache; without
//                      it, those of a socket
//   core_mhz="3000*4,2000*4"
//   cpu_quota="200000/100000" microseconds of CPU time in each period, as
//                      cpu.max of a control group has them
//   wattage_per_state="60:75:180" the power of the host (wattage.h); it is only
//                      checked here
#ifndef HOST_TOPOLOGY_H
#define HOST_TOPOLOGY_H

#include <stdbool.h>
#include <stdint.h>

#include "host/machine.h"

// What has been seen so far; 0: not given.
struct topology {
    int ncpus;
    int nspeeds; // that the host has; 0: not known, any wattage is good
    int smt, sockets, l3_cores;
    int npct;
    int64_t smt_pct[MACHINE_SMT_MAX]; // [i]: with i + 1 busy siblings
    bool spread;
    int64_t quota_us, period_us;
    bool has_mhz;
    int64_t mhz[MACHINE_CORES_MAX];
};

// The names of the properties above; NULL at the end.
extern const char *const topology_properties[];

void topology_init(struct topology *t, int ncpus);

// Takes one property; others than the above are ignored. NULL, or an xmalloc'd
// text that says what is wrong with it, alone or with those taken before.
char *topology_see(struct topology *t, const char *name, const char *value);

// Fills in what m says of its cores beside their number; mhz is the speed of
// those that no core_mhz names.
void topology_apply(const struct topology *t, int64_t mhz, struct machine *m);

#endif
