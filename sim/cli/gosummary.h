// gosummary: the figures of a run of real Go, from its timeline.
#ifndef CLI_GOSUMMARY_H
#define CLI_GOSUMMARY_H

#include "trace/reader.h"
#include "trace/summary.h"

// Reads all of the timeline r and adds it up into *s, all of which is set but
// for cores, cpu_ns, exit and seed. What a trace of Go does not tell (steals,
// spinning, timers, polls) is 0. False when the timeline is wrong; r then has
// the messages. The caller frees s->run_ns_per_p.
bool gosummary_read(struct reader *r, struct summary *s);

#endif
