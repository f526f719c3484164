// float_text: floating-point numbers as decimal or hexadecimal text, exactly as
// strconv.AppendFloat. The C library rounds correctly to any number of digits;
// the shortest form is found by reading back (the C locale is never changed).
#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "vm/format.h"

// A decimal d.ddd x 10^exp without zeros at the end.
struct decimal {
    char digits[24];
    int n;
    int exp;
};

static struct decimal round_to(double d, int digits)
{
    char buf[40];
    struct decimal dec = {.n = 0};
    CHECK(digits >= 1 && digits <= 17);
    int len = snprintf(buf, sizeof buf, "%.*e", digits - 1, d);
    CHECK(len > 0 && len < (int)sizeof buf);
    char *e = strchr(buf, 'e');
    CHECK(e != NULL);
    dec.exp = (int)strtol(e + 1, NULL, 10);
    for (const char *p = buf; p < e; p++)
        if (*p != '.')
            dec.digits[dec.n++] = *p;
    while (dec.n > 1 && dec.digits[dec.n - 1] == '0')
        dec.n--;
    return dec;
}

static bool reads_back(const struct decimal *dec, double d, int bits)
{
    char buf[40];
    int len = snprintf(buf, sizeof buf, "%.*se%d", dec->n, dec->digits,
                       dec->exp - (dec->n - 1));
    CHECK(len > 0 && len < (int)sizeof buf);
    return bits == 32 ? strtof(buf, NULL) == (float)d : strtod(buf, NULL) == d;
}

// Adds 1 in the last place, of n digits.
static void next_up(struct decimal *dec, int n)
{
    while (dec->n < n)
        dec->digits[dec->n++] = '0';
    int i = n - 1;
    while (i >= 0 && dec->digits[i] == '9')
        dec->digits[i--] = '0';
    if (i >= 0) {
        dec->digits[i]++;
    } else {
        dec->digits[0] = '1';
        dec->exp++;
    }
    while (dec->n > 1 && dec->digits[dec->n - 1] == '0')
        dec->n--;
}

// The shortest decimal that reads back as d > 0. Whatever has up to DBL_DIG
// digits survives the way to a float and back, so that shorter forms are found
// by dropping zeros; but not among denormal numbers, which have fewer.
static struct decimal shortest(double d, int bits)
{
    int sure = bits == 32 ? FLT_DIG : DBL_DIG;
    int most = bits == 32 ? 9 : 17;
    if (d < (bits == 32 ? (double)FLT_MIN : DBL_MIN))
        sure = 1;
    struct decimal dec = {0};
    for (int n = sure; n <= most; n++) {
        dec = round_to(d, n);
        if (reads_back(&dec, d, bits))
            return dec;
        // At a power of two the interval reaches further up than down: the
        // nearest decimal may be below it while another one is in.
        struct decimal up = dec;
        next_up(&up, n);
        if (reads_back(&up, d, bits))
            return up;
    }
    return dec;
}

static void put_exponent(struct text *out, char e, int exp)
{
    text_printf(out, "%c%c%02d", e, exp < 0 ? '-' : '+', abs(exp));
}

// The digits of dec with the point after the first.
static void put_e(struct text *out, const struct decimal *dec, char e)
{
    text_byte(out, dec->digits[0]);
    if (dec->n > 1) {
        text_byte(out, '.');
        text_bytes(out, dec->digits + 1, (size_t)dec->n - 1);
    }
    put_exponent(out, e, dec->exp);
}

static void put_f(struct text *out, const struct decimal *dec)
{
    int whole = dec->exp + 1; // digits before the point
    if (whole <= 0) {
        text_str(out, "0.");
        text_fill(out, '0', (size_t)-whole);
        text_bytes(out, dec->digits, (size_t)dec->n);
        return;
    }
    int n = dec->n < whole ? dec->n : whole;
    text_bytes(out, dec->digits, (size_t)n);
    text_fill(out, '0', (size_t)(whole - n));
    if (dec->n > whole) {
        text_byte(out, '.');
        text_bytes(out, dec->digits + whole, (size_t)(dec->n - whole));
    }
}

static void put_shortest(struct text *out, double d, int bits, char verb)
{
    // %g decides between %e and %f as if its precision were 6.
    enum { E_BELOW = -4, E_FROM = 6 };
    struct decimal dec = {.digits = "0", .n = 1};
    if (d != 0)
        dec = shortest(d, bits);
    bool with_e = verb == 'e' || verb == 'E';
    if (verb == 'g' || verb == 'G')
        with_e = dec.exp < E_BELOW || dec.exp >= E_FROM;
    if (with_e)
        put_e(out, &dec, verb == 'G' || verb == 'E' ? 'E' : 'e');
    else
        put_f(out, &dec);
}

// To prec digits; C's conversions write what Go's do.
static void put_rounded(struct text *out, double d, char verb, int prec)
{
    switch (verb) {
    case 'e':
        text_printf(out, "%.*e", prec, d);
        return;
    case 'E':
        text_printf(out, "%.*E", prec, d);
        return;
    case 'f':
        text_printf(out, "%.*f", prec, d);
        return;
    case 'g':
        text_printf(out, "%.*g", prec, d);
        return;
    case 'G':
        text_printf(out, "%.*G", prec, d);
        return;
    default:
        CHECK_UNREACHABLE();
    }
}

// Mantissa and exponent of d >= 0 = mant x 2^exp.
static uint64_t parts(double d, int bits, int *exp)
{
    if (bits == 32) {
        float f = (float)d;
        uint32_t u;
        memcpy(&u, &f, sizeof u);
        int e = (int)(u >> 23 & 0xFF);
        *exp = (e == 0 ? 1 : e) - 127 - 23;
        return (u & 0x7FFFFF) | (uint32_t)(e != 0) << 23;
    }
    uint64_t u;
    memcpy(&u, &d, sizeof u);
    int e = (int)(u >> 52 & 0x7FF);
    *exp = (e == 0 ? 1 : e) - 1023 - 52;
    return (u & ((UINT64_C(1) << 52) - 1)) | (uint64_t)(e != 0) << 52;
}

// strconv/ftoa.go: fmtX. The mantissa becomes 1.60 bits, rounded to prec digits
// of 4 bits, half to even.
static void put_hex(struct text *out, double d, int bits, char verb, int prec)
{
    enum { POINT = 60 };
    const char *digits = verb == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    int exp;
    uint64_t m = parts(d, bits, &exp);
    exp = m == 0 ? 0 : exp + POINT;
    while (m != 0 && (m >> POINT) == 0) {
        m <<= 1;
        exp--;
    }
    if (prec >= 0 && prec < POINT / 4) {
        int drop = POINT - prec * 4;
        uint64_t extra = m & ((UINT64_C(1) << drop) - 1);
        uint64_t half = UINT64_C(1) << (drop - 1);
        m >>= drop;
        if (extra > half || (extra == half && (m & 1) != 0))
            m++;
        m <<= drop;
        if ((m >> (POINT + 1)) != 0) {
            m >>= 1;
            exp++;
        }
    }
    text_byte(out, '0');
    text_byte(out, verb);
    text_byte(out, digits[m >> POINT]);
    uint64_t mask = (UINT64_C(1) << POINT) - 1;
    m &= mask;
    if (prec > 0 || (prec < 0 && m != 0))
        text_byte(out, '.');
    for (int i = 0; prec < 0 ? m != 0 : i < prec; i++) {
        text_byte(out, digits[m >> (POINT - 4)]);
        m = m << 4 & mask;
    }
    put_exponent(out, verb == 'X' ? 'P' : 'p', exp);
}

void float_text(struct text *out, double d, int bits, char verb, int prec)
{
    uint64_t u;
    memcpy(&u, &d, sizeof u);
    if (d != d) {
        text_str(out, "NaN");
        return;
    }
    if (d - d != 0) {
        text_str(out, d > 0 ? "+Inf" : "-Inf");
        return;
    }
    if (u >> 63 != 0) {
        text_byte(out, '-');
        d = -d;
    }
    if (verb == 'b') {
        int exp;
        unsigned long long m = parts(d, bits, &exp);
        text_printf(out, "%llup%+d", m, exp);
    } else if (verb == 'x' || verb == 'X') {
        put_hex(out, d, bits, verb, prec);
    } else if (prec < 0) {
        put_shortest(out, d, bits, verb);
    } else {
        put_rounded(out, d, verb, prec);
    }
}
