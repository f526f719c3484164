// statsout: the figures of a timeline, for people and as JSON.
#ifndef CLI_STATSOUT_H
#define CLI_STATSOUT_H

#include <stdbool.h>

#include "trace/reader.h"
#include "trace/stats.h"

// Tables on stdout. every_g: each goroutine, however many there are.
void statsout_text(const struct stats *s, const struct reader *r, bool every_g);

// JSON with sorted keys on stdout. Returns an exit status.
int statsout_json(const struct stats *s, const struct reader *r);

#endif
