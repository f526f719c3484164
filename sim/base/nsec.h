// nsec: virtual and real time as whole nanoseconds, and Go's durations as text.
#ifndef BASE_NSEC_H
#define BASE_NSEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t nsec;

#define NSEC_MAX  INT64_MAX
#define NSEC_USEC INT64_C(1000)
#define NSEC_MSEC INT64_C(1000000)
#define NSEC_SEC  INT64_C(1000000000)

// a + b, clamped to the range of nsec instead of wrapping.
nsec nsec_add(nsec a, nsec b);

// a * b, clamped.
nsec nsec_mul(nsec a, nsec b);

// Parses a Go duration ("10ms", "1.5s", "1h2m", "-3us", "0"). Integer
// arithmetic only. On failure returns false and sets *why to a static text
// ("missing unit", "out of range", …).
bool nsec_parse(const char *text, nsec *out, const char **why);

enum { NSEC_TEXT_MAX = 32 };

// Writes t as Go's Duration.String does ("1.5ms", "0s", "2h0m0s").
void nsec_format(nsec t, char out[NSEC_TEXT_MAX]);

#endif
