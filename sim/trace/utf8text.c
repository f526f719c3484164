#include "trace/utf8text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

// Length of the sequence at s[0..n), n > 0, or 0 when it is none.
static size_t sequence(const char *s, size_t n)
{
    static const struct {
        uint8_t lo, hi; // of the first byte
        uint8_t lo2, hi2, len;
    } kinds[] = {
        {0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2},
        {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
        {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4},
        {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    const uint8_t *u = (const uint8_t *)s;

    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        if (u[0] < kinds[k].lo || u[0] > kinds[k].hi)
            continue;
        if (kinds[k].len > n)
            return 0;
        for (size_t i = 1; i < kinds[k].len; i++)
            if (u[i] < (i == 1 ? kinds[k].lo2 : 0x80) ||
                u[i] > (i == 1 ? kinds[k].hi2 : 0xbf))
                return 0;
        return kinds[k].len;
    }
    return 0;
}

static size_t put(char *out, const char *s, size_t n, bool json)
{
    static const char hex[] = "0123456789abcdef";
    char *o = out;

    while (n > 0) {
        size_t len = 1;

        if ((*s & 0x80) != 0) {
            len = sequence(s, n);
            memcpy(o, len == 0 ? "\xEF\xBF\xBD" : s, len == 0 ? 3 : len);
            o += len == 0 ? 3 : len;
            len += len == 0;
        } else if (json && (*s == '"' || *s == '\\')) {
            *o++ = '\\';
            *o++ = *s;
        } else if (json && *s < 0x20) {
            memcpy(o, "\\u00", 4);
            o[4] = hex[*s >> 4];
            o[5] = hex[*s & 15];
            o += 6;
        } else {
            *o++ = *s;
        }
        s += len;
        n -= len;
    }
    return (size_t)(o - out);
}

size_t utf8text(char *out, const char *s, size_t n)
{
    return put(out, s, n, false);
}

size_t utf8text_json(char *out, const char *s, size_t n)
{
    return put(out, s, n, true);
}
