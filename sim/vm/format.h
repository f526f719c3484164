// format: numbers and strings as Go's package fmt writes them, with flags,
// width and precision (fmt/format.go). What to write for which verb and type is
// in fmt_value.c.
#ifndef VM_FORMAT_H
#define VM_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/text.h"

// Zero-initialised is a format without flags.
struct format {
    struct text *out;
    int wid, prec;
    bool has_wid, has_prec;
    bool minus, plus, sharp, space, zero;
    bool plus_v, sharp_v; // %+v and %#v, with plus and sharp cleared
};

void format_clear_flags(struct format *f);

// Append text padded to the width, which counts runes.
void format_pad(struct format *f, const void *p, size_t n);
void format_pad_str(struct format *f, const char *s);

void format_bool(struct format *f, bool v);

// base is 2, 8, 10 or 16; verb is 'O' for 0o in front, 'X' for capitals.
void format_integer(struct format *f, uint64_t u, int base, bool is_signed,
                    int32_t verb);

// %c, %q and %U of a number.
void format_rune(struct format *f, uint64_t c);
void format_quoted_rune(struct format *f, uint64_t c);
void format_unicode(struct format *f, uint64_t c);

// %s, %q and %x or %X of n bytes.
void format_string(struct format *f, const unsigned char *p, size_t n);
void format_quoted(struct format *f, const unsigned char *p, size_t n);
void format_hex(struct format *f, const unsigned char *p, size_t n, bool upper);

// A float of 32 or 64 bits for a verb of strconv: b e E f g G x X. prec -1 is
// the shortest form that reads back the same.
void format_float(struct format *f, double d, int bits, char verb, int prec);

// quote.c: strconv.Quote and QuoteRune, with ascii ToASCII; CanBackquote and
// IsPrint.
void quote_string(struct text *out, const unsigned char *p, size_t n,
                  bool ascii);
void quote_rune(struct text *out, int32_t rune, bool ascii);
bool quote_can_backquote(const unsigned char *p, size_t n);
bool rune_is_print(int32_t rune);

// float_text.c: strconv.AppendFloat.
void float_text(struct text *out, double d, int bits, char verb, int prec);

#endif
