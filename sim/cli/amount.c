#include "cli/amount.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"

static const struct unit {
    const char *name;
    int64_t ns;
} units[] = {{"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", 1000000000}};

enum { UNITS = sizeof units / sizeof units[0] };

static const struct unit *unit_of(int64_t v)
{
    int i = 0;

    while (i + 1 < UNITS && v >= units[i + 1].ns)
        i++;
    return &units[i];
}

// Digits behind the point, so that v has four.
static int digits_of(int64_t v, const struct unit *u)
{
    if (u->ns == 1)
        return 0;
    return v / u->ns < 10 ? 3 : v / u->ns < 100 ? 2 : 1;
}

// v in the unit, rounded.
static void put(int64_t v, const struct unit *u, int digits,
                char out[AMOUNT_MAX])
{
    int64_t ten = 1;

    for (int i = 0; i < digits; i++)
        ten *= 10;
    CHECK(v >= 0 && u->ns % ten == 0);
    int64_t step = u->ns / ten;
    int64_t n = v / step + (v % step >= step - step / 2 && step > 1);
    if (digits == 0)
        snprintf(out, AMOUNT_MAX, "%" PRId64, n);
    else
        snprintf(out, AMOUNT_MAX, "%" PRId64 ".%0*" PRId64, n / ten, digits,
                 n % ten);
}

void amount_text(int64_t v, bool is_time, char out[AMOUNT_MAX])
{
    const struct unit *u = unit_of(v);

    if (!is_time || v == 0) {
        snprintf(out, AMOUNT_MAX, "%" PRId64, v);
        return;
    }
    put(v, u, digits_of(v, u), out);
    strncat(out, u->name, AMOUNT_MAX - strlen(out) - 1);
}

void amount_range(const struct spread *s, bool is_time, char out[AMOUNT_MAX])
{
    const struct unit *u = unit_of(s->max);
    char low[AMOUNT_MAX], high[AMOUNT_MAX];

    if (s->min == s->max || !is_time) {
        amount_text(s->min, is_time, low);
        amount_text(s->max, is_time, high);
        snprintf(out, AMOUNT_MAX, "%.20s%s%.20s", low,
                 s->min == s->max ? "" : "..", s->min == s->max ? "" : high);
        return;
    }
    // One digit less than elsewhere: two numbers stand in one column.
    int digits = digits_of(s->max, u);
    put(s->min, u, digits - (digits > 1), low);
    put(s->max, u, digits - (digits > 1), high);
    snprintf(out, AMOUNT_MAX, "%.20s..%.20s%s", low, high, u->name);
}

void amount_error(int64_t got, int64_t want, char out[AMOUNT_MAX])
{
    double percent;

    if (!spread_error(got, want, &percent))
        snprintf(out, AMOUNT_MAX, "-");
    else if (got == want)
        snprintf(out, AMOUNT_MAX, "0.0%%");
    else if (percent > 99999)
        snprintf(out, AMOUNT_MAX, ">99999%%");
    else
        snprintf(out, AMOUNT_MAX, "%+.1f%%", percent);
}
