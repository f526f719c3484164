#include "host/platform_prop.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "host/platform_value.h"

#define HOUR_NS INT64_C(3600000000000)

static const struct prop {
    const char *id;
    unsigned at; // enum platform_place, or'ed
    int64_t max, preset;
} props[] = {
    // The content of an answer to http.Get, and how long the server thinks.
    {"http_bytes", AT_HOST, INT64_C(1) << 40, 10000},
    {"http_ns", AT_HOST, HOUR_NS, 0},
    // What each request to the disk takes besides its bytes.
    {"latency_ns", AT_DISK, HOUR_NS, 0},
};

static const struct prop *prop_named(const char *id)
{
    for (size_t i = 0; i < sizeof props / sizeof props[0]; i++)
        if (strcmp(props[i].id, id) == 0)
            return &props[i];
    return NULL;
}

char *platform_prop_check(const char *id, enum platform_place at,
                          const char *value)
{
    const struct prop *p = prop_named(id);
    int64_t number;

    CHECK(value != NULL);
    if (p == NULL || (p->at & at) == 0)
        return NULL;
    if (platform_value_number(value, p->max, &number))
        return NULL;
    return xasprintf("%s '%s' must be a whole number from 0 to %lld", id, value,
                     (long long)p->max);
}

int64_t platform_prop_number(const char *id, const char *text)
{
    const struct prop *p = prop_named(id);
    int64_t number;

    CHECK(p != NULL);
    if (text == NULL)
        return p->preset;
    CHECK(platform_value_number(text, p->max, &number));
    return number;
}
