// gotrace_v1: traces of Go 1.11 to 1.21, read whole. gotrace_v1.c reads the
// file, gotrace_merge.c puts the events of all Ps in order, gotrace_replay.c
// checks and translates them.
#ifndef TRACE_GOTRACE_V1_H
#define TRACE_GOTRACE_V1_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "trace/gobatch.h"
#include "trace/goemit.h"
#include "trace/idmap.h"

enum v1_type {
#define GOV1(number, e, name, args, stack) V1_##e = number,
#include "trace/gotrace_v1.def"
#undef GOV1
};

enum { V1_NONE = -1 };

struct v1_event {
    uint64_t ticks;
    uint64_t arg[3];
    uint64_t stack;
    uint64_t offset; // in the file
    uint32_t g;      // that it is of or about
    int32_t p;       // or V1_NONE
    uint8_t type;
    bool blocks;     // GoSysCall: its P is lost
    uint8_t log_len; // UserLog: bytes of the value, cut; it is at arg[2]
};

// A stack: what is needed of it.
struct v1_stack {
    uint64_t fn;   // string of its innermost function
    uint64_t line; // there
    uint64_t call; // string of the function that wants a system call
};

struct v1 {
    struct goemit *emit;
    struct gobytes file;
    struct gofault *fault;
    uint64_t ticks_per_s;
    struct idmap string_index, stack_index;
    VEC(struct gobatch_string) strings;
    VEC(struct v1_stack) stacks;
    // In the file's order, then that of time.
    VEC(struct v1_event) events;
};

// Puts the events in order. False with a fault when there is none.
bool v1_merge(struct v1 *v);

// Gives the events, in order, to the timeline.
bool v1_replay(struct v1 *v);

// False always, with a fault at the event.
__attribute__((format(printf, 3, 4))) bool
v1_wrong(struct v1 *v, const struct v1_event *e, const char *fmt, ...);

// A string or a stack by its number; empty when there is none, as Go's reader
// has it.
struct gobatch_string v1_string(const struct v1 *v, uint64_t id);
struct v1_stack v1_stack_of(const struct v1 *v, uint64_t id);

#endif
