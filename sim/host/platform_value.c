#include "host/platform_value.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/diag.h"
#include "base/xmalloc.h"
#include "host/machine.h"

enum { RADICAL_MAX = 1000000 };

// ---- numbers and words ----

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits(const char *s)
{
    size_t n = 0;

    while (is_digit(s[n]))
        n++;
    return n;
}

bool platform_value_number(const char *text, int64_t max, int64_t *value)
{
    int64_t v = 0;

    CHECK(max <= INT64_MAX / 16);
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        if (!is_digit(*text))
            return false;
        v = v * 10 + (*text - '0');
        if (v > max)
            return false;
    }
    *value = v;
    return true;
}

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strcmp(text, *words) == 0)
            return true;
    return false;
}

static char *one_of(const char *name, const char *text,
                    const char *const *words)
{
    if (is_one_of(text, words))
        return NULL;
    char *list = xstrdup(words[0]);
    for (words++; *words != NULL; words++) {
        char *longer = xasprintf("%s, %s", list, *words);
        free(list);
        list = longer;
    }
    char *error = xasprintf("%s '%s' is not one of: %s", name, text, list);
    free(list);
    return error;
}

// ---- quantities with a unit ----

struct unit {
    const char *name; // after its prefix
    const char *const *prefix;
    double step; // from one prefix to the next
    double value;
};

static const char *const PREFIX_10[] = {"",  "k", "M", "G", "T",
                                        "P", "E", "Z", "Y", NULL};
static const char *const PREFIX_2[] = {"",   "Ki", "Mi", "Gi", "Ti",
                                       "Pi", "Ei", "Zi", "Yi", NULL};
static const char *const PREFIX_WORD[] = {
    "", "kilo", "mega", "giga", "tera", "peta", "exa", "zetta", "yotta", NULL};
static const char *const PREFIX_NONE[] = {"", NULL};

static const struct unit speed_units[] = {
    {"f", PREFIX_10, 1e3, 1},
    {"flops", PREFIX_WORD, 1e3, 1},
    {NULL, NULL, 0, 0},
};
static const struct unit bandwidth_units[] = {
    {"Bps", PREFIX_10, 1e3, 1},
    {"Bps", PREFIX_2, 1024, 1},
    {"bps", PREFIX_10, 1e3, 0.125},
    {"bps", PREFIX_2, 1024, 0.125},
    {NULL, NULL, 0, 0},
};
static const struct unit time_units[] = {
    {"w", PREFIX_NONE, 0, 604800}, {"d", PREFIX_NONE, 0, 86400},
    {"h", PREFIX_NONE, 0, 3600},   {"m", PREFIX_NONE, 0, 60},
    {"s", PREFIX_NONE, 0, 1},      {"ms", PREFIX_NONE, 0, 1e-3},
    {"us", PREFIX_NONE, 0, 1e-6},  {"ns", PREFIX_NONE, 0, 1e-9},
    {"ps", PREFIX_NONE, 0, 1e-12}, {NULL, NULL, 0, 0},
};

struct quantity {
    const struct unit *units;
    const char *example;
    double min, max;
    const char *range;
};

static const struct quantity SPEED = {speed_units, "3Gf", 1e6, 1e12,
                                      "1Mf to 1Tf"};
static const struct quantity BANDWIDTH = {bandwidth_units, "125MBps", 1, 1e15,
                                          "1Bps to 1PBps"};
static const struct quantity TIME = {time_units, "50us", 0, 3600, "0s to 1h"};

// The bytes of the number at the start of s: digits, a point, an exponent; no
// sign, no hexadecimal, no nan. 0 when there is none.
static size_t number_length(const char *s)
{
    size_t n = digits(s), e;

    if (n == 0)
        return 0;
    if (s[n] == '.')
        n += 1 + digits(s + n + 1);
    if (s[n] == 'e' || s[n] == 'E') {
        e = n + 1;
        e += s[e] == '+' || s[e] == '-';
        if (digits(s + e) > 0) // else it begins a unit, as in "1Ef"
            n = e + digits(s + e);
    }
    return n;
}

// The factor of the unit named s, or 0 when there is none.
static double unit_factor(const struct unit *u, const char *s)
{
    for (; u->name != NULL; u++) {
        double factor = u->value;
        for (const char *const *p = u->prefix; *p != NULL; p++) {
            size_t n = strlen(*p);
            if (strncmp(s, *p, n) == 0 && strcmp(s + n, u->name) == 0)
                return factor;
            factor *= u->step;
        }
    }
    return 0;
}

static char *check_quantity(const struct quantity *q, const char *name,
                            const char *text)
{
    size_t n = number_length(text);

    if (n == 0)
        return xasprintf(
            "%s '%s' must be a number with a unit and no sign, as %s", name,
            text, q->example);
    if (text[n] == '\0' && !(q->min <= 0 && strspn(text, "0.") == n))
        return xasprintf("%s '%s' has no unit, as in %s", name, text,
                         q->example);
    double factor = text[n] == '\0' ? 1 : unit_factor(q->units, text + n);
    if (factor <= 0)
        return xasprintf("%s '%s' has an unknown unit, want as in %s", name,
                         text, q->example);
    // No locale is ever set, so strtod reads a decimal point.
    double value = strtod(text, NULL) * factor;
    if (!(value >= q->min && value <= q->max))
        return xasprintf("%s '%s' is out of range, must be %s", name, text,
                         q->range);
    return NULL;
}

// ---- lists ----

// Copies the next part of a list, without spaces around it, and steps over its
// comma. Returns NULL at the end.
static char *next_part(const char **list)
{
    if (*list == NULL)
        return NULL;
    const char *from = *list, *comma = strchr(from, ',');
    const char *to = comma == NULL ? from + strlen(from) : comma;

    *list = comma == NULL ? NULL : comma + 1;
    while (from < to && *from == ' ')
        from++;
    while (to > from && to[-1] == ' ')
        to--;
    return xstrndup(from, (size_t)(to - from));
}

static char *check_speeds(const char *name, const char *text)
{
    const char *list = text;
    char *error = NULL, *part;
    int n = 0;

    while (error == NULL && (part = next_part(&list)) != NULL) {
        error = check_quantity(&SPEED, name, part);
        free(part);
        n++;
    }
    if (error != NULL && strchr(text, ',') != NULL) {
        char *longer = xasprintf("%s (a comma separates pstates, the decimal "
                                 "sign is a point)",
                                 error);
        free(error);
        return longer;
    }
    if (error == NULL && n > PLATFORM_PSTATES_MAX)
        return xasprintf("more than %d speeds", PLATFORM_PSTATES_MAX);
    return error;
}

int platform_value_speeds(const char *text)
{
    int n = 1;

    for (; *text != '\0'; text++)
        n += *text == ',';
    return n;
}

// Reads "5" or "5-9".
static bool read_group(char *group, int64_t *first, int64_t *last)
{
    char *dash = strchr(group, '-');

    if (dash != NULL)
        *dash = '\0';
    if (!platform_value_number(group, RADICAL_MAX, first))
        return false;
    *last = *first;
    return dash == NULL ||
           (platform_value_number(dash + 1, RADICAL_MAX, last) &&
            *first <= *last);
}

static char *check_radical(const char *name, const char *text)
{
    const char *list = text;
    char *group;
    int64_t n = 0, first, last;

    while ((group = next_part(&list)) != NULL) {
        bool good = read_group(group, &first, &last);
        free(group);
        if (!good)
            return xasprintf("%s '%s' is not a list of rising numbers up to "
                             "%d, as 0-9 or 1,3,5-7",
                             name, text, RADICAL_MAX);
        n += last - first + 1;
        if (n > PLATFORM_HOSTS_MAX)
            return xasprintf("%s '%s' gives too many hosts, the limit is %d",
                             name, text, PLATFORM_HOSTS_MAX);
    }
    return NULL;
}

void platform_value_radical(const char *text, void (*see)(void *ctx, int64_t i),
                            void *ctx)
{
    char *group;
    int64_t first = 0, last = 0;

    while ((group = next_part(&text)) != NULL) {
        CHECK(read_group(group, &first, &last));
        free(group);
        for (int64_t i = first; i <= last; i++)
            see(ctx, i);
    }
}

// Reads "3000" or "3000*4".
static bool read_cores(char *part, int64_t *mhz, int64_t *n)
{
    char *star = strchr(part, '*');

    *n = 1;
    if (star != NULL)
        *star = '\0';
    return platform_value_number(part, 1000000, mhz) && *mhz > 0 &&
           (star == NULL ||
            (platform_value_number(star + 1, MACHINE_CORES_MAX, n) && *n > 0));
}

char *platform_value_core_mhz(const char *text, int ncores, int64_t *mhz)
{
    CHECK(ncores >= 1 && ncores <= MACHINE_CORES_MAX);
    const char *list = text;
    char *part;
    int64_t speed, n;
    int have = 0;

    while ((part = next_part(&list)) != NULL) {
        bool good = read_cores(part, &speed, &n);
        free(part);
        if (!good)
            return xasprintf("core_mhz '%s' is not a list as 3000*4,2000*4 of "
                             "speeds from 1 to 1000000",
                             text);
        for (; n > 0 && have < ncores; n--)
            mhz[have++] = speed;
        if (n > 0)
            return xasprintf("core_mhz '%s' has speeds for more than the "
                             "host's %d cores",
                             text, ncores);
    }
    if (have < ncores)
        return xasprintf("core_mhz '%s' has speeds for %d of the host's %d "
                         "cores",
                         text, have, ncores);
    return NULL;
}

// ---- single values ----

static char *check_id(const char *name, const char *text, size_t min)
{
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz"
                            "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/@+-");

    if (text[n] == '\0' && n >= min && n <= PLATFORM_ID_MAX)
        return NULL;
    return xasprintf("%s '%s' must be %zu to %d letters, digits and any of "
                     "._:/@+-",
                     name, text, min, PLATFORM_ID_MAX);
}

static char *check_cores(const char *name, const char *text)
{
    int64_t n;

    if (platform_value_number(text, MACHINE_CORES_MAX, &n) && n > 0)
        return NULL;
    return xasprintf("%s '%s' must be a number of cores from 1 to %d", name,
                     text, MACHINE_CORES_MAX);
}

static char *check_index(const char *name, const char *text)
{
    int64_t n;

    if (platform_value_number(text, PLATFORM_PSTATES_MAX - 1, &n))
        return NULL;
    return xasprintf("%s '%s' is not the number of a speed, 0 for the first",
                     name, text);
}

static char *check_text(const char *name, const char *text)
{
    char shown[PLATFORM_TEXT_MAX + 32];

    diag_escape(shown, sizeof shown, text, strlen(text));
    if (strcmp(shown, text) == 0)
        return NULL;
    return xasprintf("%s '%s' holds a character that cannot be shown", name,
                     text);
}

static char *check_version(const char *text)
{
    static const char *const words[] = {"4", "4.0", "4.1", NULL};

    if (is_one_of(text, words))
        return NULL;
    return xasprintf("version '%s' is not supported, must be 4.1", text);
}

char *platform_value_check(enum platform_value kind, const char *name,
                           const char *text)
{
    static const char *const routing[] = {"Full",          "Floyd", "Dijkstra",
                                          "DijkstraCache", "None",  NULL};
    static const char *const sharing[] = {"SHARED", "SPLITDUPLEX", "FATPIPE",
                                          NULL};
    static const char *const bb_sharing[] = {"SHARED", "FATPIPE", NULL};
    static const char *const direction[] = {"UP", "DOWN", "NONE", NULL};
    static const char *const yes_no[] = {"YES", "NO", "yes", "no", NULL};

    CHECK(name != NULL && text != NULL);
    if (strlen(text) > PLATFORM_TEXT_MAX)
        return xasprintf("%s is longer than %d bytes", name, PLATFORM_TEXT_MAX);
    switch (kind) {
    case VALUE_VERSION:
        return check_version(text);
    case VALUE_ID:
        return check_id(name, text, 1);
    case VALUE_AFFIX:
        return check_id(name, text, 0);
    case VALUE_SPEED:
        return check_speeds(name, text);
    case VALUE_CORES:
        return check_cores(name, text);
    case VALUE_BANDWIDTH:
        return check_quantity(&BANDWIDTH, name, text);
    case VALUE_TIME:
        return check_quantity(&TIME, name, text);
    case VALUE_INDEX:
        return check_index(name, text);
    case VALUE_RADICAL:
        return check_radical(name, text);
    case VALUE_TEXT:
        return check_text(name, text);
    case VALUE_ROUTING:
        return one_of(name, text, routing);
    case VALUE_SHARING:
        return one_of(name, text, sharing);
    case VALUE_BB_SHARING:
        return one_of(name, text, bb_sharing);
    case VALUE_DIRECTION:
        return one_of(name, text, direction);
    case VALUE_YES_NO:
        return one_of(name, text, yes_no);
    }
    CHECK_UNREACHABLE();
}
