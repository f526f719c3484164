#include "host/hostxml.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "host/machine.h"
#include "host/platform_value.h"
#include "host/xmlout.h"

__extension__ typedef __int128 int128;

enum { MHZ_UNKNOWN = 3000 };

// ---- where the CPUs lie ----

// How the CPUs can be told by the properties of topology.h, which know equal
// blocks only.
struct layout {
    const struct hostinfo_cpu *cpu[MACHINE_CORES_MAX]; // in the order of cores
    struct hostinfo_cpu copy[MACHINE_CORES_MAX];
    int n;
    int smt, sockets, nl3;
    bool spread;
    bool sorted; // core numbers are not those of the kernel
    int dropped; // how much of what is known cannot be told
};

static int compare_keys(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static int64_t core_of(const struct hostinfo_cpu *c)
{
    return c->core;
}

static int64_t l3_of(const struct hostinfo_cpu *c)
{
    return c->l3;
}

static int64_t package_of(const struct hostinfo_cpu *c)
{
    return c->package;
}

// Number of different keys.
static int distinct(const struct layout *l,
                    int64_t (*key_of)(const struct hostinfo_cpu *c))
{
    int64_t key[MACHINE_CORES_MAX];
    int n = 1;

    for (int i = 0; i < l->n; i++)
        key[i] = key_of(&l->copy[i]);
    qsort(key, (size_t)l->n, sizeof key[0], compare_keys);
    for (int i = 1; i < l->n; i++)
        n += key[i] != key[i - 1];
    return n;
}

// Whether the CPUs of each block of physical cores have one key. There are as
// many blocks as keys, so that two blocks have two.
static bool blocks_fit(const struct layout *l, int nblocks,
                       int64_t (*key_of)(const struct hostinfo_cpu *c))
{
    int ncores = l->n / l->smt;
    const struct hostinfo_cpu *first[MACHINE_CORES_MAX] = {0};

    if (ncores % nblocks != 0)
        return false;
    for (int i = 0; i < l->n; i++) {
        int core = l->spread ? i % ncores : i / l->smt;
        int block = core / (ncores / nblocks);
        if (first[block] == NULL)
            first[block] = l->cpu[i];
        if (key_of(first[block]) != key_of(l->cpu[i]))
            return false;
    }
    return true;
}

static bool fits(const struct layout *l)
{
    return blocks_fit(l, l->n / l->smt, core_of) &&
           blocks_fit(l, l->sockets, package_of) && l->nl3 % l->sockets == 0 &&
           blocks_fit(l, l->nl3, l3_of);
}

static int compare_places(const void *a, const void *b)
{
    const struct hostinfo_cpu *x = *(const struct hostinfo_cpu *const *)a;
    const struct hostinfo_cpu *y = *(const struct hostinfo_cpu *const *)b;

    if (x->package != y->package)
        return x->package < y->package ? -1 : 1;
    if (x->l3 != y->l3)
        return x->l3 < y->l3 ? -1 : 1;
    if (x->core != y->core)
        return x->core < y->core ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

// Looks for an order of the CPUs in which the blocks can be told: that of the
// kernel if possible.
static bool find_order(struct layout *l)
{
    int ncores = distinct(l, core_of);

    for (int i = 0; i < l->n; i++)
        l->cpu[i] = &l->copy[i];
    l->spread = l->sorted = false;
    if (l->n % ncores != 0 || l->n / ncores > MACHINE_SMT_MAX)
        return false;
    l->smt = l->n / ncores;
    l->sockets = distinct(l, package_of);
    l->nl3 = distinct(l, l3_of);
    if (fits(l))
        return true;
    l->spread = true;
    if (fits(l))
        return true;
    l->spread = false;
    l->sorted = true;
    qsort(l->cpu, (size_t)l->n, sizeof(struct hostinfo_cpu *), compare_places);
    return fits(l);
}

// What is not known of some CPU is known of none.
static void forget_gaps(struct layout *l)
{
    bool core = true, l3 = true, package = true;

    for (int i = 0; i < l->n; i++) {
        core = core && l->copy[i].core >= 0;
        l3 = l3 && l->copy[i].l3 >= 0;
        package = package && l->copy[i].package >= 0;
    }
    for (int i = 0; i < l->n; i++) {
        struct hostinfo_cpu *c = &l->copy[i];
        c->core = core ? c->core : i;
        c->package = package ? c->package : 0;
        c->l3 = l3 ? c->l3 : c->package;
    }
}

static struct layout *layout_of(const struct hostinfo *h)
{
    struct layout *l = xcalloc(1, sizeof *l);

    CHECK(h->n >= 1 && h->n <= MACHINE_CORES_MAX);
    l->n = h->n;
    memcpy(l->copy, h->cpu, (size_t)h->n * sizeof h->cpu[0]);
    forget_gaps(l);
    for (; !find_order(l); l->dropped++)
        for (int i = 0; i < l->n; i++) {
            struct hostinfo_cpu *c = &l->copy[i];
            if (l->dropped == 0) {
                c->l3 = c->package;
            } else if (l->dropped == 1) {
                c->l3 = c->package = 0;
            } else {
                CHECK(l->dropped == 2); // nothing that cannot be told is left
                c->core = i;
            }
        }
    return l;
}

// ---- the text ----

__attribute__((format(printf, 2, 3))) static void putf(struct xmlout *x,
                                                       const char *fmt, ...)
{
    char text[512];
    va_list args;

    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    CHECK(n >= 0 && n < (int)sizeof text);
    xmlout_put(x, text);
}

static void put_prop(struct xmlout *x, const char *id, const char *value)
{
    putf(x, "      <prop id=\"%s\" value=", id);
    xmlout_value(x, value);
    xmlout_put(x, "/>\n");
}

static void put_number(struct xmlout *x, const char *id, long long value)
{
    char text[32];

    snprintf(text, sizeof text, "%lld", value);
    put_prop(x, id, text);
}

static int64_t mhz_of(const struct hostinfo_cpu *c)
{
    return c->mhz > 0 ? c->mhz : MHZ_UNKNOWN;
}

static int64_t highest_mhz(const struct layout *l)
{
    int64_t highest = 0;

    for (int i = 0; i < l->n; i++)
        if (mhz_of(l->cpu[i]) > highest)
            highest = mhz_of(l->cpu[i]);
    return highest;
}

// "3000*4,2000*4"; NULL when all are alike, or too long a text.
static char *core_mhz(const struct layout *l)
{
    struct xmlout x = {0};
    int parts = 0;

    for (int i = 0, n; i < l->n; i += n) {
        int64_t mhz = mhz_of(l->cpu[i]);
        for (n = 1; i + n < l->n && mhz_of(l->cpu[i + n]) == mhz; n++)
            ;
        putf(&x, "%s%lld", i > 0 ? "," : "", (long long)mhz);
        if (n > 1)
            putf(&x, "*%d", n);
        parts++;
    }
    if (parts > 1 && x.n <= PLATFORM_TEXT_MAX)
        return x.text;
    free(x.text);
    return NULL;
}

// A quota of at least 1 ms in a period of 1 ms to 1 s, as the kernel has them.
static void put_quota(struct xmlout *x, const struct hostinfo *h)
{
    enum { US_MIN = 1000, US_MAX = 1000000, US_USUAL = 100000 };
    long long quota = h->quota.quota, period = h->quota.period;

    if (quota == 0 || quota / period >= h->n)
        return;
    if (quota < US_MIN || period < US_MIN || period > US_MAX) {
        quota = (long long)((int128)quota * US_USUAL / period);
        period = US_USUAL;
    }
    if (quota < US_MIN)
        quota = US_MIN;
    char *text = xasprintf("%lld/%lld", quota, period);
    put_prop(x, "cpu_quota", text);
    free(text);
}

static void put_places(struct xmlout *x, const struct layout *l)
{
    if (l->smt > 1)
        put_number(x, "smt", l->smt);
    if (l->smt > 1 && l->spread)
        put_prop(x, "smt_order", "spread");
    if (l->sockets > 1)
        put_number(x, "sockets", l->sockets);
    if (l->nl3 > l->sockets)
        put_number(x, "l3_cores", l->n / l->smt / l->nl3);
}

// Comments that say what is not as it seems.
static void put_notes(struct xmlout *x, const struct hostinfo *h,
                      const struct layout *l)
{
    static const char *const dropped[] = {
        NULL,
        "which CPUs share a cache",
        "which CPUs share caches and sockets",
        "which CPUs are threads of one core, and share caches and sockets",
    };

    if (h->cpu[0].mhz == 0)
        putf(x, "  <!-- The speed is a guess: the system does not say. -->\n");
    if (h->left_out > 0)
        putf(x, "  <!-- %d more CPUs are left out. -->\n", h->left_out);
    if (l->sorted)
        putf(x, "  <!-- Cores are in another order than the CPUs of the "
                "kernel. -->\n");
    if (l->dropped > 0)
        putf(x, "  <!-- Not told, because the blocks are unequal: %s. -->\n",
             dropped[l->dropped]);
}

static void put_machine(struct xmlout *x, const struct hostinfo *h,
                        const struct layout *l)
{
    int64_t mhz = highest_mhz(l);
    char *list = core_mhz(l);
    char *about = xasprintf("%s, %d CPU%s of %s%lld MHz",
                            h->model[0] != '\0' ? h->model : "host", l->n,
                            l->n == 1 ? "" : "s", list != NULL ? "up to " : "",
                            (long long)mhz);

    putf(x, "    <host id=\"machine\" speed=\"%lldMf\" core=\"%d\">\n",
         (long long)mhz, l->n);
    put_prop(x, "role", "go");
    put_prop(x, "description", about);
    if (list != NULL)
        put_prop(x, "core_mhz", list);
    put_places(x, l);
    put_quota(x, h);
    xmlout_put(x, "      <disk id=\"disk\" read_bw=\"3GBps\" "
                  "write_bw=\"2GBps\"/>\n"
                  "    </host>\n");
    free(about);
    free(list);
}

char *hostxml(const struct hostinfo *h)
{
    struct layout *l = layout_of(h);
    struct xmlout x = {0};

    xmlout_put(&x, "<?xml version=\"1.0\"?>\n"
                   "<!DOCTYPE platform SYSTEM "
                   "\"https://simgrid.org/simgrid.dtd\">\n"
                   "<!-- Made by gmpsim from the computer that it ran on. "
                   "-->\n"
                   "<platform version=\"4.1\">\n");
    put_notes(&x, h, l);
    xmlout_put(&x, "  <zone id=\"host\" routing=\"Full\">\n");
    put_machine(&x, h, l);
    xmlout_put(&x, "    <host id=\"internet\" speed=\"3Gf\">\n"
                   "      <prop id=\"role\" value=\"internet\"/>\n"
                   "    </host>\n"
                   "    <link id=\"net\" bandwidth=\"100Mbps\" "
                   "latency=\"10ms\"/>\n"
                   "    <route src=\"machine\" dst=\"internet\">\n"
                   "      <link_ctn id=\"net\"/>\n"
                   "    </route>\n"
                   "  </zone>\n"
                   "</platform>\n");
    free(l);
    return x.text;
}

char *hostxml_here(void)
{
    struct hostinfo h;

    hostinfo_here(&h);
    char *xml = hostxml(&h);
    hostinfo_release(&h);
    return xml;
}
