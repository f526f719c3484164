// coarsen: a timeline's spans as CSV for a picture: no more lanes than fit, and
// no row that is too short to be seen, so that gnuplot gets as much as can be
// seen, however long the timeline is.
//
// Spans of a pixel or more are kept exactly. Shorter ones that follow each
// other are put together, a few pixels at a time, into a row for each state and
// G among them: as long as all of it was, in the order in which they came. What
// is less than a quarter of a pixel is given to the longest of these.
#ifndef TRACE_COARSEN_H
#define TRACE_COARSEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/outfile.h"
#include "trace/fold.h"
#include "trace/reader.h"

// How a timeline is shown together with others: cores are left out, each row
// begins with panel, and Gs are known by their lanes, which all timelines have
// in common: the columns id and g have the lane from 1 on, fn has its label.
struct coarsen_panel {
    const char *panel;
    const uint32_t *of_g; // the lane of each G, or LANE_NONE (lanes.h)
    uint32_t lanes;
    const char *const *label; // of each lane
};

// Writes the timeline r, drawn pixels wide, to f as export_csv does; lanes_max
// of each kind of track. The shared lanes have the id "and N more". measure is
// the fold of the same timeline, read before; panel is NULL for a timeline of
// its own. Returns false when the timeline is wrong; r then has the messages.
bool coarsen_csv(struct reader *r, const struct fold *measure, int pixels,
                 const int lanes_max[TRACKS], const struct coarsen_panel *panel,
                 struct outfile *f);

#endif
