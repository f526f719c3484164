// platform_value: the syntax of attribute values in platform files, for
// platform.c. What SimGrid would take silently for something else is refused.
//
// Each check returns NULL, or an xmalloc'd text that says what is wrong.
#ifndef HOST_PLATFORM_VALUE_H
#define HOST_PLATFORM_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PLATFORM_ID_MAX = 128,     // bytes of a name
    PLATFORM_TEXT_MAX = 1024,  // bytes of any value
    PLATFORM_HOSTS_MAX = 4096, // hosts of a file, those of clusters included
    PLATFORM_PSTATES_MAX = 64,
};

enum platform_value {
    VALUE_VERSION,    // 4, 4.0 or 4.1
    VALUE_ID,         // a name
    VALUE_AFFIX,      // part of a name, may be empty
    VALUE_SPEED,      // one or more speeds, a comma between
    VALUE_CORES,      // 1..MACHINE_CORES_MAX
    VALUE_BANDWIDTH,  // positive
    VALUE_TIME,       // not negative
    VALUE_INDEX,      // of a pstate
    VALUE_RADICAL,    // 0-9 or 1,3,5-7
    VALUE_TEXT,       // anything that can be shown
    VALUE_ROUTING,    // from here on: one of a few words
    VALUE_SHARING,    // of a link
    VALUE_BB_SHARING, // of a cluster's backbone
    VALUE_DIRECTION,  // of a link in a route
    VALUE_YES_NO,
};

// Checks text as a value of that kind; name is the attribute's, for the error.
char *platform_value_check(enum platform_value kind, const char *name,
                           const char *text);

// Decimal digits only, at most max.
bool platform_value_number(const char *text, int64_t max, int64_t *value);

// Numbers of the speeds in a text that passed as VALUE_SPEED.
int platform_value_speeds(const char *text);

// The hosts of a radical that passed as VALUE_RADICAL: calls see for each.
void platform_value_radical(const char *text, void (*see)(void *ctx, int64_t i),
                            void *ctx);

// Reads a core_mhz list ("3000*4,2000*4") for ncores cores into mhz.
char *platform_value_core_mhz(const char *text, int ncores, int64_t *mhz);

#endif
