#include "vm/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"

void text_release(struct text *t)
{
    free(t->v);
    *t = (struct text){0};
}

void text_clear(struct text *t)
{
    t->n = 0;
    t->full = false;
}

// Makes room for n bytes and a NUL; false when the limit is reached.
static bool text_reserve(struct text *t, size_t n)
{
    CHECK(t->n <= t->cap);
    if (n < t->cap - t->n)
        return true;
    if (n >= TEXT_MAX_BYTES - t->n) {
        t->full = true;
        return false;
    }
    size_t cap = t->cap < 64 ? 64 : t->cap;
    while (cap <= t->n + n)
        cap *= 2;
    t->v = xrealloc(t->v, cap);
    t->cap = cap;
    return true;
}

void text_bytes(struct text *t, const void *p, size_t n)
{
    if (n == 0 || !text_reserve(t, n))
        return;
    memcpy(t->v + t->n, p, n);
    t->n += n;
}

void text_byte(struct text *t, int c)
{
    if (!text_reserve(t, 1))
        return;
    t->v[t->n++] = (unsigned char)c;
}

void text_fill(struct text *t, int c, size_t n)
{
    if (n == 0 || !text_reserve(t, n))
        return;
    memset(t->v + t->n, c, n);
    t->n += n;
}

void text_str(struct text *t, const char *s)
{
    CHECK(s != NULL);
    text_bytes(t, s, strlen(s));
}

void text_vprintf(struct text *t, const char *fmt, va_list ap)
{
    CHECK(fmt != NULL);
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    CHECK(n >= 0);
    if (text_reserve(t, (size_t)n)) {
        int m = vsnprintf((char *)t->v + t->n, (size_t)n + 1, fmt, again);
        CHECK(m == n);
        t->n += (size_t)n;
    }
    va_end(again);
}

void text_printf(struct text *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    text_vprintf(t, fmt, ap);
    va_end(ap);
}

void text_rune(struct text *t, int64_t rune)
{
    unsigned char buf[UTF8_MAX];
    int n = utf8_encode(buf, rune);
    text_bytes(t, buf, (size_t)n);
}

const char *text_cstr(struct text *t)
{
    // Without room (the text is full to the last byte) the last byte goes.
    if (!text_reserve(t, 0))
        t->n--;
    t->v[t->n] = '\0';
    return (const char *)t->v;
}

// The width of the sequence that b begins and the bounds of its second byte, or
// 1 when no sequence begins with b.
static int utf8_first(unsigned char b, unsigned char *lo, unsigned char *hi)
{
    *lo = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80;
    *hi = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
    if (b < 0xC2 || b > 0xF4)
        return 1;
    return b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
}

int32_t utf8_decode(const unsigned char *p, size_t n, int *width)
{
    CHECK(n > 0);
    *width = 1;
    if (p[0] < 0x80)
        return p[0];
    unsigned char lo, hi;
    int w = utf8_first(p[0], &lo, &hi);
    if (w == 1 || n < (size_t)w || p[1] < lo || p[1] > hi)
        return RUNE_ERROR;
    int32_t r = p[0] & (0xFF >> (w + 1));
    for (int i = 1; i < w; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return RUNE_ERROR;
        r = (r << 6) | (p[i] & 0x3F);
    }
    *width = w;
    return r;
}

int utf8_encode(unsigned char *out, int64_t rune)
{
    if (rune < 0 || rune > RUNE_MAX || (rune >= 0xD800 && rune <= 0xDFFF))
        rune = RUNE_ERROR;
    if (rune < 0x80) {
        out[0] = (unsigned char)rune;
        return 1;
    }
    int w = rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
    for (int i = w - 1; i > 0; i--) {
        out[i] = (unsigned char)(0x80 | (rune & 0x3F));
        rune >>= 6;
    }
    out[0] = (unsigned char)((0xF00 >> w) | rune);
    return w;
}

size_t utf8_count(const unsigned char *p, size_t n)
{
    size_t runes = 0;
    for (size_t i = 0; i < n; runes++) {
        int w;
        utf8_decode(p + i, n - i, &w);
        i += (size_t)w;
    }
    return runes;
}
