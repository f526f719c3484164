// flatyaml: the only place that knows libcyaml. Reads a flat mapping whose
// values are scalars or lists of scalars, all as text: the numbers are read by
// us, because libcyaml takes "10ms" for 10 and "010" for 8.
#ifndef MODEL_FLATYAML_H
#define MODEL_FLATYAML_H

#include <stdbool.h>
#include <stddef.h>

#include "model/errtext.h"

struct flatyaml_key {
    const char *name;
    size_t count; // 0: a scalar, else a list of so many scalars
};

enum { FLATYAML_VALUE_MAX = 4096 };

// Reads text into value: a slot for each scalar and for each element of a list,
// in the order of keys. A slot is NULL when its key is missing; the others are
// freed by flatyaml_free. On failure adds an error, value is all NULL.
bool flatyaml_read(const char *path, const char *text, size_t len,
                   const struct flatyaml_key *key, size_t nkey, char **value,
                   struct errtext *err);

void flatyaml_free(char **value, size_t n);

// The place of key's value in text, counted from 1; line 0 when it is written
// in a way that this cannot find (inside { }, say).
void flatyaml_place(const char *text, size_t len, const char *key, size_t *line,
                    size_t *col);

#endif
