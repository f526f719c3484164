// explain_impl: what explain.c replays and explain_say.c puts in words.
#ifndef TRACE_EXPLAIN_IMPL_H
#define TRACE_EXPLAIN_IMPL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strtab.h"
#include "base/vec.h"
#include "trace/idmap.h"
#include "trace/queues.h"
#include "trace/reader.h"

enum { EXPLAIN_NONE = -1 };

enum ex_state { EX_RUNNABLE, EX_RUNNING, EX_SYSCALL, EX_WAITING, EX_DEAD };

// Why a G became runnable.
enum ex_via { EX_CREATED, EX_WOKEN, EX_STOPPED, EX_SYSCALL_ENDED };

struct ex_g {
    uint32_t id;
    enum ex_state state;
    nsec since; // it has that state
    enum ex_via via;
    const char *why; // what it waits for, why it stopped, which call
    const char *fn;
    nsec created;
    uint32_t creator; // 0: none
    int64_t line;
    int64_t wakes; // so far; the last one:
    nsec woken_at;
    uint32_t woken_by; // 0: no G
    int32_t m, p;      // running or in a system call; p lost: EXPLAIN_NONE
    enum trace_rule rule;
    int64_t victim, stolen;
    nsec asked; // to stop, at this time; -1: not since it started
    enum trace_rule asked_rule;
    nsec p_lost; // in this system call; -1: not
    enum trace_rule p_lost_rule;
};

struct ex_m {
    int32_t id;
    int32_t p, core; // or EXPLAIN_NONE
    uint32_t g;
    bool spinning, parked;
    nsec since; // on its core, or off it
};

struct ex_p {
    int32_t m; // that holds it, or EXPLAIN_NONE
    nsec since;
};

// What stood in the queues when the G was started.
struct ex_rivals {
    uint32_t runnext, ring, global; // the first of each, 0: none
    int64_t nring, nglobal;
};

struct explainer {
    uint32_t g; // who is asked for
    nsec at;
    nsec now; // of the last event
    int64_t procs;
    bool has_cores;
    struct idmap g_index, m_index;
    VEC(struct ex_g) gs;
    VEC(struct ex_m) ms;
    VEC(struct ex_p) ps;
    struct queues *queues;
    struct strtab texts; // escaped
    struct ex_rivals rivals;
    // What came after at.
    bool said;      // the state at that time is in words
    bool next_said; // how it went on, too
    nsec timer_due; // of the TimerFire before, if its own; else -1
    bool exited;
    const char *exit_why; // or why the timeline was cut
    VEC(char) out;
};

// NULL when there is none.
struct ex_g *explain_g(struct explainer *x, uint32_t id);
struct ex_m *explain_m(struct explainer *x, int32_t id);
struct ex_p *explain_p(struct explainer *x, int32_t id);

// The state at x->at.
void explain_say_state(struct explainer *x);
// What the G does next, before e is replayed; sets next_said when e is that.
void explain_say_next(struct explainer *x, const struct reader_event *e);
// Nothing more happened to it.
void explain_say_end(struct explainer *x);

#endif
