// machine: the hardware a run is simulated on, read from a SimGrid platform
// file: cores, speeds, disks, and the hosts it can reach.
//
// Files are checked with libxml2 against a strict subset first (the elements
// platform, zone, host, link, prop, disk …; no config, include, entities), then
// loaded in a trial child process, because SimGrid aborts on what it does not
// like; only then is the platform loaded here. One platform per process.
#ifndef HOST_MACHINE_H
#define HOST_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/nsec.h"
#include "host/wattage.h"

enum { MACHINE_CORES_MAX = 1024, MACHINE_SMT_MAX = 8 };

// Another host of the platform, which answers to http.Get.
struct machine_remote {
    char *name;
    int64_t latency_ns, back_latency_ns;   // one way, there and back
    int64_t bytes_per_s, back_bytes_per_s; // of the slowest link of the way
    int64_t http_bytes;                    // content of an answer
    int64_t http_ns;                       // from a request to its answer
};

struct machine_disk {
    char *name;
    int64_t read_bytes_per_s, write_bytes_per_s;
    int64_t latency_ns; // of each request, besides its bytes
};

struct machine {
    char *name; // of the model file, without directory and ending
    char *path;
    char *host; // SimGrid's name of the host that runs the Go process
    int ncores; // what the operating system calls CPUs
    int64_t mhz[MACHINE_CORES_MAX]; // speed of each
    int npstate;                    // speeds that the file gives for the host

    // Where they lie (topology.h); smt 0: not told, each by itself in one
    // socket, and the rest is not filled in.
    int smt; // CPUs of a physical core
    int nl3, nsockets;
    int64_t smt_pct[MACHINE_SMT_MAX]; // speed with i busy siblings; [0] is 100
    int core[MACHINE_CORES_MAX];      // physical core of each
    int l3[MACHINE_CORES_MAX];        // last-level cache
    int socket[MACHINE_CORES_MAX];

    // The Go process may use quota_ns of CPU time in each period; 0: all.
    nsec quota_ns, quota_period_ns;

    bool has_wattage; // the file says what power it uses: at its speed,
    struct wattage wattage;

    struct machine_remote *remote; // in the order of their names
    size_t nremote;
    int internet;              // the remote for names that no remote has, or -1
    struct machine_disk *disk; // as in the file; the first is the one in use
    size_t ndisk;
};

// How far two CPUs are from one another, in what a cache line has to cross.
enum machine_distance {
    DISTANCE_SAME,   // one CPU
    DISTANCE_CORE,   // siblings: nothing
    DISTANCE_L3,     // a shared last-level cache
    DISTANCE_SOCKET, // one socket
    DISTANCE_FAR,    // two sockets
};

enum machine_distance machine_distance(const struct machine *m, int a, int b);

// CPUs that the quota is worth, as Go counts since 1.25: rounded up, at least
// 2; ncores (of which that many are in use) without a quota or where it is
// less.
int machine_quota_procs(const struct machine *m, int ncores);

// The name of the machine that is made from this computer (hostxml.h).
#define MACHINE_HOST "host"

// Loads a machine by model name or path, or MACHINE_HOST, into SimGrid and
// returns its facts. On failure NULL and an xmalloc'd *error of lines
// "file:line: error: …"; *noinput tells a file that cannot be opened from one
// that is wrong.
//
// The host with the property role=go is the machine's; else the only host; else
// the one named "machine". Speed 1f is 1 Hz: "3Gf" is a 3000 MHz core. Cores of
// different speed: property core_mhz="3000*4,2000*4"; topology.h has the
// others.
//
// Remotes are the hosts to which, and back from which, there is a route. The
// internet is the one with role=internet; else the only host besides the
// machine's; else the one named "internet". Properties of remotes: http_bytes
// (10000), http_ns (0); of disks: latency_ns (0).
struct machine *machine_load(const char *name, char **error, bool *noinput);

// The same; SimGrid is to know only the first ncores of the machine's
// cores, if it has more; 0: all. What is returned has all.
struct machine *machine_load_cores(const char *name, int ncores, char **error,
                                   bool *noinput);

// The host of that name; else the internet, if there is one; else NULL.
const struct machine_remote *machine_remote_named(const struct machine *m,
                                                  const char *name);

void machine_free(struct machine *m);

#endif
