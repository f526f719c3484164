// ncpus: the CPUs that this process may use, and using fewer.
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "native/native.h"

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

// "QUOTA PERIOD" of a cpu.max as CPUs, rounded up; INT_MAX without a limit.
static int quota_of(const char *dir)
{
    long long quota, period;
    int cpus = INT_MAX;

    char *path = xasprintf("%s/cpu.max", dir);
    FILE *f = fopen(path, "re");
    free(path);
    if (f == NULL)
        return cpus;
    if (fscanf(f, "%lld %lld", &quota, &period) == 2 && quota > 0 &&
        period > 0 && quota / period < INT_MAX - 1)
        cpus = (int)((quota + period - 1) / period);
    fclose(f);
    return cpus;
}

// The smallest quota of this process's control group and those above it.
static int quota(void)
{
    char line[PATH_MAX], *group = NULL;
    int cpus = INT_MAX;
    FILE *f = fopen("/proc/self/cgroup", "re");

    if (f == NULL)
        return cpus;
    while (group == NULL && fgets(line, sizeof line, f) != NULL)
        if (strncmp(line, "0::/", 4) == 0)
            group = xstrndup(line + 3, strcspn(line + 3, "\n"));
    fclose(f);
    while (group != NULL) {
        char *dir = xasprintf("/sys/fs/cgroup%s", group);
        int q = quota_of(dir);
        free(dir);
        if (q < cpus)
            cpus = q;
        char *slash = strrchr(group, '/');
        if (slash == NULL)
            break;
        *slash = '\0';
    }
    free(group);
    return cpus;
}

int native_cpus(void)
{
    enum { QUOTA_MIN = 2 }; // Go 1.25 does not go below
    int bits, cpus = 1, q = quota();
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
