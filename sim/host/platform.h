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

enum {
    PLATFORM_BYTES_MAX = 4 << 20,
    PLATFORM_DEPTH_MAX = 32, // elements inside one another
};

struct platform {
    char *xml; // the checked file, each element in its old line
    size_t len;
    char *host; // the one that runs the Go process
    size_t nhost;
};

// Checks text, the content of the file at path, which is only named in errors.
// On failure returns false and *error is an xmalloc'd text of up to ten lines
// "path:line: error: …". On success p is filled, for platform_release.
bool platform_check(struct platform *p, const char *path, const char *text,
                    size_t len, char **error);

void platform_release(struct platform *p);

#endif
