// host_simgrid_net: transfers in SimGrid, which shares the links among them.
//
// SimGrid runs on a stack of its own, as a coroutine: host_simgrid_net_reach
// goes over to it and comes back at a time of our choice, or at the first end
// of a transfer before. Not to be mixed with host_simgrid_reach.
#ifndef HOST_HOST_SIMGRID_NET_H
#define HOST_HOST_SIMGRID_NET_H

#include <stdbool.h>
#include <stdint.h>

// Time 0 of a run is SimGrid's present time, rounded up. host is where the
// actors live.
void host_simgrid_net_begin(const char *host);

// Brings SimGrid to ns after time 0, or to where transfers end, if that is
// earlier; host_simgrid_net_ended has those.
void host_simgrid_net_reach(int64_t ns);

// Takes a transfer that has ended, in SimGrid's order: its tag, and when, in ns
// after time 0. False: there is none.
bool host_simgrid_net_ended(void **tag, int64_t *ns);

// Starts a transfer at the time last reached.
void host_simgrid_net_start(const char *from, const char *to, int64_t bytes,
                            void *tag);

// Forgets what is under way, ends all actors and the coroutine.
void host_simgrid_net_end(void);

// A flow gets no more than this divided by twice the latency, in bytes per
// second: SimGrid's largest TCP window (network/TCP-gamma).
enum { HOST_SIMGRID_GAMMA = 4194304 };

#endif
