// model: the data files of models/ as structs.
//
// A model is found by name in the models directory (the GMPSIM_MODELS
// environment variable, else the directory that was built or installed with the
// program) or by path when the name has a '/'. Every field must be there: a
// model cannot half-inherit. Errors carry file, line and column.
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include <stdbool.h>
#include <stdint.h>

struct sched_model {
    char *name; // "go1.26"
    char *about;
#define SCHED(name, unit, meaning, origin) int64_t name;
#include "model/sched.def"
#undef SCHED
};

enum { COST_CURVE_POINTS = 8 };

struct cost_model {
    char *name;
    char *about;
    int64_t reference_mhz; // machine speed at which the numbers hold
#define OPCOST(name, meaning)  int64_t name;
#define COST(name, meaning)    int64_t name;
#define CURVE(name, meaning)   int64_t name##_ns_x100[COST_CURVE_POINTS];
#define PERCENT(name, meaning) int64_t name;
#include "model/costs.def"
#undef OPCOST
#undef COST
#undef CURVE
#undef PERCENT
};

struct os_model {
    char *name;
    char *about;
#define OS(name, unit, meaning) int64_t name;
#include "model/os.def"
#undef OS
};

// Each returns NULL and an xmalloc'd *error on failure ("models/os/x.yaml:3:7:
// error: …" or "no scheduler model named '1.7' (there are: …)"); *noinput tells
// a file that cannot be read from one that is wrong.
struct sched_model *sched_model_load(const char *name, char **error,
                                     bool *noinput);
struct cost_model *cost_model_load(const char *name, char **error,
                                   bool *noinput);
struct os_model *os_model_load(const char *name, char **error, bool *noinput);

void sched_model_free(struct sched_model *m);
void cost_model_free(struct cost_model *m);
void os_model_free(struct os_model *m);

// The path of a model file: kind is "schedulers", "costs", "os" or "machines",
// name with or without its ending; xmalloc'd, or NULL when there is none. The
// newest scheduler is "newest".
char *model_path(const char *kind, const char *name);

#endif
