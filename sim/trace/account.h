// account: that the spans of a timeline leave out no nanosecond and count none
// twice: those of each P follow each other from the first event to the last,
// those of each G from its creation to its end.
#ifndef TRACE_ACCOUNT_H
#define TRACE_ACCOUNT_H

#include <stdbool.h>

#include "trace/fold.h"
#include "trace/reader.h"

struct account;

struct account *account_new(void);
void account_free(struct account *a);

// The next span, of arg, an account: a fold_sink.
void account_span(void *arg, const struct span *s);

// The timeline is one of real Go: a goroutine may end in a system call, or in
// the same tick of its coarse clock in which it was woken.
void account_real(struct account *a);

// GOMAXPROCS is now that: the other Ps have no time.
void account_procs(struct account *a, int64_t procs);

// What is wrong (valid until account_free), or NULL; from and to: the first and
// last event's time.
const char *account_end(struct account *a, nsec from, nsec to);

// Reads, lints and folds all of r. Returns whether nothing was wrong; r has the
// messages.
bool account_run(struct reader *r);

#endif
