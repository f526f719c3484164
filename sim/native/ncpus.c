// ncpus: the CPUs that this process may use, and using fewer.
#include <stdlib.h>

#include "base/cgroup.h"
#include "base/cpus.h"
#include "base/xmalloc.h"
#include "native/native.h"

int native_cpus(void)
{
    enum { QUOTA_MIN = 2 }; // Go 1.25 does not go below
    int *list, cpus = cpus_allowed(&list), q = cgroup_cpus("");

    free(list);
    if (cpus == 0) // the system does not say
        cpus = 1;
    if (q < QUOTA_MIN)
        q = QUOTA_MIN;
    return cpus < q ? cpus : q;
}

bool native_use_cpus(int n)
{
    return cpus_use(n);
}

int native_cpu_list(int **cpus)
{
    int n = cpus_allowed(cpus);

    if (n == 0) { // the system does not say
        free(*cpus);
        *cpus = xcalloc(1, sizeof **cpus);
        n = 1;
    }
    return n;
}
