// noise: what makes two real runs differ. Every time is drawn around its number
// in the model, by the seed; off, every draw gives the number itself.
#ifndef HOST_NOISE_H
#define HOST_NOISE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/nsec.h"
#include "base/rng.h"
#include "base/skew.h"
#include "model/model.h"

struct noise {
    bool on;
    const struct os_model *os;
    struct rng rng_latency, rng_cost, rng_loss, rng_start;
    struct skew latency, cost;
    int64_t speed_x1024; // of this run: what work takes, as against the model
};

// Off.
void noise_init(struct noise *n);
void noise_on(struct noise *n, const struct os_model *os,
              const struct cost_model *cost, uint64_t seed);

// A latency of the operating system.
nsec noise_latency(struct noise *n, nsec ns);
// The latency until a woken thread runs: now and then another process has the
// core.
nsec noise_wake(struct noise *n, nsec ns);
// Work of the program or of the run time.
int64_t noise_work_ps(struct noise *n, int64_t ps);
// When a core that has just become busy is lost, and for how long; NSEC_MAX:
// never.
nsec noise_until_loss(struct noise *n);
nsec noise_loss(struct noise *n);

#endif
