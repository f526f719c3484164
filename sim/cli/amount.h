// amount: times and counts as short texts for tables, four digits at most
// before the unit: "88.80ms", "1.234us", "23".
#ifndef CLI_AMOUNT_H
#define CLI_AMOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/spread.h"

enum { AMOUNT_MAX = 64 };

void amount_text(int64_t v, bool is_time, char out[AMOUNT_MAX]);

// The range of a spread, in the unit of its greatest value: "86.4..90.1ms"; one
// value when that is all.
void amount_range(const struct spread *s, bool is_time, char out[AMOUNT_MAX]);

// "-72.6%", "+0.1%"; "-" when there is no such number.
void amount_error(int64_t got, int64_t want, char out[AMOUNT_MAX]);

#endif
