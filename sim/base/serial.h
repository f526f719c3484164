// serial: something that serves one request at a time, in the order in which
// they come: a disk, a link. Time in whole nanoseconds, exact.
#ifndef BASE_SERIAL_H
#define BASE_SERIAL_H

#include <stdint.h>

#include "base/nsec.h"

// Zero-initialised is valid: nothing is asked of it.
struct serial {
    nsec free_at; // when the last request is done
};

// What n bytes take at a rate (bytes per second, >= 1) and a latency besides:
// up to the next nanosecond, and NSEC_MAX at most. n <= 0 is no bytes.
nsec serial_ns(int64_t n, int64_t bytes_per_s, nsec latency);

// A request that comes now and takes d: when it will be done.
nsec serial_take(struct serial *s, nsec now, nsec d);

#endif
