#include "host/host_simgrid.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdlib.h>
#include <string.h>

#include <simgrid/disk.h>
#include <simgrid/actor.h>
#include <simgrid/engine.h>
#include <simgrid/exec.h>
#include <simgrid/host.h>
#include <simgrid/semaphore.h>
#include <simgrid/version.h>
#include <xbt/config.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "host/host_simgrid_net.h"

// The signals whose handlers simgrid_init replaces, and those that its stack
// overflow handler might.
static const int signals[] = {SIGINT, SIGSEGV, SIGABRT, SIGBUS,
                              SIGFPE, SIGILL,  SIGTERM};
enum { NSIGNAL = sizeof signals / sizeof signals[0] };

// SimGrid parses an argv of ours, never the user's: it obeys --cfg and --help.
static void start(void)
{
    char name[] = "gmpsim", quiet[] = "--log=root.thres:error",
         plain[] = "--log=root.fmt:%m%n";
    char *argv[] = {name, quiet, plain, NULL};
    int argc = 3;

    simgrid_init(&argc, argv);
    // The default of 1e-9 s merges events that are 1 ns apart.
#if SIMGRID_VERSION >= 33400
    sg_cfg_set_double("precision/timing", 1e-12);
#else
    sg_cfg_set_double("surf/precision", 1e-12);
#endif
    // A message takes the latency and the bandwidth that the file says; and
    // what goes one way does not slow down what goes the other way.
    sg_cfg_set_string("network/model", "CM02");
    sg_cfg_set_boolean("network/crosstraffic", "no");
    sg_cfg_set_double("network/TCP-gamma", HOST_SIMGRID_GAMMA);
    sg_cfg_set_int("contexts/stack-size", 64); // KiB; the default is 8 MiB
}

void host_simgrid_load(const char *path)
{
    static bool loaded;
    struct sigaction before[NSIGNAL];

    CHECK(path != NULL);
    CHECK(!loaded);
    loaded = true;
    for (int i = 0; i < NSIGNAL; i++)
        sigaction(signals[i], NULL, &before[i]);
    start();
    simgrid_load_platform(path);
    for (int i = 0; i < NSIGNAL; i++)
        sigaction(signals[i], &before[i], NULL);
}

static sg_host_t host_named(const char *name)
{
    sg_host_t host = sg_host_by_name(name);

    CHECK(host != NULL);
    return host;
}

size_t host_simgrid_count(void)
{
    return sg_host_count();
}

static int by_name(const void *a, const void *b)
{
    const sg_host_t *x = a, *y = b;

    return strcmp(sg_host_get_name(*x), sg_host_get_name(*y));
}

const char *host_simgrid_name(size_t i)
{
    static sg_host_t *hosts; // for ever, as the platform is

    CHECK(i < sg_host_count());
    if (hosts == NULL) {
        hosts = sg_host_list();
        qsort(hosts, sg_host_count(), sizeof(sg_host_t), by_name);
    }
    return sg_host_get_name(hosts[i]);
}

int host_simgrid_cores(const char *host)
{
    return sg_host_core_count(host_named(host));
}

int64_t host_simgrid_mhz(const char *host)
{
    double mhz = sg_host_get_speed(host_named(host)) * 1e-6;

    CHECK(mhz > 0 && mhz < 1e9);
    return (int64_t)(mhz + 0.5);
}

int host_simgrid_npstate(const char *host)
{
    return (int)sg_host_get_nb_pstates(host_named(host));
}

int host_simgrid_pstate(const char *host)
{
    return (int)sg_host_get_pstate(host_named(host));
}

const char *host_simgrid_property(const char *host, const char *name)
{
    return sg_host_get_property_value(host_named(host), name);
}

// To the nearest whole number that is at least 1.
static int64_t whole_rate(double bytes_per_s)
{
    CHECK(bytes_per_s > 0 && bytes_per_s < 1e16);
    return bytes_per_s < 1 ? 1 : (int64_t)(bytes_per_s + 0.5);
}

bool host_simgrid_disk(const char *host, const char *disk, int64_t *read,
                       int64_t *write)
{
    unsigned n;
    sg_disk_t *all;
    bool found = false;

    sg_host_get_disks(host_named(host), &n, &all);
    for (unsigned i = 0; i < n && !found; i++) {
        found = strcmp(sg_disk_get_name(all[i]), disk) == 0;
        if (!found)
            continue;
        *read = whole_rate(sg_disk_read_bandwidth(all[i]));
        *write = whole_rate(sg_disk_write_bandwidth(all[i]));
    }
    free(all);
    return found;
}

bool host_simgrid_route(const char *from, const char *to, int64_t *latency_ns,
                        int64_t *bytes_per_s)
{
    sg_host_t a = host_named(from), b = host_named(to);
    double rate = sg_host_get_route_bandwidth(a, b);

    if (!(rate > 0)) // no link: no route
        return false;
    double latency = sg_host_get_route_latency(a, b);
    CHECK(latency >= 0 && latency < 1e9);
    *latency_ns = (int64_t)(latency * 1e9 + 0.5);
    *bytes_per_s = whole_rate(rate);
    return true;
}

const char *host_simgrid_version(void)
{
    static char text[32];
    int major, minor, patch;

    sg_version_get(&major, &minor, &patch);
    snprintf(text, sizeof text, "%d.%d", major, minor);
    return text;
}

// ---- work on cores ----

struct host_simgrid_exec {
    sg_host_t host;
    double flops;
    sg_exec_t exec; // NULL: the starter has not been there yet
    struct host_simgrid_exec *next;
};

// An actor that starts execs. They must be an actor's, which keeps a cancelled
// one until SimGrid is done with it.
static struct {
    sg_sem_t go;
    bool there;
    struct host_simgrid_exec *first, **last; // to be started
} starter;

static void start_execs(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    for (;;) {
        sg_sem_acquire(starter.go);
        if (starter.first == NULL) // the end
            return;
        while (starter.first != NULL) {
            struct host_simgrid_exec *e = starter.first;
            starter.first = e->next;
            e->exec = sg_actor_exec_init(e->flops);
            sg_exec_set_host(e->exec, e->host);
            sg_exec_start(e->exec);
        }
        starter.last = &starter.first;
    }
}

void host_simgrid_reach(int64_t ns)
{
    double t = (double)ns * 1e-9;

    if (starter.first != NULL) // they begin at the present time
        simgrid_run_until(simgrid_get_clock());
    // It stops a little early when nothing is left to do.
    while (simgrid_get_clock() < t)
        simgrid_run_until(t);
}

struct host_simgrid_exec *host_simgrid_exec_start(const char *host,
                                                  double flops)
{
    struct host_simgrid_exec *e = xcalloc(1, sizeof *e);

    CHECK(flops > 0);
    e->host = host_named(host);
    e->flops = flops;
    if (!starter.there) {
        starter.there = true;
        starter.go = sg_sem_init(0);
        starter.last = &starter.first;
        sg_actor_create("starter", e->host, start_execs, 0, NULL);
    }
    if (starter.first == NULL)
        sg_sem_release(starter.go);
    *starter.last = e;
    starter.last = &e->next;
    return e;
}

double host_simgrid_exec_left(const struct host_simgrid_exec *e)
{
    CHECK(e->exec != NULL);
    return sg_exec_get_remaining(e->exec);
}

bool host_simgrid_exec_done(struct host_simgrid_exec *e)
{
    CHECK(e->exec != NULL);
    if (sg_exec_test(e->exec) == 0)
        return false;
    free(e);
    return true;
}

void host_simgrid_exec_cancel(struct host_simgrid_exec *e)
{
    CHECK(e->exec != NULL);
    sg_exec_cancel(e->exec);
    free(e);
}

void host_simgrid_exec_end(void)
{
    if (!starter.there)
        return;
    CHECK(starter.first == NULL);
    sg_sem_release(starter.go);
    simgrid_run_until(simgrid_get_clock());
    sg_sem_destroy(starter.go);
    starter.there = false;
}
