// fields: what the model files may hold, as tables made from the .def files.
#ifndef MODEL_FIELDS_H
#define MODEL_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A number of a model, or a list of numbers.
struct model_field {
    const char *name;    // in the YAML file and in the struct
    const char *unit;    // "ns", "ps", "MHz", "ns/100", "0/1", or "": a count
    const char *meaning; // in words
    const char *origin;  // where Go says so, or ""
    size_t offset;       // of the int64_t or the array of them in the struct
    size_t count;        // of numbers: 1, or more for a list
};

// A kind of model. Its struct begins with char *name and char *about.
struct model_kind {
    const char *dir;  // below models/: "schedulers"
    const char *what; // in messages: "scheduler model"
    size_t size;      // of the struct
    const struct model_field *field;
    size_t nfield;
};

extern const struct model_kind model_kind_sched, model_kind_cost, model_kind_os;

// The smallest and the largest value that f may have.
void model_field_range(const struct model_field *f, int64_t *min, int64_t *max);

// Reads a value of f: decimal digits without a needless 0 in front, with '_'
// between digits where it helps the eye. False when it is anything else or out
// of f's range.
bool model_field_parse(const struct model_field *f, const char *text,
                       int64_t *value);

// The i-th number of f in a model of f's kind.
int64_t *model_field_at(const struct model_field *f, void *model, size_t i);

#endif
