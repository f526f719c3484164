// ncpus: the CPUs that this process may use, and using fewer.
#include <errno.h>
#include <sched.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "native/native.h"
#include "native/ncgroup.h"

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

int native_cpus(void)
{
    enum { QUOTA_MIN = 2 }; // Go 1.25 does not go below
    int bits, cpus = 1, q = ncgroup_cpus("");
    cpu_set_t *set = affinity(&bits);

    if (set != NULL) {
        cpus = CPU_COUNT_S(CPU_ALLOC_SIZE((size_t)bits), set);
        CPU_FREE(set);
    }
    if (q < QUOTA_MIN)
        q = QUOTA_MIN;
    return cpus < q ? cpus : q;
}

bool native_use_cpus(int n)
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

int native_cpu_list(int **cpus)
{
    int bits, n = 0;
    cpu_set_t *set = affinity(&bits);

    *cpus = xcalloc((size_t)bits, sizeof **cpus);
    for (int i = 0; set != NULL && i < bits; i++)
        if (CPU_ISSET_S((size_t)i, CPU_ALLOC_SIZE((size_t)bits), set))
            (*cpus)[n++] = i;
    if (n == 0) // the system does not say
        (*cpus)[n++] = 0;
    if (set != NULL)
        CPU_FREE(set);
    return n;
}
