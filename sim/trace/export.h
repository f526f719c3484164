// export: timelines in other formats. A format is a line in exports.def and a
// file export_NAME.c that defines export_NAME.
#ifndef TRACE_EXPORT_H
#define TRACE_EXPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outfile.h"
#include "trace/reader.h"

enum { EXPORT_MANY = 1000 };

// Writes the n timelines to f, which the caller commits. Returns false when one
// is wrong; that one has the messages, and f is to be aborted. Memory does not
// grow with the number of events but for those of one moment.
typedef bool export_write(struct reader *const *timelines, size_t n,
                          struct outfile *f);

struct export_format {
    const char *name, *what;
    size_t max; // timelines at once
    export_write *write;
};

// The format, or NULL.
const struct export_format *export_find(const char *name);

// Number i, or NULL after the last.
const struct export_format *export_at(size_t i);

#define EXPORT(name, max, what) export_write export_##name;
#include "trace/exports.def"
#undef EXPORT

#endif
