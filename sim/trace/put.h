// put: formatting into memory without printf. Each call writes at o, which has
// the room, and returns the place after it.
#ifndef TRACE_PUT_H
#define TRACE_PUT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { PUT_NUMBER_MAX = 20 }; // bytes of a number, its sign included

static inline char *put_text(char *o, const char *s, size_t n)
{
    memcpy(o, s, n);
    return o + n;
}

static inline char *put_u64(char *o, uint64_t v)
{
    char digits[PUT_NUMBER_MAX];
    size_t n = sizeof digits;

    if (v < 10) { // most columns
        *o = (char)('0' + v);
        return o + 1;
    }
    do {
        digits[--n] = (char)('0' + v % 10);
        v /= 10;
    } while (v != 0);
    return put_text(o, digits + n, sizeof digits - n);
}

static inline char *put_i64(char *o, int64_t v)
{
    if (v >= 0)
        return put_u64(o, (uint64_t)v);
    *o++ = '-';
    return put_u64(o, 0 - (uint64_t)v);
}

#endif
