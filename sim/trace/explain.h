// explain: why a G runs at some time, or why it does not, in words: what it
// waits for and since when, who could wake it, where it stands in which queue,
// by which rule others were chosen before it, and how it goes on.
#ifndef TRACE_EXPLAIN_H
#define TRACE_EXPLAIN_H

#include <stdint.h>

#include "base/nsec.h"
#include "trace/reader.h"

enum explain_end {
    EXPLAIN_OK,
    EXPLAIN_WRONG,  // the timeline is: r has the messages
    EXPLAIN_NO_G,   // there is no such G in all of the timeline
    EXPLAIN_NO_TIME // the timeline ends before
};

struct explanation {
    enum explain_end end;
    char *text;    // EXPLAIN_OK: lines; xmalloc'd
    nsec end_ns;   // of the timeline
    uint32_t last; // the highest number of a G in it
};

// Reads and lints all of r and explains what g does at time at: after all that
// happened until then. Texts of the timeline are escaped for terminals.
struct explanation explain(struct reader *r, uint32_t g, nsec at);

#endif
