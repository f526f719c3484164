// lanes: which tracks of a timeline get a lane of their own in a picture, and
// what is seen of time on a grid of cells. What both pictures have in common,
// the one in the terminal (gantt) and the one by gnuplot (coarsen).
#ifndef TRACE_LANES_H
#define TRACE_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/nsec.h"
#include "trace/fold.h"

// Time from start to end, cut into width cells of equal length as far as whole
// nanoseconds allow; a cell may be empty when there are more cells than those.
struct grid {
    nsec start, end; // start < end
    int width;
};

struct grid grid_of(const struct fold *f, int width);

// Where cell i starts; grid_start(g, width) is the end.
nsec grid_start(const struct grid *g, int i);

// The cell that holds t, which lies in [start, end).
int grid_cell(const struct grid *g, nsec t);

// The first tracks of each kind have a lane each; the others, "and 12 more",
// share a last one. Gs come in the order of creation, without the run time's
// own, or in an order that was given.
struct lanes {
    uint32_t own[TRACKS];  // tracks with a lane of their own
    uint32_t more[TRACKS]; // tracks that share the last lane, or 0
    size_t ngs;
    uint32_t *of_g; // the lane of each G of the timeline, or LANE_NONE
};

#define LANE_NONE UINT32_MAX

// Lanes for the tracks of f, at most max[track] of each kind (at least 2).
struct lanes lanes_of(const struct fold *f, const int max[TRACKS]);

// The same with lanes for count Gs, among them those of f: of_g[i] is the lane
// of G number i, or LANE_NONE.
struct lanes lanes_given(const struct fold *f, const int max[TRACKS],
                         const uint32_t *of_g, uint32_t count);

void lanes_release(struct lanes *l);

// Lanes of a kind, the shared one included.
uint32_t lanes_count(const struct lanes *l, enum span_track t);

// Puts lanes in the place of Gs in s: index of a G, and g_index, which is
// LANE_NONE for a G that is not shown. False: s itself is not shown.
bool lanes_place(const struct lanes *l, struct span *s);

// The G with that lane of its own: its place in the order of creation.
size_t lanes_g(const struct lanes *l, uint32_t lane);

// Whether the span, which has been placed, lies in the shared lane of its kind.
static inline bool lanes_shared(const struct lanes *l, const struct span *s)
{
    return s->index >= l->own[s->track];
}

// A shared lane: the time that its tracks spent in each state, cell by cell.
struct crowd {
    struct grid grid;
    nsec (*sum)[SPAN_STATES];
};

void crowd_init(struct crowd *c, struct grid grid);
void crowd_add(struct crowd *c, const struct span *s);
void crowd_release(struct crowd *c);

// What to show in a cell: the busiest state that tracks were in for half of the
// cell, all of them taken together; when there is none, the one they were in
// for longest. False when no track was there.
bool crowd_state(const struct crowd *c, int cell, enum span_state *out);

#endif
