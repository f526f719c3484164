// Numbers, runes and strings: their spelling as in Go's scanner, and values.
#include "lang/scan.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "lang/number.h"

static int32_t lower(int32_t ch)
{
    return ch | 0x20;
}

static bool is_decimal(int32_t ch)
{
    return ch >= '0' && ch <= '9';
}

// The value of a digit in any base up to 16, else 16.
static unsigned digit_value(int32_t ch)
{
    if (is_decimal(ch))
        return (unsigned)(ch - '0');
    if (lower(ch) >= 'a' && lower(ch) <= 'f')
        return (unsigned)(lower(ch) - 'a' + 10);
    return 16;
}

// A literal is bad after any error in it: also one about a character that is
// no part of what a Go program may hold.
static void set_literal(struct scan *s, enum token tok)
{
    s->tok = tok;
    s->bad = s->nerror > s->nerror_before;
    s->nlsemi = true;
    s->value = (struct const_value){.kind = CONST_INT};
}

// --- Numbers -----------------------------------------------------------------

// What was seen of a number.
struct number_parts {
    unsigned base;
    char prefix;     // x, o, b; 0: decimal; '0': a leading zero
    bool digit, sep; // any digits, any _
    size_t invalid;  // first digit that is too large for the base
    bool has_invalid;
    bool is_float;
    bool ok;
};

static const char *base_name(unsigned base)
{
    switch (base) {
    case 2:
        return "binary";
    case 8:
        return "octal";
    case 10:
        return "decimal";
    default:
        return "hexadecimal";
    }
}

static void fail(struct scan *s, struct number_parts *n, const char *text)
{
    if (n->ok)
        scan_error(s, "%s", text);
    n->ok = false;
}

// digits = { digit | "_" } . In bases up to 10 any decimal digit is taken.
static void scan_digits(struct scan *s, struct number_parts *n, unsigned base)
{
    for (;; scan_char(s)) {
        if (s->ch == '_') {
            n->sep = true;
            continue;
        }
        unsigned d = digit_value(s->ch);
        if (d >= (base > 10 ? base : 10))
            return;
        if (d >= base && !n->has_invalid) {
            n->has_invalid = true;
            n->invalid = s->off;
        }
        n->digit = true;
    }
}

static void scan_prefix(struct scan *s, struct number_parts *n)
{
    if (s->ch != '0')
        return;
    scan_char(s);
    switch (lower(s->ch)) {
    case 'x':
        n->base = 16;
        break;
    case 'o':
        n->base = 8;
        break;
    case 'b':
        n->base = 2;
        break;
    default:
        n->base = 8;
        n->prefix = '0';
        n->digit = true;
        return;
    }
    n->prefix = (char)lower(s->ch);
    scan_char(s);
}

static void scan_exponent(struct scan *s, struct number_parts *n)
{
    bool e = lower(s->ch) == 'e';

    if (!e && lower(s->ch) != 'p') {
        if (n->prefix == 'x' && n->is_float)
            fail(s, n, "hexadecimal mantissa requires a 'p' exponent");
        return;
    }
    if (e && n->prefix != 0 && n->prefix != '0')
        fail(s, n,
             s->ch == 'e' ? "'e' exponent requires decimal mantissa"
                          : "'E' exponent requires decimal mantissa");
    else if (!e && n->prefix != 'x')
        fail(s, n,
             s->ch == 'p' ? "'p' exponent requires hexadecimal mantissa"
                          : "'P' exponent requires hexadecimal mantissa");
    scan_char(s);
    n->is_float = true;
    if (s->ch == '+' || s->ch == '-')
        scan_char(s);
    n->digit = false;
    scan_digits(s, n, 10);
    if (!n->digit)
        fail(s, n, "exponent has no digits");
}

// The first misplaced _ of the literal text, or n when all are right.
// Source: cmd/compile/internal/syntax/scanner.go: invalidSep.
static size_t invalid_sep(const char *text, size_t n)
{
    int32_t prefix = n >= 2 && text[0] == '0' ? lower(text[1]) : 0;
    bool hex = prefix == 'x';
    size_t i = 0;
    char d = '.'; // '_', '0' for a digit, '.' for anything else

    if (hex || prefix == 'o' || prefix == 'b') {
        d = '0'; // a prefix counts as a digit
        i = 2;
    }
    for (; i < n; i++) {
        char previous = d;
        if (text[i] == '_') {
            if (previous != '0')
                return i;
            d = '_';
        } else if (digit_value(text[i]) < (hex ? 16 : 10)) {
            d = '0';
        } else {
            if (previous == '_')
                return i - 1;
            d = '.';
        }
    }
    return d == '_' ? n - 1 : n;
}

// What does not fit is left without a value: the checker says so.
static void number_value(struct scan *s, const struct number_parts *n,
                         size_t len)
{
    struct arena *a = &s->l->arena;
    const char *text = s->text + s->start;
    size_t skip = n->prefix != 0 && n->prefix != '0' ? 2 : 0;
    // Imaginary literals with a leading 0 are decimal, for old code.
    int base = s->tok == TOK_IMAG && n->prefix == '0' ? 10 : (int)n->base;
    bool fits = s->off - s->start <= NUMBER_CHARS_MAX;

    if (fits)
        fits = n->is_float ? number_from_float(a, text, len, &s->value)
                           : number_from_digits(a, text + skip, len - skip,
                                                base, &s->value);
    if (!fits)
        s->value = (struct const_value){.kind = CONST_NONE};
}

// Go spec: Integer literals, Floating-point literals, Imaginary literals.
void scan_number(struct scan *s, bool seen_point)
{
    struct number_parts n = {.base = 10, .ok = true, .is_float = seen_point};
    const char *text = s->text + s->start;

    CHECK(is_decimal(s->ch));
    if (!seen_point) {
        scan_prefix(s, &n);
        scan_digits(s, &n, n.base);
        if (s->ch == '.') {
            if (n.prefix == 'o' || n.prefix == 'b')
                fail(s, &n,
                     n.base == 2 ? "invalid radix point in binary literal"
                                 : "invalid radix point in octal literal");
            scan_char(s);
            n.is_float = true;
        }
    }
    if (n.is_float)
        scan_digits(s, &n, n.base);
    if (!n.digit && n.ok) {
        scan_error(s, "%s literal has no digits", base_name(n.base));
        n.ok = false;
    }
    scan_exponent(s, &n);
    size_t len = s->off - s->start;
    bool imaginary = s->ch == 'i';
    if (imaginary)
        scan_char(s);
    if (n.has_invalid && n.ok && !n.is_float &&
        !(imaginary && n.prefix == '0')) {
        scan_error_at(s, scan_pos(s, n.invalid),
                      "invalid digit '%c' in %s literal", s->text[n.invalid],
                      base_name(n.base));
        n.ok = false;
    }
    size_t bad_sep = n.sep ? invalid_sep(text, len) : len;
    if (bad_sep < len && n.ok) {
        scan_error_at(s, scan_pos(s, s->start + bad_sep),
                      "'_' must separate successive digits");
        n.ok = false;
    }
    set_literal(s, imaginary ? TOK_IMAG : n.is_float ? TOK_FLOAT : TOK_INT);
    if (!s->bad)
        number_value(s, &n, len);
}

// --- Runes and strings -------------------------------------------------------

// What an escape sequence stands for.
struct escape {
    uint32_t value;
    bool is_byte; // \x and octal: a byte, not a code point
};

static const char simple_escapes[] = "abfnrtv\\'\"";
static const char simple_values[] = "\a\b\f\n\r\t\v\\'\"";

// Reads digits of an escape. At the end of the file the caller complains.
static bool escape_digits(struct scan *s, int n, unsigned base,
                          struct escape *e)
{
    e->value = 0;
    for (; n > 0 && s->ch >= 0; n--) {
        unsigned d = digit_value(s->ch);
        if (d >= base) {
            // The characters themselves: diag escapes what needs it.
            scan_error(s, "invalid character '%s%.*s' in %s escape",
                       s->ch == '\''   ? "\\"
                       : s->ch == '\n' ? "\\n"
                                       : "",
                       s->ch == '\n' ? 0 : (int)(s->next - s->off),
                       s->text + s->off, base_name(base));
            return false;
        }
        e->value = e->value * base + d;
        scan_char(s);
    }
    if (s->ch < 0)
        return true;
    if (e->is_byte && e->value > 255) {
        scan_error(s, "octal escape value %u > 255", e->value);
        return false;
    }
    if (!e->is_byte &&
        (e->value > 0x10ffff || (e->value >= 0xd800 && e->value < 0xe000))) {
        scan_error(s, "escape is invalid Unicode code point U+%04X", e->value);
        return false;
    }
    return true;
}

// Go spec: Rune literals (escaped_char). The backslash has been read.
static bool scan_escape(struct scan *s, int32_t quote, struct escape *e)
{
    int32_t ch = s->ch;
    const char *at = ch > 0 && ch < 0x80 ? strchr(simple_escapes, ch) : NULL;

    e->is_byte = false;
    if (at != NULL && ((ch != '\'' && ch != '"') || ch == quote)) {
        e->value = (unsigned char)simple_values[at - simple_escapes];
        scan_char(s);
        return true;
    }
    if (ch >= '0' && ch <= '7') {
        e->is_byte = true;
        return escape_digits(s, 3, 8, e);
    }
    if (ch != 'x' && ch != 'u' && ch != 'U') {
        if (ch < 0)
            return true;
        scan_error(s, "unknown escape");
        return false;
    }
    e->is_byte = ch == 'x';
    scan_char(s);
    return escape_digits(s, ch == 'x' ? 2 : ch == 'u' ? 4 : 8, 16, e);
}

void scan_rune(struct scan *s)
{
    bool ok = true;
    int count = 0;
    struct escape e = {0};

    CHECK(s->ch == '\'');
    scan_char(s);
    for (;; count += count < 2) {
        if (s->ch == '\'') {
            if (ok && count == 0)
                scan_error(s, "empty rune literal or unescaped '");
            else if (ok && count != 1)
                scan_error_at(s, s->pos,
                              "more than one character in rune literal");
            scan_char(s);
            break;
        }
        if (s->ch == '\n' || s->ch < 0) {
            if (ok && s->ch < 0)
                scan_error_at(s, s->pos, "rune literal not terminated");
            else if (ok)
                scan_error(s, "newline in rune literal");
            break;
        }
        if (s->ch == '\\') {
            scan_char(s);
            ok = scan_escape(s, '\'', &e) && ok;
            continue;
        }
        e.value = (uint32_t)s->ch;
        scan_char(s);
    }
    set_literal(s, TOK_CHAR);
    s->value.i = e.value;
}

// Appends the UTF-8 of c to out; returns the width.
static size_t encode_utf8(char *out, uint32_t c)
{
    CHECK(c <= 0x10ffff && (c < 0xd800 || c > 0xdfff));
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t width = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = width - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)((0xf00 >> width & 0xff) | c);
    return width;
}

// Decodes the valid escape at in (after the backslash); returns its length.
static size_t decode_escape(const char *in, struct escape *e)
{
    const char *at = strchr(simple_escapes, in[0]);
    size_t first = 1, n;

    CHECK(in[0] != '\0');
    if (at != NULL) {
        *e = (struct escape){(unsigned char)simple_values[at - simple_escapes],
                             false};
        return 1;
    }
    *e = (struct escape){0, in[0] == 'x' || is_decimal(in[0])};
    if (is_decimal(in[0])) {
        first = 0;
        n = 3;
    } else {
        n = in[0] == 'x' ? 2 : in[0] == 'u' ? 4 : 8;
    }
    for (size_t i = first; i < first + n; i++)
        e->value = e->value * (first == 0 ? 8 : 16) + digit_value(in[i]);
    return first + n;
}

// The value of the string without quotes in[0..n). No escape is shorter than
// what it stands for.
static void string_value(struct scan *s, const char *in, size_t n)
{
    char *out = arena_alloc(&s->l->arena, n + 1);
    size_t len = 0;
    struct escape e;

    for (size_t i = 0; i < n; i++) {
        if (in[i] != '\\') {
            out[len++] = in[i];
            continue;
        }
        i += decode_escape(in + i + 1, &e);
        if (e.is_byte)
            out[len++] = (char)e.value;
        else
            len += encode_utf8(out + len, e.value);
    }
    CHECK(len <= n);
    s->value.s = out;
    s->value.len = len;
}

// Strings without escapes stay in the source text.
static void set_string(struct scan *s, bool decode)
{
    set_literal(s, TOK_STRING);
    s->value.kind = CONST_STRING;
    s->value.s = "";
    if (s->bad)
        return;
    CHECK(s->off - s->start >= 2);
    s->value.s = s->text + s->start + 1;
    s->value.len = s->off - s->start - 2;
    if (decode)
        string_value(s, s->value.s, s->value.len);
}

// Go spec: String literals (interpreted_string_lit).
void scan_string(struct scan *s)
{
    bool escapes = false;
    struct escape e;

    CHECK(s->ch == '"');
    scan_char(s);
    while (s->ch != '"') {
        if (s->ch == '\n' || s->ch < 0) {
            if (s->ch < 0)
                scan_error_at(s, s->pos, "string not terminated");
            else
                scan_error(s, "newline in string");
            set_string(s, false);
            return;
        }
        if (s->ch == '\\') {
            scan_char(s);
            escapes = true;
            scan_escape(s, '"', &e);
        } else {
            scan_char(s);
        }
    }
    scan_char(s);
    set_string(s, escapes);
}

// Go spec: String literals (raw_string_lit): carriage returns are dropped.
void scan_raw_string(struct scan *s)
{
    bool cr = false;

    CHECK(s->ch == '`');
    scan_char(s);
    while (s->ch != '`') {
        if (s->ch < 0) {
            scan_error_at(s, s->pos, "string not terminated");
            set_string(s, false);
            return;
        }
        cr = cr || s->ch == '\r';
        scan_char(s);
    }
    scan_char(s);
    set_string(s, false);
    if (!cr || s->bad)
        return;
    char *out = arena_alloc(&s->l->arena, s->value.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < s->value.len; i++)
        if (s->value.s[i] != '\r')
            out[len++] = s->value.s[i];
    s->value.s = out;
    s->value.len = len;
}
