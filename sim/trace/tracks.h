// tracks: a timeline as viewers of traces show it: a track for each core, M, P
// and G with slices on it; instants; flows, the arrows from who woke or created
// a G to where that runs, and from whom Gs were stolen to the thief; counters.
// What all exporters to such viewers have in common.
#ifndef TRACE_TRACKS_H
#define TRACE_TRACKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/nsec.h"
#include "trace/fold.h"
#include "trace/reader.h"

enum {
    TRACK_ALL = TRACK_M + 1, // the timeline itself; only instants are on it
    TRACK_KINDS,
    TRACKS_TEXT_MAX = 4096, // bytes of a text of the timeline, longer are cut
    TRACKS_NAME_MAX = 2 * TRACKS_TEXT_MAX + 128, // bytes of any name below
};

enum tracks_counter {
    COUNTER_RUNNING,  // Gs
    COUNTER_RUNNABLE, // Gs
    COUNTER_SYSCALL,  // Gs
    COUNTER_SPINNING, // Ms
    COUNTER_GLOBAL,   // Gs in the global queue
    COUNTERS_FIXED,
    COUNTER_RUNQ = COUNTERS_FIXED, // Gs in the run queue of a P and its runnext
};

// A name, not terminated. It is valid until the function that got it returns.
struct tracks_text {
    const char *s;
    size_t n;
};

// Which track: index is span.index, 0 for TRACK_ALL.
struct tracks_at {
    int track; // enum span_track, or TRACK_ALL
    uint32_t index;
};

// Who gets it. All but arg may be NULL. Times never go back but for slices,
// which are given when they end.
struct tracks_sink {
    void *arg;
    // From t on there is the track with this id ("G7 main.main"); nothing was
    // given for it before.
    void (*track)(void *arg, nsec t, struct tracks_at at, uint32_t id,
                  struct tracks_text name);
    // A slice, and the flow that leads to its beginning, or 0.
    void (*slice)(void *arg, const struct span *s, uint64_t flow);
    // A slice begins, its end is -1; it may turn out to be empty.
    void (*begin)(void *arg, const struct span *s);
    // The G or M of the track ends.
    void (*gone)(void *arg, nsec t, struct tracks_at at);
    // Something happened; flow begins there, unless it is 0.
    void (*instant)(void *arg, nsec t, struct tracks_at at,
                    struct tracks_text name, uint64_t flow);
    // The flow, which began on a track of that kind, ends there. Each ends: the
    // last ones at the end of the timeline.
    void (*arrive)(void *arg, nsec t, struct tracks_at at, uint64_t flow,
                   int from);
    // The counter, of P p or -1, is value from t on. Given once a moment.
    void (*counter)(void *arg, nsec t, enum tracks_counter counter, int32_t p,
                    int64_t value);
};

// A timeline under way, for who reads several at once.
struct tracks;

// Numbers flows from *flows + 1 on and leaves the last number there; r, sink
// and flows must outlive it.
struct tracks *tracks_new(struct reader *r, const struct tracks_sink *sink,
                          uint64_t *flows);

// Whether there is another event, and when.
bool tracks_peek(const struct tracks *t, nsec *when);

// Gives what is still to be given of moments before when; then, by tracks_step,
// the next event.
void tracks_advance(struct tracks *t, nsec when);
void tracks_step(struct tracks *t);

// Gives the end, and frees t. Returns false when the timeline is wrong; its
// reader then has the messages.
bool tracks_end(struct tracks *t);

// All of it: reads, lints and gives all of r; numbers flows from *flows + 1 on
// and leaves the last number there. Returns false when the timeline is wrong; r
// then has the messages.
bool tracks_run(struct reader *r, const struct tracks_sink *sink,
                uint64_t *flows);

// Whether there is something to be seen: no M on the core or P is not.
bool tracks_shown(const struct span *s);

// What a viewer writes on the slice: on a G's track what it does ("running",
// "blocked: chan receive"), on others who is there ("G7 main.main").
struct tracks_text tracks_slice_name(const struct span *s,
                                     char out[TRACKS_NAME_MAX]);

// What span.detail is: "rule", "reason", "call", "why"; NULL: nothing.
const char *tracks_detail_key(const struct span *s);

// "running Gs", "run queue P0".
struct tracks_text tracks_counter_name(enum tracks_counter counter, int32_t p,
                                       char out[TRACKS_NAME_MAX]);

// What it counts: "Gs" or "Ms".
const char *tracks_counter_unit(enum tracks_counter counter);

// "main.go (simulated)", or the timeline's label in the file's place.
struct tracks_text tracks_title(const struct reader *r,
                                char out[TRACKS_NAME_MAX]);

#endif
