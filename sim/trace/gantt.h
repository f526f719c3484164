// gantt: the picture of a timeline in a terminal, in plain ASCII: a lane for
// every core, P and G, a column for a stretch of time. A column shows what
// lasted longest in its stretch; of two that lasted equally long, the earlier.
#ifndef TRACE_GANTT_H
#define TRACE_GANTT_H

#include <stdbool.h>

#include "base/outfile.h"
#include "trace/fold.h"
#include "trace/reader.h"

enum {
    GANTT_WIDTH = 80, // columns of the terminal
    GANTT_WIDTH_MIN = 40,
    GANTT_WIDTH_MAX = 1000,
    GANTT_TITLE_MAX = 512,
};

// Draws the timeline r into f. measure is the fold of the same timeline, read
// before for its extent; title is NULL or replaces the timeline's own. Returns
// false when the timeline is wrong; r then has the messages.
bool gantt_draw(struct reader *r, const struct fold *measure, int width,
                const char *title, struct outfile *f);

// The two lines over every picture of the timeline: its label or file; and how
// it was run ("simulated, GOMAXPROCS 2, 4 cores, …"). Unprintable bytes are
// escaped.
void gantt_title(const struct reader *r, char out[GANTT_TITLE_MAX]);
void gantt_subtitle(const struct reader *r, const struct fold *measure,
                    char out[GANTT_TITLE_MAX]);

// Cuts s to at most max columns (UTF-8 sequences), ending in ".." where it was
// longer; max is at least 2.
void gantt_cut(char *s, int max);

#endif
