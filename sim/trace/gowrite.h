// gowrite: writes a Go execution trace of the format since 1.22, in one
// generation: the events of each thread in batches of its own, then strings and
// stacks. What events mean is the caller's business.
#ifndef TRACE_GOWRITE_H
#define TRACE_GOWRITE_H

#include <stddef.h>
#include <stdint.h>

#include "base/nsec.h"
#include "base/outfile.h"
#include "trace/gobatch.h"

enum {
    GOWRITE_NO_M = -1, // no thread does it
    GOWRITE_SYSMON =
        -2, // the monitor, a thread that a timeline does not number
};

struct gowrite;

// A frame of a stack; line 0: not known.
struct gowrite_frame {
    const char *fn, *file;
    int64_t line;
};

struct gowrite *gowrite_new(struct outfile *f);

// Their numbers in the trace. A string is cut at GOBATCH_STRING_MAX bytes; a
// stack has the innermost frame first.
uint64_t gowrite_string(struct gowrite *w, const char *s);
uint64_t gowrite_stack(struct gowrite *w, const struct gowrite_frame *frame,
                       size_t n);

// The number that M m has in the trace.
uint64_t gowrite_m(int32_t m);

// An event of M m; the times of an M do not go back. args: as many as the type
// has.
void gowrite_event(struct gowrite *w, int32_t m, nsec t, enum gobatch_type type,
                   const uint64_t *args);

// Writes what is left, and frees w.
void gowrite_end(struct gowrite *w);

#endif
