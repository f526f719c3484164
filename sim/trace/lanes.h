// lanes: which tracks of a timeline get a lane of their own in a picture, and
// what is seen of time on a grid of cells. What both pictures have in common,
// the one in the terminal (gantt) and the one by gnuplot (coarsen).
#ifndef TRACE_LANES_H
#define TRACE_LANES_H

#include <stdbool.h>
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
// share a last one. Gs come in the order of creation.
struct lanes {
    uint32_t own[TRACKS];  // tracks with a lane of their own
    uint32_t more[TRACKS]; // tracks that share the last lane, or 0
};

// Lanes for the tracks of f, at most max[track] of each kind (at least 2).
struct lanes lanes_of(const struct fold *f, const int max[TRACKS]);

// Lanes of a kind, the shared one included.
uint32_t lanes_count(const struct lanes *l, enum span_track t);

// Whether the span lies in the shared lane of its kind.
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
