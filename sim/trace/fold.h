// fold: events to spans. For every core, P and G of a timeline: what it did
// from when to when. Everything that draws, exports or measures reads spans.
//
// The spans of a core or P follow each other without a gap from the first event
// to the last, those of a G from its creation to its end; none is empty.
#ifndef TRACE_FOLD_H
#define TRACE_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/nsec.h"
#include "trace/reader.h"

// TRACK_M is there for who asks for it, by fold_ms.
enum span_track { TRACK_CORE, TRACK_P, TRACK_G, TRACKS, TRACK_M = TRACKS };

enum span_state {
    SPAN_IDLE,     // core, P: no M there; M: asleep, its detail says where
    SPAN_RUNNING,  // a G is running, on a core
    SPAN_NO_CORE,  // P, G: the G has a P, but its M waits for a core; M: so
    SPAN_SCHED,    // core, P, M: the M there runs the scheduler, no G
    SPAN_SPIN,     // core, P, M: the M there looks for work (spinning)
    SPAN_SYSCALL,  // the G is in a system call
    SPAN_RUNNABLE, // G: waits for a P
    SPAN_BLOCKED,  // G: waits for something else
    SPAN_STATES
};

// A stretch of a track in which nothing changes. Its texts live as long as the
// fold.
struct span {
    nsec start, end; // start < end
    enum span_track track;
    enum span_state state;
    uint32_t id;    // of the core, P or G
    uint32_t index; // of a G, M: its place in the order of creation; else id
    int32_t core, m, p; // where, -1 when nowhere
    uint32_t g;         // 0 when none
    uint32_t g_index;   // its place in the order of creation
    const char *fn;     // its function, or ""
    const char *detail; // running: rule; blocked: reason; runnable: why; or ""
};

// A G of the timeline.
struct fold_g {
    uint32_t id;
    const char *fn; // its function
    nsec created;
    int64_t creator;  // its creator's place in the order of creation, or -1
    uint64_t starts;  // how often it was put on a P
    uint64_t started; // number of its first start among those of all Gs, or 0
    bool system;      // the run time's own, as Go's isSystemGoroutine says
};

// Called for each span when it ends; the spans of a track in their order.
typedef void fold_sink(void *arg, const struct span *s);

struct fold;

// A fold that gives its spans to sink; the numbers of cores and Ps at the
// start.
struct fold *fold_new(int cores, int procs, fold_sink *sink, void *arg);

// Before the first event: spans of Ms too, which follow each other from the
// creation of an M to the end of its thread, or of the timeline.
void fold_ms(struct fold *f);

// Before the first event: begin gets each span when it begins as well, its end
// being -1. Some turn out to be empty and are never given to the other sink.
void fold_begins(struct fold *f, fold_sink *begin);

// Takes the next event. What a right timeline cannot contain (lint) leads to
// spans without meaning, never further.
void fold_event(struct fold *f, const struct reader_event *e);

// Ends all spans at the time of the last event: cores, Ps, then Gs, each in
// order.
void fold_end(struct fold *f);

// The first and the last event's time.
nsec fold_start_ns(const struct fold *f);
nsec fold_end_ns(const struct fold *f);

// Whether the timeline says which M is on which core. When not, cores have no
// spans, and a running G is taken to be on a core.
bool fold_has_cores(const struct fold *f);

// The cores of the machine, and the most Ps there were.
int fold_cores(const struct fold *f);
int fold_procs(const struct fold *f);

// Between events: how many Gs are running now, and on a core.
int fold_running(const struct fold *f);

// Between events: what G number index does now, and since when.
enum span_state fold_g_now(const struct fold *f, size_t index, nsec *since);

// Whether a G that nobody's go statement made, of that function, is one of the
// run time's own, as Go's isSystemGoroutine says.
bool fold_is_system(const char *fn);

// Gs in the order of creation.
size_t fold_gs(const struct fold *f);
struct fold_g fold_g(const struct fold *f, size_t index);

// The place of the G or M with that number, or -1; of the G that the M has now,
// as a running one or in a system call, or -1.
int64_t fold_g_index(const struct fold *f, uint32_t g);
int64_t fold_m_index(const struct fold *f, int32_t m);
int64_t fold_m_g(const struct fold *f, int32_t m);

void fold_free(struct fold *f);

// Reads, lints and folds all of r. Returns NULL when something was wrong; r
// then has the messages. Otherwise the ended fold.
struct fold *fold_run(struct reader *r, fold_sink *sink, void *arg);

// The same; see hears of each event before the fold takes it.
typedef void fold_see(void *arg, const struct fold *f,
                      const struct reader_event *e);
struct fold *fold_run_seeing(struct reader *r, fold_sink *sink, fold_see *see,
                             void *arg);

const char *span_track_name(enum span_track t);
const char *span_state_name(enum span_state s);

#endif
