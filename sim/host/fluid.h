// fluid: SimGrid shares the cores among the threads (--cpu fluid), instead of
// our model of an operating system.
//
// Every thread that can run is on a core of its own, of as many as anybody may
// want; how fast it works there is SimGrid's to say. Its work is an exec of
// SimGrid's, which all share the cores of the real machine. We step SimGrid to
// the time at which the next one should end and ask which have.
#ifndef HOST_FLUID_H
#define HOST_FLUID_H

#include <stdbool.h>

#include "host/host.h"

struct fluid;

// host_init for threads that share ncores cores of machine; refuses the same
// machines as fluid_refuses. host_release frees it.
void fluid_init(struct host *h, const struct machine *machine, int ncores,
                const struct os_model *os, int64_t reference_mhz);
void fluid_free(struct fluid *f);

// Why a machine cannot be simulated so, or NULL.
const char *fluid_refuses(const struct machine *machine);

// CPU time so far: of the cores in use, at most all.
nsec fluid_cpu_ns(struct fluid *f);

// For threads.c: a thread gets or leaves its core; begins work, and when that
// ends (NSEC_MAX: fluid will say); is interrupted: what is left.
void fluid_on(struct fluid *f);
void fluid_off(struct fluid *f);
nsec fluid_begin(struct fluid *f, struct host_thread *th, int64_t work_ps);
int64_t fluid_left(struct fluid *f, struct host_thread *th);

#endif
