// models: the models that a simulation needs, loaded by the names that options
// gave.
#ifndef CLI_MODELS_H
#define CLI_MODELS_H

#include "host/machine.h"
#include "model/model.h"

struct model_names {
    const char *machine, *os, *go, *costs;
    int simgrid_cores; // that SimGrid is to know; 0: all
};

struct models {
    struct machine *machine;
    struct os_model *os;
    struct sched_model *go;
    struct cost_model *costs;
};

// Loads all four; on failure says why, and returns an exit status.
// models_release is right in either case.
int models_load(struct models *m, const struct model_names *names);

void models_release(struct models *m);

#endif
