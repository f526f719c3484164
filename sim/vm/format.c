#include "vm/format.h"

#include <string.h>

#include "base/check.h"

void format_clear_flags(struct format *f)
{
    *f = (struct format){.out = f->out};
}

static void write_padding(struct format *f, int64_t n)
{
    if (n > 0)
        text_fill(f->out, f->zero ? '0' : ' ', (size_t)n);
}

void format_pad(struct format *f, const void *p, size_t n)
{
    if (!f->has_wid || f->wid == 0) {
        text_bytes(f->out, p, n);
        return;
    }
    int64_t width = f->wid - (int64_t)utf8_count(p, n);
    if (!f->minus)
        write_padding(f, width);
    text_bytes(f->out, p, n);
    if (f->minus)
        write_padding(f, width);
}

void format_pad_str(struct format *f, const char *s)
{
    format_pad(f, s, strlen(s));
}

// The same with spaces, whatever the flag 0 says.
static void pad_spaces(struct format *f, const void *p, size_t n)
{
    bool zero = f->zero;
    f->zero = false;
    format_pad(f, p, n);
    f->zero = zero;
}

void format_bool(struct format *f, bool v)
{
    format_pad_str(f, v ? "true" : "false");
}

static const char lower_digits[] = "0123456789abcdefx";
static const char upper_digits[] = "0123456789ABCDEFX";

// Writes the digits of u to the end of buf and returns how many.
static size_t put_digits(char *end, uint64_t u, unsigned base,
                         const char *digits)
{
    size_t n = 0;
    do {
        *--end = digits[u % base];
        u /= base;
        n++;
    } while (u > 0);
    return n;
}

// What stands before the digits: sign, base.
static void put_prefix(struct text *t, const struct format *f, int base,
                       bool negative, bool octal_zero, int32_t verb)
{
    if (negative)
        text_byte(t, '-');
    else if (f->plus)
        text_byte(t, '+');
    else if (f->space)
        text_byte(t, ' ');
    if (verb == 'O')
        text_str(t, "0o");
    if (!f->sharp)
        return;
    if (base == 2)
        text_str(t, "0b");
    else if (base == 16)
        text_str(t, verb == 'X' ? "0X" : "0x");
    else if (base == 8 && !octal_zero)
        text_byte(t, '0');
}

void format_integer(struct format *f, uint64_t u, int base, bool is_signed,
                    int32_t verb)
{
    CHECK(base == 2 || base == 8 || base == 10 || base == 16);
    bool negative = is_signed && (int64_t)u < 0;
    if (negative)
        u = -u;
    // %.3d and %03d both ask for zeros; precision wins over the flag.
    int64_t prec = 0;
    if (f->has_prec) {
        prec = f->prec;
        if (prec == 0 && u == 0) {
            pad_spaces(f, "", 0);
            return;
        }
    } else if (f->zero && f->has_wid) {
        prec = f->wid;
        if (negative || f->plus || f->space)
            prec--;
    }
    char buf[64];
    const char *digits = verb == 'X' ? upper_digits : lower_digits;
    size_t n = put_digits(buf + sizeof buf, u, (unsigned)base, digits);
    CHECK(n <= sizeof buf);
    int64_t zeros = prec > (int64_t)n ? prec - (int64_t)n : 0;
    bool octal_zero = zeros > 0 || buf[sizeof buf - n] == '0';

    struct text number = {0};
    put_prefix(&number, f, base, negative, octal_zero, verb);
    text_fill(&number, '0', (size_t)zeros);
    text_bytes(&number, buf + sizeof buf - n, n);
    pad_spaces(f, number.v, number.n);
    text_release(&number);
}

void format_rune(struct format *f, uint64_t c)
{
    unsigned char buf[UTF8_MAX];
    int n = utf8_encode(buf, c > RUNE_MAX ? RUNE_ERROR : (int64_t)c);
    format_pad(f, buf, (size_t)n);
}

void format_quoted_rune(struct format *f, uint64_t c)
{
    struct text quoted = {0};
    quote_rune(&quoted, c > RUNE_MAX ? RUNE_ERROR : (int32_t)c, f->plus);
    format_pad(f, quoted.v, quoted.n);
    text_release(&quoted);
}

void format_unicode(struct format *f, uint64_t c)
{
    char buf[64];
    size_t n = put_digits(buf + sizeof buf, c, 16, upper_digits);
    size_t prec = f->has_prec && f->prec > 4 ? (size_t)f->prec : 4;
    struct text t = {0};
    text_str(&t, "U+");
    text_fill(&t, '0', prec > n ? prec - n : 0);
    text_bytes(&t, buf + sizeof buf - n, n);
    if (f->sharp && c <= RUNE_MAX && rune_is_print((int32_t)c)) {
        text_str(&t, " '");
        text_rune(&t, (int64_t)c);
        text_byte(&t, '\'');
    }
    pad_spaces(f, t.v, t.n);
    text_release(&t);
}

// The bytes of the first f->prec runes.
static size_t truncated(const struct format *f, const unsigned char *p,
                        size_t n)
{
    if (!f->has_prec)
        return n;
    size_t i = 0;
    for (int runes = 0; i < n && runes < f->prec; runes++) {
        int w;
        utf8_decode(p + i, n - i, &w);
        i += (size_t)w;
    }
    return i;
}

void format_string(struct format *f, const unsigned char *p, size_t n)
{
    format_pad(f, p, truncated(f, p, n));
}

void format_quoted(struct format *f, const unsigned char *p, size_t n)
{
    struct text t = {0};
    n = truncated(f, p, n);
    if (f->sharp && quote_can_backquote(p, n)) {
        text_byte(&t, '`');
        text_bytes(&t, p, n);
        text_byte(&t, '`');
    } else {
        quote_string(&t, p, n, f->plus);
    }
    format_pad(f, t.v, t.n);
    text_release(&t);
}

void format_hex(struct format *f, const unsigned char *p, size_t n, bool upper)
{
    const char *digits = upper ? upper_digits : lower_digits;
    const char base[] = {'0', digits[16], '\0'};
    if (f->has_prec && (size_t)f->prec < n)
        n = (size_t)f->prec;
    int64_t width = 2 * (int64_t)n;
    if (f->space && f->sharp)
        width *= 2;
    if (f->space && n > 0)
        width += (int64_t)n - 1;
    else if (f->sharp && n > 0)
        width += 2;
    int64_t padding = f->has_wid ? f->wid - width : 0;
    if (n == 0 || !f->minus)
        write_padding(f, padding);
    if (n == 0)
        return;
    for (size_t i = 0; i < n; i++) {
        if (f->space && i > 0)
            text_byte(f->out, ' ');
        if (f->sharp && (f->space || i == 0))
            text_str(f->out, base);
        text_byte(f->out, digits[p[i] >> 4]);
        text_byte(f->out, digits[p[i] & 0xF]);
    }
    if (f->minus)
        write_padding(f, padding);
}

// Splits num into mantissa and exponent, or what %#g makes of it: with a
// decimal point, and zeros up to the precision.
static void sharpen(struct text *num, char verb, int prec)
{
    bool hex = verb == 'x' || verb == 'X';
    int digits = 0;
    if (verb == 'g' || verb == 'G' || verb == 'x')
        digits = prec == -1 ? 6 : prec;
    size_t mantissa = num->n;
    bool point = false, nonzero = false;
    // num[0] is the sign.
    for (size_t i = 1; i < mantissa; i++) {
        char c = (char)num->v[i];
        if (c == '.') {
            point = true;
        } else if (c == 'p' || c == 'P' || (!hex && (c == 'e' || c == 'E'))) {
            mantissa = i;
        } else {
            nonzero |= c != '0';
            digits -= nonzero;
        }
    }
    char tail[8] = "";
    size_t ntail = num->n - mantissa;
    CHECK(ntail < sizeof tail);
    memcpy(tail, num->v + mantissa, ntail);
    num->n = mantissa;
    if (!point) {
        // A leading digit 0 counts once.
        if (num->n == 2 && num->v[1] == '0')
            digits--;
        text_byte(num, '.');
    }
    text_fill(num, '0', digits > 0 ? (size_t)digits : 0);
    text_bytes(num, tail, ntail);
}

static void put_float(struct format *f, struct text *num, char verb, int prec)
{
    if (f->space && num->v[0] == '+' && !f->plus)
        num->v[0] = ' ';
    if (num->v[1] == 'I' || num->v[1] == 'N') {
        size_t sign = num->v[1] == 'N' && !f->space && !f->plus;
        // Infinity shows its sign only where a number would.
        if (num->v[1] == 'I' && num->v[0] == '+' && !f->plus && !f->space)
            sign = 0;
        pad_spaces(f, num->v + sign, num->n - sign);
        return;
    }
    if (f->sharp && verb != 'b')
        sharpen(num, verb, prec);
    if (!f->plus && num->v[0] == '+') {
        format_pad(f, num->v + 1, num->n - 1);
    } else if (f->zero && f->has_wid && (size_t)f->wid > num->n) {
        text_byte(f->out, num->v[0]);
        write_padding(f, f->wid - (int64_t)num->n);
        text_bytes(f->out, num->v + 1, num->n - 1);
    } else {
        format_pad(f, num->v, num->n);
    }
}

void format_float(struct format *f, double d, int bits, char verb, int prec)
{
    struct text num = {0}, digits = {0};
    CHECK(bits == 32 || bits == 64);
    if (f->has_prec)
        prec = f->prec;
    float_text(&digits, d, bits, verb, prec);
    CHECK(digits.n > 0);
    if (digits.v[0] != '-' && digits.v[0] != '+')
        text_byte(&num, '+');
    text_bytes(&num, digits.v, digits.n);
    put_float(f, &num, verb, prec);
    text_release(&digits);
    text_release(&num);
}
