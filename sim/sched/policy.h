// policy: ways to schedule other than Go's, for comparison. Each has a file of
// its own, policy_NAME.c, and a line in policies.def. What a policy does not
// say is as in Go.
#ifndef SCHED_POLICY_H
#define SCHED_POLICY_H

#include <stdbool.h>
#include <stddef.h>

struct g;
struct rng;
struct runq;

struct policy {
    const char *name;
    const char *about;  // one sentence for students
    bool one_queue;     // all Gs wait in the global queue, and are taken singly
    bool no_runnext;    // a G made ready goes to the end of the queue
    bool no_stealing;   // Ps keep what they have
    bool yield_locally; // Gosched and preemption: to the end of the own queue,
                        // not the global one
    // Which G of a queue that is not empty runs next; NULL: the oldest.
    struct g *(*take)(struct runq *q, struct rng *rng);
};

#define POLICY(name) extern const struct policy policy_##name;
#include "sched/policies.def"
#undef POLICY

extern const struct policy *const policies[];
extern const size_t npolicies;

// NULL: there is none of that name.
const struct policy *policy_find(const char *name);

#endif
