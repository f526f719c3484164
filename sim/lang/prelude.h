// prelude: the Go sources of the packages that gmpsim has built in.
#ifndef LANG_PRELUDE_H
#define LANG_PRELUDE_H

#include <stdbool.h>
#include <stddef.h>

struct prelude_file {
    const char *path; // import path: "sync/atomic"
    const char *name; // for messages: "prelude/sync_atomic.go"
    const char *text;
    size_t size;
};

// Finds the package: first in extra (ended by a NULL path; may be NULL), then
// among the embedded files, where sync/atomic is sync_atomic.go. Returns false
// when there is none.
bool prelude_find(const struct prelude_file *extra, const char *path,
                  struct prelude_file *out);

#endif
