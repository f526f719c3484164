// tracefile: what commands that read timelines share: opening, messages,
// status.
#ifndef CLI_TRACEFILE_H
#define CLI_TRACEFILE_H

#include <stdbool.h>

#include "base/outfile.h"
#include "trace/reader.h"

// Whether the file is a timeline: by its name, else by how it begins, as a
// timeline may have any name.
bool tracefile_is(const char *path);

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
