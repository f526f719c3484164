// energy: what the machine uses while threads are on its cores, by SimGrid's
// linear model (wattage.h), integrated exactly.
//
// The load is the speed of the busy cores as a share of that of all cores of
// the machine, whether the run may use them or not. Threads of one physical
// core (smt) count as cores.
#ifndef HOST_ENERGY_H
#define HOST_ENERGY_H

#include <stdint.h>

#include "base/nsec.h"
#include "host/machine.h"

__extension__ typedef __int128 energy_int128;

struct energy {
    const struct machine *machine; // NULL: it says nothing of power
    int nbusy;
    int64_t busy_mhz;     // of the busy cores, added up
    int64_t most_mhz;     // that count at most: of all cores
    nsec last;            // up to when the following is right
    nsec any_ns;          // time with at least one busy core
    energy_int128 mhz_ns; // integral of busy_mhz
};

// All cores are idle at 0.
void energy_init(struct energy *e, const struct machine *machine);

// A core becomes busy, or idle, at now (not before earlier calls).
void energy_busy(struct energy *e, int core, nsec now);
void energy_idle(struct energy *e, int core, nsec now);

// Microjoules from 0 to now, rounded. The machine must have a wattage.
int64_t energy_uj(struct energy *e, nsec now);

#endif
