// tracefile: what commands that read timelines share: opening, messages,
// status.
#ifndef CLI_TRACEFILE_H
#define CLI_TRACEFILE_H

#include "base/outfile.h"
#include "trace/reader.h"

enum tracefile_kind {
    TRACEFILE_NONE, // a workload, for all one knows
    TRACEFILE_TIMELINE,
    TRACEFILE_GO, // an execution trace of Go
};

// What the file is: by how it begins, else by its name, as a timeline may have
// any name.
enum tracefile_kind tracefile_kind(const char *path);

// Opens the timeline path, which messages call name (NULL: by its path). On
// failure says so, sets *status and returns NULL.
struct reader *tracefile_open(const char *path, const char *name, int *status);

// Prints what is wrong with the timeline and returns the exit status for it; a
// signal that interrupted reading is not an error of the file.
int tracefile_report(const struct reader *r);

// Opens the output path, refusing to overwrite the timeline it is made from. On
// failure says so, sets *status and returns NULL.
struct outfile *tracefile_output(const char *path, const char *input,
                                 int *status);

// Commits f and returns the exit status; says what failed.
int tracefile_commit(struct outfile *f);

#endif
