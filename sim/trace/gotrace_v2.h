// gotrace_v2: the state in which events of the format since 1.22 are put in
// order; after Go's internal/trace/order.go. gotrace_v2.c merges the threads,
// gotrace_order.c knows what each event needs and does.
#ifndef TRACE_GOTRACE_V2_H
#define TRACE_GOTRACE_V2_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "trace/gobatch.h"
#include "trace/goemit.h"
#include "trace/idmap.h"

enum { V2_NONE = -1 };

// As in the trace.
enum v2_g_status {
    V2_G_DEAD, // ours
    V2_G_RUNNABLE,
    V2_G_RUNNING,
    V2_G_SYSCALL,
    V2_G_WAITING,
    V2_G_STATUSES,
};

enum v2_p_status {
    V2_P_UNKNOWN, // ours
    V2_P_RUNNING,
    V2_P_IDLE,
    V2_P_SYSCALL,
    V2_P_ABANDONED, // in a system call, on which thread is not known
    V2_P_STATUSES,
};

// A sequence number is one of a generation.
struct v2_seq {
    uint64_t generation, n;
};

struct v2_g {
    uint32_t id;
    enum v2_g_status status;
    struct v2_seq seq;
    bool named; // its function is known
};

struct v2_p {
    enum v2_p_status status;
    struct v2_seq seq;
    int32_t m; // that has it, or V2_NONE
};

struct v2_m {
    int64_t g; // index of its G, or V2_NONE
    int32_t p; // or V2_NONE
    // The timeline has had the end of its system call, which the trace tells
    // after the thread got a P.
    bool returned;
};

// A thread's batches in a generation, and its next event.
struct v2_cursor {
    int32_t m;        // index, or V2_NONE: no thread
    size_t batch;     // of the generation
    struct gobytes b; // the rest of that batch
    uint64_t ticks;
    nsec t;
    const uint8_t *at; // where the event is
    struct gobatch_event e;
};

enum v2_advance {
    V2_DONE,
    V2_LATER, // something of another thread comes before
    V2_WRONG, // v->fault
};

struct v2 {
    struct goemit *emit;
    int minor;
    struct gobytes file;
    struct gofault *fault;
    uint64_t first;       // generation
    uint64_t done, tries; // events; looks at one that could not come yet
    struct gobatch_generation gen;
    uint32_t again; // goroutines whose number was another's
    struct idmap m_index;
    struct idmap g_index;
    VEC(struct v2_m) ms;
    VEC(struct v2_p) ps;
    VEC(struct v2_g) gs;
    // Of this generation.
    VEC(struct v2_cursor) cursors;
    VEC(size_t) next_batch; // of the same thread, or the number of batches
    VEC(size_t) heap;       // cursors with events, the earliest first
};

// Takes the next event of c, if all that it needs has come.
enum v2_advance v2_advance(struct v2 *v, struct v2_cursor *c);

// The index of the thread with that id; V2_NONE with a fault at c when there
// are too many.
int32_t v2_m_of(struct v2 *v, const struct v2_cursor *c, uint64_t id);

__attribute__((format(printf, 3, 4))) enum v2_advance
v2_wrong(struct v2 *v, const struct v2_cursor *c, const char *fmt, ...);

// --- what all kinds of events share

// What the thread of an event must have.
enum { V2_M = 1, V2_P = 2, V2_G = 4 };

extern const char *const v2_g_status_name[V2_G_STATUSES];

// The event's thread, or NULL; the goroutine on it, or NULL; both and the time.
struct v2_m *v2_m_at(struct v2 *v, const struct v2_cursor *c);
struct v2_g *v2_running(struct v2 *v, const struct v2_cursor *c);
struct gowhere v2_where(struct v2 *v, const struct v2_cursor *c);

// That the event's thread has what need says; that it has a P, and a goroutine
// with that status. False with a fault.
bool v2_has(struct v2 *v, const struct v2_cursor *c, unsigned need);
bool v2_has_running(struct v2 *v, const struct v2_cursor *c,
                    enum v2_g_status status);

// The n-th of this generation; whether n comes after old.
struct v2_seq v2_seq_of(const struct v2 *v, uint64_t n);
bool v2_follows(const struct v2 *v, uint64_t n, struct v2_seq old);

// The index of goroutine id, V2_NONE when there is none.
int64_t v2_find_g(const struct v2 *v, uint64_t id);
// A new goroutine; V2_NONE with a fault when there is one with that number. One
// whose number another had that is dead gets its own in the timeline.
int64_t v2_new_g(struct v2 *v, const struct v2_cursor *c, uint64_t id,
                 enum v2_g_status status);
// It runs on the event's thread from now on.
void v2_start(struct v2 *v, struct v2_cursor *c, int64_t g);

// A text, or the frames of a stack and their number. False with a fault when
// there is none with that id.
bool v2_text(struct v2 *v, const struct v2_cursor *c, uint64_t id,
             struct gobatch_string *out);
bool v2_stack(struct v2 *v, const struct v2_cursor *c, uint64_t id,
              const struct gobatch_frame **frames, size_t *n);
// The stack of goroutine g tells which function it began with, unless it is
// cut. g may be NULL.
bool v2_learn(struct v2 *v, const struct v2_cursor *c, struct v2_g *g,
              uint64_t id);

// --- events

enum v2_advance v2_procs_change(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_proc_start(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_proc_stop(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_proc_steal(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_proc_status(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_go_create(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_go_start(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_go_stop(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_go_block(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_go_destroy(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_go_unblock(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_go_switch(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_syscall_begin(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_syscall_end(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_syscall_end_blocked(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_create_syscall(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_destroy_syscall(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_go_status(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_world(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_collector(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_user_log(struct v2 *v, struct v2_cursor *c);
enum v2_advance v2_drop(struct v2 *v, struct v2_cursor *c);

#endif
