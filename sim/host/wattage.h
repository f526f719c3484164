// wattage: the electric power of a host, as the property wattage_per_state has
// it in SimGrid's host_energy plugin: for each of its speeds (pstates)
// "Idle:AllCores" or "Idle:Epsilon:AllCores" in watts, with commas between.
#ifndef HOST_WATTAGE_H
#define HOST_WATTAGE_H

#include <stdint.h>

// Microwatts: while no core is busy; of a busy host on top of what its cores
// use; while all cores are busy. Between the last two it grows with the load.
struct wattage {
    int64_t idle_uw, epsilon_uw, all_uw;
};

// Reads the power at speed number pstate of text, which must have nspeeds
// groups. NULL, or an xmalloc'd text that says what is wrong with it.
char *wattage_parse(const char *text, int nspeeds, int pstate,
                    struct wattage *w);

#endif
