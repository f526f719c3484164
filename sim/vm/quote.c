// quote: Go string and rune literals (strconv/quote.go).
#include <string.h>

#include "vm/format.h"

// Ranges past U+00A0 that are not printable: control, format, private and space
// characters.
static const uint32_t unprintable[][2] = {
    {0xa0, 0xa0},        {0xad, 0xad},       {0x600, 0x605},
    {0x61c, 0x61c},      {0x6dd, 0x6dd},     {0x70f, 0x70f},
    {0x890, 0x891},      {0x8e2, 0x8e2},     {0x1680, 0x1680},
    {0x180e, 0x180e},    {0x2000, 0x200f},   {0x2028, 0x202f},
    {0x205f, 0x206f},    {0x3000, 0x3000},   {0xd800, 0xf8ff},
    {0xfeff, 0xfeff},    {0xfff9, 0xfffb},   {0xfffe, 0xffff},
    {0x110bd, 0x110bd},  {0x110cd, 0x110cd}, {0x13430, 0x13438},
    {0x1bca0, 0x1bca3},  {0x1d173, 0x1d17a}, {0xe0000, 0xe007f},
    {0xf0000, 0x10ffff},
};

// DIFFERS FROM GO: code points that Unicode has not assigned are printable.
bool rune_is_print(int32_t rune)
{
    if (rune < 0x20 || rune > RUNE_MAX || (rune >= 0x7F && rune <= 0xA0))
        return false;
    for (size_t i = 0; i < sizeof unprintable / sizeof *unprintable; i++)
        if ((uint32_t)rune >= unprintable[i][0] &&
            (uint32_t)rune <= unprintable[i][1])
            return false;
    return true;
}

static void quote_escaped(struct text *out, int32_t r, char quote, bool ascii)
{
    static const char escapes[] = "abtnvfr"; // from \x07 on
    if (r == quote || r == '\\') {
        text_byte(out, '\\');
        text_byte(out, r);
    } else if (r < 0x80 ? rune_is_print(r) : !ascii && rune_is_print(r)) {
        text_rune(out, r);
    } else if (r >= '\a' && r <= '\r') {
        text_byte(out, '\\');
        text_byte(out, escapes[r - '\a']);
    } else if (r < ' ' || r == 0x7F) {
        text_printf(out, "\\x%02x", (unsigned)r);
    } else if (r < 0x10000) {
        text_printf(out, "\\u%04x", (unsigned)r);
    } else {
        text_printf(out, "\\U%08x", (unsigned)r);
    }
}

void quote_string(struct text *out, const unsigned char *p, size_t n,
                  bool ascii)
{
    text_byte(out, '"');
    for (size_t i = 0; i < n;) {
        int w;
        int32_t r = utf8_decode(p + i, n - i, &w);
        if (w == 1 && r == RUNE_ERROR)
            text_printf(out, "\\x%02x", p[i]);
        else
            quote_escaped(out, r, '"', ascii);
        i += (size_t)w;
    }
    text_byte(out, '"');
}

void quote_rune(struct text *out, int32_t rune, bool ascii)
{
    if (rune > RUNE_MAX || rune < 0 || (rune >= 0xD800 && rune <= 0xDFFF))
        rune = RUNE_ERROR;
    text_byte(out, '\'');
    quote_escaped(out, rune, '\'', ascii);
    text_byte(out, '\'');
}

bool quote_can_backquote(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n;) {
        int w;
        int32_t r = utf8_decode(p + i, n - i, &w);
        bool control = r < ' ' && r != '\t';
        if ((w == 1 && r == RUNE_ERROR) || r == 0xFEFF || control || r == '`' ||
            r == 0x7F)
            return false;
        i += (size_t)w;
    }
    return true;
}
