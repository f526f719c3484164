// fold_impl: what fold.c keeps, and fold_query.c tells.
#ifndef TRACE_FOLD_IMPL_H
#define TRACE_FOLD_IMPL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strtab.h"
#include "base/vec.h"
#include "trace/fold.h"
#include "trace/idmap.h"

enum { FOLD_NONE = -1 };

// What a track does now. Equal tuples make one span.
struct open_span {
    nsec start;
    bool exists;
    uint8_t state; // enum span_state
    int32_t core, m, p;
    int64_t g;          // index, or FOLD_NONE
    uint64_t run;       // number of the GoStart, so that two runs stay two
    const char *detail; // interned
};

struct fold_p {
    int64_t m; // index of the M that holds it, or FOLD_NONE
    struct open_span now;
};

struct fold_core {
    int64_t m; // index of the M on it, or FOLD_NONE
    struct open_span now;
};

struct fold_m {
    int32_t id;
    int32_t p, core; // or FOLD_NONE
    int64_t g;       // index, or FOLD_NONE
    bool spinning;
    bool exists;        // its thread runs
    const char *asleep; // where, interned; or NULL
    struct open_span now;
};

// States of a G: of enum span_state, RUNNING also for NO_CORE.
struct fold_gstate {
    uint32_t id;
    bool dead;
    uint8_t state;
    int64_t m; // index of the M that has it, or FOLD_NONE
    uint64_t run, starts, started;
    int64_t creator;         // index, or FOLD_NONE
    const char *fn, *detail; // interned
    const char *rule;        // by which it was started
    nsec created;
    struct open_span now;
};

struct fold {
    fold_sink *sink, *begin; // begin or NULL
    void *arg;
    bool with_ms;
    bool started, has_cores;
    nsec first, now;
    uint64_t runs; // GoStarts so far
    int32_t procs; // GOMAXPROCS now
    int running;   // Gs on a core

    VEC(struct fold_core) cores;
    VEC(struct fold_p) ps;
    VEC(struct fold_m) ms;
    VEC(struct fold_gstate) gs;
    struct idmap m_index, g_index;
    struct strtab names;
};

#endif
