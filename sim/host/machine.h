// machine: the hardware a run is simulated on, read from a SimGrid platform
// file: cores, speeds, properties.
//
// Files are checked with libxml2 against a strict subset first (the elements
// platform, zone, host, link, prop, disk …; no config, include, entities), then
// loaded in a trial child process, because SimGrid aborts on what it does not
// like; only then is the platform loaded here. One platform per process.
#ifndef HOST_MACHINE_H
#define HOST_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

enum { MACHINE_CORES_MAX = 1024 };

struct machine {
    char *name; // of the model file, without directory and ending
    char *path;
    char *host; // SimGrid's name of the host that runs the Go process
    int ncores;
    int64_t mhz[MACHINE_CORES_MAX]; // speed of each core
    int npstate;                    // speeds that the file gives for the host
};

// Loads a machine by model name or path into SimGrid and returns its facts. On
// failure NULL and an xmalloc'd *error of lines "file:line: error: …";
// *noinput tells a file that cannot be opened from one that is wrong.
//
// The host with the property role=go is the machine's; else the only host; else
// the one named "machine". Speed 1f is 1 Hz: "3Gf" is a 3000 MHz core. Cores of
// different speed: property core_mhz="3000*4,2000*4".
struct machine *machine_load(const char *name, char **error, bool *noinput);

void machine_free(struct machine *m);

#endif
