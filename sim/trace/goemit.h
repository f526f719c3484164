// goemit: from what an execution trace says, checked and in order, to the
// events of a timeline; both readers of traces (gotrace_v1.c, gotrace_v2.c)
// call it. In the first reading nothing is written.
#ifndef TRACE_GOEMIT_H
#define TRACE_GOEMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/nsec.h"
#include "base/vec.h"
#include "trace/gobatch.h"
#include "trace/gotrace.h"
#include "trace/trace.h"

// Numbers of goroutines from here on are ours: threads of C that come into Go
// again have the same number each time.
#define GOEMIT_AGAIN UINT32_C(0x80000000)

struct goemit {
    struct gotrace *x;
    struct trace *to; // NULL: first reading
    bool started;
    nsec base, last; // time of the first event; of the last, since then
    int32_t procs;   // now
    bool told;       // the trace has told it
    VEC(bool) ms;    // threads that exist
};

// When, and by whom. -1 where there is no thread or P, 0 for no G.
struct gowhere {
    nsec t; // since any beginning
    int32_t m, p;
    uint32_t g;
};

void goemit_init(struct goemit *e, struct gotrace *x, struct trace *to);
void goemit_release(struct goemit *e);

void goemit_procs(struct goemit *e, const struct gowhere *w, int32_t n);
void goemit_proc_start(struct goemit *e, const struct gowhere *w);
void goemit_proc_stop(struct goemit *e, const struct gowhere *w);
// P p is taken from thread from by w's.
void goemit_proc_steal(struct goemit *e, const struct gowhere *w, int32_t p,
                       int32_t from);

// w->g, or nobody, creates G g, which runs fn; line is that of its go
// statement, or 0.
void goemit_create(struct goemit *e, const struct gowhere *w, uint32_t g,
                   struct gobatch_string fn, uint64_t line);
// G w->g is there already, and runnable. fn may be empty.
void goemit_there(struct goemit *e, const struct gowhere *w,
                  struct gobatch_string fn);
// G w->g, which was just there, has been waiting; is in a system call on w's
// thread, which may be unknown.
void goemit_was_waiting(struct goemit *e, const struct gowhere *w);
void goemit_was_in_syscall(struct goemit *e, const struct gowhere *w);
// The function of G w->g is the outermost one of its stack.
void goemit_name(struct goemit *e, uint32_t g, struct gobatch_string fn);

// Of G w->g.
void goemit_start(struct goemit *e, const struct gowhere *w);
void goemit_stop(struct goemit *e, const struct gowhere *w, const char *why);
void goemit_block(struct goemit *e, const struct gowhere *w,
                  enum wait_reason why);
void goemit_destroy(struct goemit *e, const struct gowhere *w);
void goemit_syscall_begin(struct goemit *e, const struct gowhere *w,
                          struct gobatch_string call);
void goemit_syscall_end(struct goemit *e, const struct gowhere *w);
void goemit_syscall_end_blocked(struct goemit *e, const struct gowhere *w);

// G g is made runnable by w.
void goemit_unblock(struct goemit *e, const struct gowhere *w, uint32_t g);

// A remark. more may be NULL.
void goemit_label(struct goemit *e, const struct gowhere *w, const char *text,
                  const struct gobatch_string *more);

void goemit_drop(struct goemit *e, enum gotrace_drop d, uint64_t n);

// The reason that the trace gives as text; WAIT_NONE, counted, when it is
// unknown.
enum wait_reason goemit_reason(struct goemit *e, struct gobatch_string text);

#endif
