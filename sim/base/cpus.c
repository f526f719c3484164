#include "base/cpus.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"

enum { CPUS_MAX = 1 << 16 };

// The affinity mask; NULL: the system does not say.
static cpu_set_t *affinity(int *bits)
{
    for (int n = 1024; n <= CPUS_MAX; n *= 2) {
        cpu_set_t *set = CPU_ALLOC((size_t)n);
        CHECK(set != NULL);
        *bits = n;
        if (sched_getaffinity(0, CPU_ALLOC_SIZE((size_t)n), set) == 0)
            return set;
        CPU_FREE(set);
        if (errno != EINVAL) // else the mask is too small
            break;
    }
    return NULL;
}

int cpus_allowed(int **cpus)
{
    int bits = 1, n = 0;
    cpu_set_t *set = affinity(&bits);

    *cpus = xcalloc((size_t)bits, sizeof **cpus);
    for (int i = 0; set != NULL && i < bits; i++)
        if (CPU_ISSET_S((size_t)i, CPU_ALLOC_SIZE((size_t)bits), set))
            (*cpus)[n++] = i;
    if (set != NULL)
        CPU_FREE(set);
    return n;
}

bool cpus_use(int n)
{
    int bits, kept = 0;
    cpu_set_t *set = affinity(&bits);

    CHECK(n >= 1);
    if (set == NULL)
        return false;
    size_t size = CPU_ALLOC_SIZE((size_t)bits);
    for (int i = 0; i < bits; i++)
        if (CPU_ISSET_S((size_t)i, size, set) && ++kept > n)
            CPU_CLR_S((size_t)i, size, set);
    bool ok = kept >= n && sched_setaffinity(0, size, set) == 0;
    CPU_FREE(set);
    return ok;
}
