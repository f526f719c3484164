// gotrace: a Go execution trace, of the format since 1.22 or that of 1.11 to
// 1.21, as a timeline. The events of all threads are put in the one order that
// their sequence numbers allow (time decides only where those do not), checked
// as Go's own reader checks them, and translated.
//
// The trace is read twice: to find out what a timeline says in its header, then
// to write it.
#ifndef TRACE_GOTRACE_H
#define TRACE_GOTRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/nsec.h"
#include "base/strtab.h"
#include "base/vec.h"
#include "trace/gobatch.h"
#include "trace/idmap.h"
#include "trace/trace.h"

// What a trace tells and a timeline does not.
enum gotrace_drop {
#define DROP(e, name) GODROP_##e,
#include "trace/gotrace_drops.def"
#undef DROP
    GODROPS
};

enum {
    GOTRACE_IDS_MAX = 32767, // threads and Ps
};

// Zero-initialised is valid and empty.
struct gotrace {
    int minor;       // of the format: go 1.minor
    bool measured;   // the first reading is done
    int32_t procs;   // GOMAXPROCS at the start
    uint64_t events; // lines of the timeline
    nsec end;        // time of the last event
    uint64_t gs;     // goroutines seen
    uint64_t dropped[GODROPS];
    char *truncated; // why the trace is not whole, or NULL
    struct gofault fault;
    // Functions of the goroutines that were there before, as their stacks told
    // later.
    struct idmap named;
    VEC(const char *) fn;
    struct strtab names;
};

// Reads the trace data[0..size). The first time with to NULL, which fills *x;
// then with a timeline, whose header is written. False when the trace is wrong:
// x->fault says why.
bool gotrace_read(struct gotrace *x, const uint8_t *data, size_t size,
                  struct trace *to);

void gotrace_release(struct gotrace *x);

// "heap sizes"
const char *gotrace_drop_name(enum gotrace_drop d);

#endif
