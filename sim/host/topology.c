#include "host/topology.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/nsec.h"
#include "base/xmalloc.h"
#include "host/platform_value.h"
#include "host/wattage.h"

enum {
    SMT_PCT_DEFAULT = 60, // two threads do 1.2 times the work of one: between
                          // the 1.1 to 1.3 that most programs are said to gain
    US_MIN = 1000,        // the kernel's bounds of quota and period
    US_PERIOD_MAX = 1000000,
};

const char *const topology_properties[] = {"core_mhz",  "smt",     "smt_order",
                                           "smt_pct",   "sockets", "l3_cores",
                                           "cpu_quota", NULL};

void topology_init(struct topology *t, int ncpus)
{
    CHECK(ncpus >= 1 && ncpus <= MACHINE_CORES_MAX);
    *t = (struct topology){.ncpus = ncpus};
}

static char *see_count(const char *name, const char *value, int max, int *n)
{
    int64_t v;

    if (!platform_value_number(value, max, &v) || v == 0)
        return xasprintf("%s '%s' must be a number from 1 to %d", name, value,
                         max);
    *n = (int)v;
    return NULL;
}

// A list of per cents that do not rise.
static char *see_pct(struct topology *t, const char *value)
{
    char *copy = xstrdup(value), *part = copy, *save = NULL;
    int64_t last = 100;

    t->npct = 0;
    while ((part = strtok_r(part, ",", &save)) != NULL) {
        int64_t pct;
        if (t->npct == MACHINE_SMT_MAX - 1 ||
            !platform_value_number(part, last, &pct) || pct == 0) {
            t->npct = 0;
            break;
        }
        last = t->smt_pct[t->npct++] = pct;
        part = NULL;
    }
    free(copy);
    if (t->npct > 0)
        return NULL;
    return xasprintf("smt_pct '%s' must be one to %d numbers from 100 down to "
                     "1, with commas between",
                     value, MACHINE_SMT_MAX - 1);
}

static char *see_quota(struct topology *t, const char *value)
{
    const char *slash = strchr(value, '/');
    bool good = slash != NULL;

    if (good) {
        char *quota = xstrndup(value, (size_t)(slash - value));
        const int64_t quota_max = (int64_t)US_PERIOD_MAX * MACHINE_CORES_MAX;
        good = platform_value_number(quota, quota_max, &t->quota_us) &&
               platform_value_number(slash + 1, US_PERIOD_MAX, &t->period_us) &&
               t->quota_us >= US_MIN && t->period_us >= US_MIN;
        free(quota);
    }
    if (good)
        return NULL;
    return xasprintf("cpu_quota '%s' is not QUOTA/PERIOD in microseconds, as "
                     "200000/100000, from %d on, the period to %d",
                     value, US_MIN, US_PERIOD_MAX);
}

// What has been taken must go together, whatever comes later.
static char *contradiction(const struct topology *t)
{
    int smt = t->smt > 0 ? t->smt : 1;
    int cores = t->ncpus / smt;
    int sockets = t->sockets > 0 ? t->sockets : 1;

    if (t->ncpus % smt != 0)
        return xasprintf("smt '%d' does not divide the host's %d cores", smt,
                         t->ncpus);
    if (cores % sockets != 0)
        return xasprintf("sockets '%d' does not divide the host's %d physical "
                         "cores",
                         sockets, cores);
    if (t->l3_cores > 0 && cores / sockets % t->l3_cores != 0)
        return xasprintf("l3_cores '%d' does not divide the %d physical cores "
                         "of a socket",
                         t->l3_cores, cores / sockets);
    if (t->smt > 0 && t->npct > 0 && t->npct != t->smt - 1)
        return xasprintf("smt_pct has %d numbers, smt '%d' needs %d", t->npct,
                         t->smt, t->smt - 1);
    return NULL;
}

char *topology_see(struct topology *t, const char *name, const char *value)
{
    char *error = NULL;
    struct wattage w;

    CHECK(t->ncpus >= 1);
    if (strcmp(name, "wattage_per_state") == 0)
        return t->nspeeds == 0 ? NULL : wattage_parse(value, t->nspeeds, 0, &w);
    if (strcmp(name, "core_mhz") == 0) {
        error = platform_value_core_mhz(value, t->ncpus, t->mhz);
        t->has_mhz = error == NULL;
        return error;
    }
    if (strcmp(name, "cpu_quota") == 0)
        return see_quota(t, value);
    if (strcmp(name, "smt") == 0) {
        error = see_count(name, value, MACHINE_SMT_MAX, &t->smt);
    } else if (strcmp(name, "sockets") == 0) {
        error = see_count(name, value, MACHINE_CORES_MAX, &t->sockets);
    } else if (strcmp(name, "l3_cores") == 0) {
        error = see_count(name, value, MACHINE_CORES_MAX, &t->l3_cores);
    } else if (strcmp(name, "smt_pct") == 0) {
        error = see_pct(t, value);
    } else if (strcmp(name, "smt_order") == 0) {
        t->spread = strcmp(value, "spread") == 0;
        if (!t->spread && strcmp(value, "adjacent") != 0)
            error = xasprintf("smt_order '%s' is not one of: adjacent, spread",
                              value);
    } else {
        return NULL;
    }
    return error != NULL ? error : contradiction(t);
}

void topology_apply(const struct topology *t, int64_t mhz, struct machine *m)
{
    int smt = t->smt > 0 ? t->smt : 1;
    int cores = t->ncpus / smt;
    int nsockets = t->sockets > 0 ? t->sockets : 1;
    int per_l3 = t->l3_cores > 0 ? t->l3_cores : cores / nsockets;

    CHECK(m->ncores == t->ncpus);
    CHECK(cores * smt == t->ncpus && cores % nsockets == 0);
    m->smt = smt;
    m->nsockets = nsockets;
    m->nl3 = cores / per_l3;
    m->smt_pct[0] = 100;
    for (int i = 1; i < smt; i++)
        m->smt_pct[i] = t->npct > 0 ? t->smt_pct[i - 1] : SMT_PCT_DEFAULT;
    // Without numbers each further thread adds as little as the second did.
    for (int i = 2; i < smt && t->npct == 0; i++)
        m->smt_pct[i] = (100 + i * (2 * SMT_PCT_DEFAULT - 100)) / (i + 1);
    for (int i = 0; i < t->ncpus; i++) {
        int core = t->spread ? i % cores : i / smt;
        m->mhz[i] = t->has_mhz ? t->mhz[i] : mhz;
        m->core[i] = core;
        m->l3[i] = core / per_l3;
        m->socket[i] = core / (cores / nsockets);
    }
    m->quota_ns = t->quota_us * NSEC_USEC;
    m->quota_period_ns = t->period_us * NSEC_USEC;
}
