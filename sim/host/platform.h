// platform: checks a SimGrid platform file against a strict subset, because
// SimGrid aborts on what it does not like and obeys what nobody should: it
// writes and reads the files that <config> and <trace> name.
//
// What passed is written anew from what was understood, so that SimGrid sees
// nothing else, whatever its own XML reader would have made of the file.
#ifndef HOST_PLATFORM_H
#define HOST_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PLATFORM_BYTES_MAX = 4 << 20,
    PLATFORM_DEPTH_MAX = 32, // elements inside one another
};

struct platform_disk {
    char *name;
    int64_t latency_ns; // of each request, besides its bytes
};

struct platform {
    char *xml; // the checked file, each element in its old line
    size_t len;
    char *host;     // the one that runs the Go process
    char *internet; // the one for hosts that the file does not name, or NULL
    size_t nhost;
    struct platform_disk *disk; // those of host, as in the file
    size_t ndisk;
};

// Checks text, the content of the file at path, which is only named in errors.
// On failure returns false and *error is an xmalloc'd text of up to ten lines
// "path:line: error: …". On success p is filled, for platform_release.
bool platform_check(struct platform *p, const char *path, const char *text,
                    size_t len, char **error);

void platform_release(struct platform *p);

#endif
