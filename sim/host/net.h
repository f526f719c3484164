// net: transfers over the network of the platform, as events of the host.
//
// SimGrid shares the links; it is stepped only from the time on at which the
// first transfer in flight could end. Then it is brought to the time of each
// event before that is processed, so that ends come in order.
#ifndef HOST_NET_H
#define HOST_NET_H

#include <stddef.h>
#include <stdint.h>

#include "host/host.h"

struct net;

// A transfer. Zero-initialised with fn and arg set; stays where it is until fn
// is called, or until host_release.
struct net_flow {
    host_fn *fn; // when the last byte is there
    void *arg;
    struct host_timer end;
    nsec least; // it cannot end before
    size_t at;  // in the list of those in flight
};

// Starts the transfer of bytes (> 0) from that host to the machine now. The
// host must not be one of --cpu fluid, which steps SimGrid too.
void net_start(struct host *h, struct net_flow *flow,
               const struct machine_remote *from, int64_t bytes);

// For host.c: brings SimGrid to time t, which is later than h->net_step, or to
// the first end before, and puts what has ended into the event list.
void net_step(struct host *h, nsec t);
void net_free(struct net *net);

#endif
