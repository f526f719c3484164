#include "base/nsec.h"

#include <string.h>

#include "base/check.h"

__extension__ typedef unsigned __int128 u128;

static const uint64_t LIMIT = UINT64_C(1) << 63; // magnitude of the smallest

nsec nsec_add(nsec a, nsec b)
{
    nsec sum;
    if (__builtin_add_overflow(a, b, &sum))
        return a < 0 ? INT64_MIN : INT64_MAX;
    return sum;
}

nsec nsec_mul(nsec a, nsec b)
{
    nsec product;
    if (__builtin_mul_overflow(a, b, &product))
        return (a < 0) != (b < 0) ? INT64_MIN : INT64_MAX;
    return product;
}

static bool is_digit(char c)
{
    return '0' <= c && c <= '9';
}

// time/format.go: leadingInt. Returns the text behind the digits, or NULL when
// the value passes 2^63.
static const char *leading_int(const char *s, uint64_t *value)
{
    uint64_t x = 0;
    for (; is_digit(*s); s++) {
        if (x > LIMIT / 10)
            return NULL;
        x = x * 10 + (uint64_t)(*s - '0');
        if (x > LIMIT)
            return NULL;
    }
    *value = x;
    return s;
}

// time/format.go: leadingFraction. Digits past what 64 bits hold are dropped,
// which only loses less than a nanosecond.
static const char *leading_fraction(const char *s, uint64_t *f, uint64_t *scale)
{
    *f = 0;
    *scale = 1;
    for (; is_digit(*s); s++) {
        if (*scale > UINT64_C(100000000000000000))
            continue;
        *f = *f * 10 + (uint64_t)(*s - '0');
        *scale *= 10;
    }
    return s;
}

// Returns the text behind the unit, or NULL with *why set.
static const char *leading_unit(const char *s, uint64_t *unit, const char **why)
{
    static const struct {
        const char *name;
        nsec value;
    } units[] = {
        {"ns", 1},
        {"us", NSEC_USEC},
        {"\xc2\xb5s", NSEC_USEC}, // U+00B5, micro sign
        {"\xce\xbcs", NSEC_USEC}, // U+03BC, Greek letter mu
        {"ms", NSEC_MSEC},
        {"s", NSEC_SEC},
        {"m", 60 * NSEC_SEC},
        {"h", 3600 * NSEC_SEC},
    };
    size_t n = strcspn(s, ".0123456789");
    if (n == 0) {
        *why = "missing unit";
        return NULL;
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strlen(units[i].name) == n && memcmp(s, units[i].name, n) == 0) {
            *unit = (uint64_t)units[i].value;
            return s + n;
        }
    }
    *why = "unknown unit";
    return NULL;
}

// One number with its unit. Returns the text behind it, or NULL with *why set.
static const char *parse_term(const char *s, uint64_t *term, const char **why)
{
    uint64_t whole, f = 0, scale = 1, unit;
    const char *start = s;

    *why = "not a duration";
    if (!is_digit(*s) && *s != '.')
        return NULL;
    s = leading_int(s, &whole);
    if (s == NULL) {
        *why = "out of range";
        return NULL;
    }
    bool digits = s != start;
    if (*s == '.') {
        start = ++s;
        s = leading_fraction(s, &f, &scale);
        digits = digits || s != start;
    }
    if (!digits)
        return NULL;
    s = leading_unit(s, &unit, why);
    if (s == NULL)
        return NULL;
    *why = "out of range";
    if (whole > LIMIT / unit)
        return NULL;
    // DIFFERS FROM GO: exact; Go multiplies the fraction in floating point.
    *term = whole * unit + (uint64_t)((u128)f * unit / scale);
    return s;
}

// time/format.go: ParseDuration.
bool nsec_parse(const char *text, nsec *out, const char **why)
{
    CHECK(text != NULL);
    const char *s = text;
    bool negative = *s == '-';
    uint64_t sum = 0;

    if (*s == '-' || *s == '+')
        s++;
    if (strcmp(s, "0") == 0) {
        *out = 0;
        return true;
    }
    do {
        uint64_t term;
        s = parse_term(s, &term, why);
        if (s == NULL)
            return false;
        sum += term; // far below 2^64 each: a wrap leaves less than term
        if (sum > LIMIT || sum < term) {
            *why = "out of range";
            return false;
        }
    } while (*s != '\0');
    if (!negative && sum == LIMIT) {
        *why = "out of range";
        return false;
    }
    *out = (nsec)(negative ? 0 - sum : sum);
    return true;
}

// time/time.go: fmtFrac. Writes v / 10^places before end, without trailing
// zeros, and returns its start; *v becomes the whole part.
static char *put_fraction(char *end, uint64_t *v, int places)
{
    bool print = false;
    for (int i = 0; i < places; i++) {
        uint64_t digit = *v % 10;
        print = print || digit != 0;
        if (print)
            *--end = (char)('0' + digit);
        *v /= 10;
    }
    if (print)
        *--end = '.';
    return end;
}

static char *put_int(char *end, uint64_t v)
{
    do
        *--end = (char)('0' + v % 10);
    while ((v /= 10) != 0);
    return end;
}

// Below a second the unit is the largest that leaves a whole part.
static char *put_below_second(char *p, uint64_t u)
{
    int places;
    *--p = 's';
    if (u == 0) {
        *--p = '0';
        return p;
    }
    if (u < (uint64_t)NSEC_USEC) {
        places = 0;
        *--p = 'n';
    } else if (u < (uint64_t)NSEC_MSEC) {
        places = 3;
        *--p = '\xb5'; // U+00B5, from its last byte
        *--p = '\xc2';
    } else {
        places = 6;
        *--p = 'm';
    }
    p = put_fraction(p, &u, places);
    return put_int(p, u);
}

// time/time.go: Duration.String. Built from the end.
void nsec_format(nsec t, char out[NSEC_TEXT_MAX])
{
    char buf[NSEC_TEXT_MAX];
    char *p = &buf[sizeof buf - 1];
    uint64_t u = t < 0 ? 0 - (uint64_t)t : (uint64_t)t;

    *p = '\0';
    if (u < (uint64_t)NSEC_SEC) {
        p = put_below_second(p, u);
    } else {
        *--p = 's';
        p = put_fraction(p, &u, 9);
        p = put_int(p, u % 60);
        u /= 60;
        if (u > 0) {
            *--p = 'm';
            p = put_int(p, u % 60);
            u /= 60;
        }
        if (u > 0) {
            *--p = 'h';
            p = put_int(p, u);
        }
    }
    if (t < 0)
        *--p = '-';
    CHECK(p >= buf);
    memcpy(out, p, (size_t)(&buf[sizeof buf] - p));
}
