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

#include "base/outfile.h"
#include "trace/fold.h"
#include "trace/reader.h"

// Writes the timeline r, drawn pixels wide, to f as export_csv does; lanes_max
// of each kind of track. The shared lanes have the id "and N more". measure is
// the fold of the same timeline, read before. Returns false when the timeline
// is wrong; r then has the messages.
bool coarsen_csv(struct reader *r, const struct fold *measure, int pixels,
                 const int lanes_max[TRACKS], struct outfile *f);

#endif
