// outcomes: which ways a program ended, how often, and the first seed of each.
#ifndef CLI_OUTCOMES_H
#define CLI_OUTCOMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/vec.h"

// Two runs ended alike when all but count and seed are equal.
struct outcome {
    char *out; // what was printed; owned
    size_t outlen;
    char *err; // the first line of standard error; owned, ends in a NUL
    char *cut; // which limit stopped it; "" none; owned
    int status;
    int64_t count;
    uint64_t seed; // the smallest
};

struct outcomes {
    VEC(struct outcome) v;
    size_t *slot; // by hash, index + 1
    size_t nslot;
};

// Adds count runs that ended as o, and takes its texts over.
void outcomes_add(struct outcomes *os, struct outcome *o);

// Most frequent first, then by seed.
void outcomes_sort(struct outcomes *os);

// To and from another process; false when the file has not all.
bool outcomes_write(const struct outcomes *os, FILE *f);
bool outcomes_read(struct outcomes *os, FILE *f);

void outcomes_release(struct outcomes *os);

#endif
