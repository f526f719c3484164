// lint: the executable schema of timelines. It replays a timeline and reports,
// through the reader's list, what no Go scheduler could have done: a G on two
// Ms, a wakeup of a G that does not wait, time that goes back.
//
// The states of G, M and P are those of Go's runtime2.go; docs/trace-format.md
// lists the rules. What a timeline of real threads may lack (cores) is checked
// only once it is there.
#ifndef TRACE_LINT_H
#define TRACE_LINT_H

#include "trace/reader.h"

struct lint;

// A lint of the events that r is going to give; looks at r's header.
struct lint *lint_new(struct reader *r);

// Checks the event that r gave last. Goes on as if it were right.
void lint_event(struct lint *l, const struct reader_event *e);

// Checks the end of the timeline.
void lint_end(struct lint *l);

void lint_free(struct lint *l);

// All of it: reads r to its end. Returns whether nothing was wrong.
bool lint_run(struct reader *r);

#endif
