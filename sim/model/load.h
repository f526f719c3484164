// load: one model file into a struct. Strict: every field once, nothing else.
#ifndef MODEL_LOAD_H
#define MODEL_LOAD_H

#include <stdbool.h>

#include "model/fields.h"

enum {
    MODEL_BYTES_MAX = 1 << 20,   // of a file
    MODEL_NAME_BYTES_MAX = 64,   // of a model's name
    MODEL_ABOUT_BYTES_MAX = 500, // of what it says about itself
};

// Loads the model named name (model.h says how it is found). Returns a struct
// of the kind, or NULL with *error and *noinput as in model.h.
void *model_load(const struct model_kind *kind, const char *name, char **error,
                 bool *noinput);

// Reads text, the content of the file at path, which is only named in errors.
void *model_parse(const struct model_kind *kind, const char *path,
                  const char *text, size_t len, char **error);

void model_free(void *model);

#endif
