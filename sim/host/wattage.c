#include "host/wattage.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"

enum {
    WATTS_MAX = 1000 * 1000,
    UW_PER_W = 1000 * 1000,
    DECIMALS_MAX = 6,
};

static void skip_blanks(const char **s)
{
    *s += strspn(*s, " ");
}

// Reads "93" or "93.25" with blanks around it and steps over that.
static bool read_watts(const char **s, int64_t *uw)
{
    int64_t v = 0, unit = UW_PER_W;
    size_t n;

    skip_blanks(s);
    n = strspn(*s, "0123456789");
    if (n == 0)
        return false;
    for (; n > 0; n--, (*s)++) {
        v = v * 10 + (**s - '0');
        if (v > WATTS_MAX)
            return false;
    }
    v *= UW_PER_W;
    if (**s == '.') {
        (*s)++;
        n = strspn(*s, "0123456789");
        if (n == 0 || n > DECIMALS_MAX)
            return false;
        for (; n > 0; n--, (*s)++)
            v += (**s - '0') * (unit /= 10);
    }
    skip_blanks(s);
    *uw = v;
    return v <= (int64_t)WATTS_MAX * UW_PER_W;
}

// Reads a group of two or three powers.
static bool read_group(const char **s, struct wattage *w)
{
    int64_t power[3];
    int n = 0;

    for (;;) {
        if (!read_watts(s, &power[n++]))
            return false;
        if (**s != ':' || n == 3)
            break;
        (*s)++;
    }
    if (n < 2)
        return false;
    *w = (struct wattage){power[0], power[n - 2], power[n - 1]};
    return true;
}

char *wattage_parse(const char *text, int nspeeds, int pstate,
                    struct wattage *w)
{
    CHECK(text != NULL && nspeeds >= 1);
    CHECK(pstate >= 0);
    const char *s = text;
    int n = 0;

    for (;;) {
        struct wattage one = {0};
        if (!read_group(&s, &one) || (*s != ',' && *s != '\0'))
            return xasprintf("wattage_per_state '%s' is not a list as "
                             "100:120:200,93:110:170 of watts from 0 to %d "
                             "(Idle:Epsilon:AllCores), at most %d decimals",
                             text, WATTS_MAX, DECIMALS_MAX);
        if (one.all_uw < one.epsilon_uw)
            return xasprintf("wattage_per_state '%s': a host uses no less "
                             "power when all of its cores are busy",
                             text);
        if (n++ == pstate)
            *w = one;
        if (*s++ == '\0')
            break;
    }
    if (n != nspeeds)
        return xasprintf("wattage_per_state '%s' is for %d speed%s, the host "
                         "has %d",
                         text, n, n == 1 ? "" : "s", nspeeds);
    return NULL;
}
