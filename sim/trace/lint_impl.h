// lint_impl: the state that lint.c replays, and what it leaves to lint_go.c.
#ifndef TRACE_LINT_IMPL_H
#define TRACE_LINT_IMPL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "trace/idmap.h"
#include "trace/lint_queues.h"
#include "trace/reader.h"

enum {
    LINT_IDS_MAX = 32768, // Ps and cores: their columns have 15 bits
    LINT_NONE = -1,
};

enum g_state {
    G_RUNNABLE,
    G_RUNNING,
    G_SYSCALL,
    G_WAITING,
    G_DEAD,
    G_STATES,
};

struct lint_g {
    enum g_state state;
    int32_t m; // that runs it, or LINT_NONE
    bool seen; // something happened to it since it was created
};

struct lint_m {
    int32_t p, core; // or LINT_NONE
    uint32_t g;      // running or in a system call, or 0
    bool parked, spinning;
};

struct lint {
    struct reader *r;
    int32_t cores, procs;
    nsec last, checked;
    bool exited, after_exit;
    bool has_cores;      // an M was on a core: this timeline knows cores
    int64_t n[G_STATES]; // Gs in each state
    int32_t held;        // Ps that an M holds
    bool stopping;       // of the world: Ps idle then
    bool real;           // a trace of real Go, which tells less
    struct lint_queues queues;

    struct idmap g_index, m_index;
    VEC(struct lint_g) gs;
    VEC(struct lint_m) ms;
    int32_t p_m[LINT_IDS_MAX];    // M that holds the P, or LINT_NONE
    int32_t core_m[LINT_IDS_MAX]; // M on the core, or LINT_NONE
};

// Columns an event must have.
enum { LINT_C = 1, LINT_M = 2, LINT_P = 4, LINT_G = 8 };

// NULL when there is none.
struct lint_g *lint_find_g(struct lint *l, uint32_t id);
struct lint_m *lint_find_m(struct lint *l, int32_t id);

void lint_set_state(struct lint *l, struct lint_g *g, enum g_state state);

// Of a trace of real Go: whether *e is one of the events that tell how a
// goroutine was when the trace began, or that a thread of C leaves Go. They
// have other columns than usual: *need is set to those.
bool lint_go_carries(struct lint *l, const struct reader_event *e,
                     uint8_t *need);

// Replays such an event.
void lint_go_replay(struct lint *l, const struct reader_event *e);

#endif
