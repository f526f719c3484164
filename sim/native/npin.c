// npin: the CPUs that the process may use, by the order of their numbers:
// cores.
//
// --pin: P i belongs to core i (there may be more Ps than cores: then they go
// round). Who acquires a P moves to its core; who has none stays where it was,
// for the kernel has no better place for a thread that only sleeps or blocks.
#include <sched.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "native/ngmp.h"

void npin(struct m *mp, const struct p *pp)
{
    struct nsched *s = mp->sched;

    if (!s->config->pin)
        return;
    int cpu = s->cpus[pp->id % s->ncpus];
    if (mp->pinned == cpu + 1)
        return;
    mp->pinned = cpu + 1;
    size_t size = CPU_ALLOC_SIZE((size_t)cpu + 1);
    cpu_set_t *set = CPU_ALLOC((size_t)cpu + 1);
    CHECK(set != NULL);
    CPU_ZERO_S(size, set);
    CPU_SET_S((size_t)cpu, size, set);
    // A CPU that was taken from the process meanwhile is no reason to stop.
    sched_setaffinity(0, size, set);
    CPU_FREE(set);
}

int16_t ncore(const struct nsched *s)
{
    int cpu = s->core_of == NULL ? -1 : sched_getcpu();

    return cpu >= 0 && cpu <= s->cpus[s->ncpus - 1] ? s->core_of[cpu] : -1;
}

void npin_init(struct nsched *s)
{
    s->ncpus = native_cpu_list(&s->cpus);
    CHECK(s->ncpus > 0);
    // With fewer cores than CPUs, by a quota, the program has no certain ones.
    if (!s->tracing || s->ncpus > s->config->cores)
        return;
    int n = s->cpus[s->ncpus - 1] + 1;
    s->core_of = xcalloc((size_t)n, sizeof *s->core_of);
    for (int i = 0; i < n; i++)
        s->core_of[i] = -1;
    for (int i = 0; i < s->ncpus; i++)
        s->core_of[s->cpus[i]] = (int16_t)i;
}

void npin_release(struct nsched *s)
{
    free(s->cpus);
    free(s->core_of);
    s->cpus = NULL;
    s->core_of = NULL;
}
