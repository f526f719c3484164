#include "host/hostinfo.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/cpus.h"
#include "base/xmalloc.h"
#include "host/machine.h"

enum {
    KHZ_MAX = 1000 * 1000 * 1000, // 1 THz
    MHZ_MAX = 1000 * 1000,
    ID_MAX = 1 << 20,
    CACHES_MAX = 16,
};

#define CPU_DIR "/sys/devices/system/cpu/cpu"

// ---- files ----

static FILE *open_under(const char *root, const char *path)
{
    char *full = xasprintf("%s%s", root, path);
    FILE *f = fopen(full, "re");

    free(full);
    return f;
}

// The first line of the file of that CPU, in a buffer that the next call
// reuses; NULL when there is none.
static const char *cpu_file(const char *root, int cpu, const char *name)
{
    static char line[4096];
    char *path = xasprintf(CPU_DIR "%d/%s", cpu, name);
    FILE *f = open_under(root, path);
    bool ok = f != NULL && fgets(line, sizeof line, f) != NULL;

    free(path);
    if (f != NULL)
        fclose(f);
    return ok ? line : NULL;
}

// The number, from 0 to max, that s begins with; -1: there is none.
static int64_t number_in(const char *s, int64_t max)
{
    char *end;

    if (s == NULL || s[strspn(s, " \t")] == '-')
        return -1;
    errno = 0;
    long long v = strtoll(s, &end, 10);
    return end == s || errno != 0 || v > max ? -1 : v;
}

static int64_t cpu_number(const char *root, int cpu, const char *name,
                          int64_t max)
{
    return number_in(cpu_file(root, cpu, name), max);
}

// ---- /sys ----

// Lists of CPUs begin with the smallest, which names the set.
static void read_core(struct hostinfo_cpu *c, const char *root)
{
    c->core = cpu_number(root, c->id, "topology/core_cpus_list", ID_MAX);
    if (c->core < 0) // before Linux 5.3
        c->core =
            cpu_number(root, c->id, "topology/thread_siblings_list", ID_MAX);
    c->package =
        cpu_number(root, c->id, "topology/physical_package_id", ID_MAX);
}

static void read_l3(struct hostinfo_cpu *c, const char *root)
{
    int64_t level, best = 2;

    for (int i = 0; i < CACHES_MAX; i++) {
        char *name = xasprintf("cache/index%d/level", i);
        level = cpu_number(root, c->id, name, CACHES_MAX);
        free(name);
        if (level <= best)
            continue;
        best = level;
        name = xasprintf("cache/index%d/shared_cpu_list", i);
        c->l3 = cpu_number(root, c->id, name, ID_MAX);
        free(name);
    }
}

static void read_frequency(struct hostinfo_cpu *c, const char *root)
{
    int64_t khz = cpu_number(root, c->id, "cpufreq/cpuinfo_max_freq", KHZ_MAX);

    if (khz >= 1000)
        c->mhz = (khz + 500) / 1000;
}

// ---- /proc/cpuinfo ----

// What its lines said of one CPU; -1: nothing.
struct block {
    int64_t cpu, mhz, physical, core;
};

static const struct block NOTHING = {-1, -1, -1, -1};

// Fills gaps that /sys left.
static void take_block(struct hostinfo *h, const struct block *b)
{
    for (int i = 0; i < h->n; i++) {
        struct hostinfo_cpu *c = &h->cpu[i];

        if (c->id != b->cpu)
            continue;
        if (c->mhz == 0 && b->mhz > 0)
            c->mhz = b->mhz;
        if (c->package < 0)
            c->package = b->physical;
        // Far from the names that /sys gives.
        if (c->core < 0 && b->core >= 0 && b->physical >= 0)
            c->core = (b->physical + 1) * (2 * (int64_t)ID_MAX) + b->core;
    }
}

// Copies the name of the CPU, other characters than plain ones as blanks.
static void take_model(struct hostinfo *h, const char *text)
{
    size_t n = 0;

    if (h->model[0] != '\0')
        return;
    for (; *text != '\0' && n < HOSTINFO_MODEL_MAX - 1; text++) {
        char c = *text > ' ' && *text <= '~' ? *text : ' ';
        if (c != ' ' || (n > 0 && h->model[n - 1] != ' '))
            h->model[n++] = c;
    }
    while (n > 0 && h->model[n - 1] == ' ')
        n--;
    h->model[n] = '\0';
}

// "cpu MHz         : 2596.144"
static int64_t rounded_mhz(const char *text)
{
    int64_t mhz = number_in(text, MHZ_MAX - 1);
    const char *point = strchr(text, '.');

    return mhz +
           (mhz >= 0 && point != NULL && point[1] >= '5' && point[1] <= '9');
}

static void take_line(struct hostinfo *h, struct block *b, const char *line)
{
    const char *colon = strchr(line, ':');

    if (colon == NULL)
        return;
    size_t n = (size_t)(colon - line);
    while (n > 0 && strchr(" \t", line[n - 1]) != NULL)
        n--;
#define IS(name) (n == strlen(name) && memcmp(line, name, n) == 0)
    if (IS("processor")) {
        take_block(h, b);
        *b = NOTHING;
        b->cpu = number_in(colon + 1, ID_MAX);
    } else if (IS("cpu MHz")) {
        b->mhz = rounded_mhz(colon + 1);
    } else if (IS("physical id")) {
        b->physical = number_in(colon + 1, ID_MAX);
    } else if (IS("core id")) {
        b->core = number_in(colon + 1, ID_MAX);
    } else if (IS("model name")) {
        take_model(h, colon + 1);
    }
#undef IS
}

static void read_cpuinfo(struct hostinfo *h, const char *root)
{
    FILE *f = open_under(root, "/proc/cpuinfo");
    struct block b = NOTHING;
    char *line = NULL;
    size_t cap = 0;

    if (f == NULL)
        return;
    while (getline(&line, &cap, f) >= 0) {
        line[strcspn(line, "\n")] = '\0';
        take_line(h, &b, line);
    }
    take_block(h, &b);
    free(line);
    fclose(f);
}

// ---- all together ----

// The kernel says at what frequency a CPU is now where it does not say what its
// highest is: the highest of those stands for all, as CPUs that rest are slow.
static void one_frequency(struct hostinfo *h, bool told)
{
    int64_t highest = 0;

    for (int i = 0; i < h->n; i++)
        if (h->cpu[i].mhz > highest)
            highest = h->cpu[i].mhz;
    for (int i = 0; i < h->n && !told; i++)
        h->cpu[i].mhz = highest;
}

void hostinfo_read(struct hostinfo *h, const char *root, const int *cpus,
                   int ncpus)
{
    bool told = true; // the highest frequency of each

    CHECK(h != NULL && root != NULL && ncpus >= 0);
    *h = (struct hostinfo){.n = ncpus > 0 ? ncpus : 1};
    if (h->n > MACHINE_CORES_MAX) {
        h->left_out = h->n - MACHINE_CORES_MAX;
        h->n = MACHINE_CORES_MAX;
    }
    h->cpu = xcalloc((size_t)h->n, sizeof *h->cpu);
    for (int i = 0; i < h->n; i++) {
        struct hostinfo_cpu *c = &h->cpu[i];
        *c = (struct hostinfo_cpu){
            .id = ncpus > 0 ? cpus[i] : 0, .core = -1, .l3 = -1, .package = -1};
        CHECK(i == 0 || c->id > h->cpu[i - 1].id);
        read_core(c, root);
        read_l3(c, root);
        read_frequency(c, root);
        told = told && c->mhz > 0;
    }
    read_cpuinfo(h, root);
    one_frequency(h, told);
    h->quota = cgroup_limit(root);
}

void hostinfo_here(struct hostinfo *h)
{
    int *cpus, n = cpus_allowed(&cpus);

    hostinfo_read(h, "", cpus, n);
    free(cpus);
}

void hostinfo_release(struct hostinfo *h)
{
    free(h->cpu);
    *h = (struct hostinfo){0};
}
