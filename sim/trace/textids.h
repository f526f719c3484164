// textids: numbers for texts, from 1 on, in the order of their first use; for
// formats that write a text once and then its number.
#ifndef TRACE_TEXTIDS_H
#define TRACE_TEXTIDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"

// Zero-initialised is valid and empty.
struct textids {
    struct textids_text {
        uint64_t hash;
        size_t at, n; // in bytes
    } * text;         // by number - 1
    size_t ntext, cap;
    uint32_t *slot; // number, or 0 when it is free
    size_t nslot;   // a power of two
    VEC(char) bytes;
};

// The number of s[0..n), which may hold any byte; a new one when *is_new.
uint32_t textids_get(struct textids *t, const char *s, size_t n, bool *is_new);

// The text with that number; valid until the next textids_get.
const char *textids_text(const struct textids *t, uint32_t id, size_t *n);

void textids_release(struct textids *t);

#endif
