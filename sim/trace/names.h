// names: a small, fast table from names to numbers, for the names of the .def
// files.
#ifndef TRACE_NAMES_H
#define TRACE_NAMES_H

#include <stddef.h>
#include <stdint.h>

enum { NAMES_SLOTS = 128, NAMES_MAX = NAMES_SLOTS / 2 };

// Zero-initialised is valid and empty. Open addressing, at most half full.
struct names {
    int n;
    struct {
        const char *text;
        uint32_t len;
        int32_t id;
    } slot[NAMES_SLOTS];
};

// Adds text, which must be new and outlive the table, as id >= 0.
void names_add(struct names *t, const char *text, int32_t id);

// The number of the name s[0..n), or -1.
int32_t names_find(const struct names *t, const char *s, size_t n);

#endif
