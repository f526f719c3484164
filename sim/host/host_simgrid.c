#include "host/host_simgrid.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>

#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/version.h>
#include <xbt/config.h>

#include "base/check.h"

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

const char *host_simgrid_property(const char *host, const char *name)
{
    return sg_host_get_property_value(host_named(host), name);
}

const char *host_simgrid_version(void)
{
    static char text[32];
    int major, minor, patch;

    sg_version_get(&major, &minor, &patch);
    snprintf(text, sizeof text, "%d.%d", major, minor);
    return text;
}
