// platform_prop: the properties of platform files that mean something here, for
// platform.c. Others are nobody's business and may say anything.
#ifndef HOST_PLATFORM_PROP_H
#define HOST_PLATFORM_PROP_H

#include <stdint.h>

enum platform_place { AT_HOST = 1, AT_DISK = 2, AT_LINK = 4, AT_ZONE = 8 };

// Checks the number of property id at a place against its limits. Returns NULL,
// also for properties that are no numbers, or an xmalloc'd text that says what
// is wrong.
char *platform_prop_check(const char *id, enum platform_place at,
                          const char *value);

// The number that a checked text says; without a text (NULL) the default of
// that property, which must be one with a number.
int64_t platform_prop_number(const char *id, const char *text);

#endif
