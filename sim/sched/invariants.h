// invariants: what must be true of Gs, Ms and Ps after every step of an M. Only
// in builds with -DINVARIANTS=ON of cmake; elsewhere it is nothing.
#ifndef SCHED_INVARIANTS_H
#define SCHED_INVARIANTS_H

#include "sched/gmp.h"

#ifdef SCHED_INVARIANTS
// Ends the program (status 70) when something is wrong. Looks at everything
// there is, so where there is much, only at every so manieth step.
void invariants_step(struct sched *s);

// What is wrong now (static text), or NULL.
const char *invariants_find(struct sched *s);
#else
static inline void invariants_step(struct sched *s)
{
    (void)s;
}
#endif

#endif
