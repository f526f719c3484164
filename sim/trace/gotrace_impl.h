// gotrace_impl: the two readers behind gotrace_read. Each returns false with a
// fault in e->x when the trace is wrong.
#ifndef TRACE_GOTRACE_IMPL_H
#define TRACE_GOTRACE_IMPL_H

#include <stdbool.h>

#include "trace/gobatch.h"
#include "trace/goemit.h"

// Formats 1.22 and newer: batches of threads. b is behind the header.
bool gotrace_v2(struct goemit *e, struct gobytes b);

// Formats 1.11 to 1.21: batches of Ps.
bool gotrace_v1(struct goemit *e, struct gobytes b);

#endif
