// goimport: Go's execution traces to timelines, for import and go.
#ifndef CLI_GOIMPORT_H
#define CLI_GOIMPORT_H

#include <stdint.h>

#include "base/outfile.h"
#include "trace/gotrace.h"

struct goimport {
    uint8_t *data; // of the file
    size_t size;
    struct gotrace trace; // measured
};

// Reads the trace at path ("-": standard input; zstd is recognised), called
// name in messages. Prints what is wrong and returns an exit status.
int goimport_read(struct goimport *g, const char *path, const char *name);

// A timeline in f, with the lines of its header that the trace is about: the
// executor, the format, GOMAXPROCS and what is left out.
struct trace *goimport_begin(const struct goimport *g, struct outfile *f);

// Writes the events, none when no trace was read. The timeline is to be
// finished by the caller.
void goimport_write(struct goimport *g, struct trace *to);

// Says on stderr what the timeline does not have.
void goimport_tell(const struct goimport *g);

void goimport_release(struct goimport *g);

#endif
