#include "trace/export.h"

#include <string.h>

static const struct export_format formats[] = {
#define EXPORT(name, max, what) {#name, what, max, export_##name},
#include "trace/exports.def"
#undef EXPORT
};

enum { NFORMATS = sizeof formats / sizeof formats[0] };

const struct export_format *export_at(size_t i)
{
    return i < NFORMATS ? &formats[i] : NULL;
}

const struct export_format *export_find(const char *name)
{
    for (size_t i = 0; i < NFORMATS; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}
