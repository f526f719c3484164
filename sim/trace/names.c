#include "trace/names.h"

#include <string.h>

#include "base/check.h"

_Static_assert((NAMES_SLOTS & (NAMES_SLOTS - 1)) == 0, "a power of two");

static uint32_t hash(const char *s, size_t n)
{
    uint32_t h = (uint32_t)n;

    for (size_t i = 0; i < n; i++)
        h = h * 31 + (unsigned char)s[i];
    return h & (NAMES_SLOTS - 1);
}

void names_add(struct names *t, const char *text, int32_t id)
{
    size_t n = strlen(text);
    uint32_t i = hash(text, n);

    CHECK(id >= 0 && t->n < NAMES_MAX && names_find(t, text, n) < 0);
    while (t->slot[i].text != NULL)
        i = (i + 1) & (NAMES_SLOTS - 1);
    t->slot[i].text = text;
    t->slot[i].len = (uint32_t)n;
    t->slot[i].id = id;
    t->n++;
}

int32_t names_find(const struct names *t, const char *s, size_t n)
{
    for (uint32_t i = hash(s, n); t->slot[i].text != NULL;
         i = (i + 1) & (NAMES_SLOTS - 1))
        if (t->slot[i].len == n && memcmp(t->slot[i].text, s, n) == 0)
            return t->slot[i].id;
    return -1;
}
