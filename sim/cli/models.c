#include "cli/models.h"

#include <stdlib.h>

#include "cli/cli.h"

int models_load(struct models *m, const struct model_names *names)
{
    char *error = NULL;
    bool noinput = false;

    *m = (struct models){0};
    m->go = sched_model_load(names->go, &error, &noinput);
    if (error == NULL)
        m->os = os_model_load(names->os, &error, &noinput);
    if (error == NULL)
        m->costs = cost_model_load(names->costs, &error, &noinput);
    if (error == NULL)
        m->machine = machine_load_cores(names->machine, names->simgrid_cores,
                                        &error, &noinput);
    if (error == NULL)
        return EXIT_OK;
    cli_error("%s", error);
    free(error);
    return noinput ? EXIT_NOINPUT : EXIT_INPUT;
}

void models_release(struct models *m)
{
    if (m->machine != NULL)
        machine_free(m->machine);
    if (m->os != NULL)
        os_model_free(m->os);
    if (m->go != NULL)
        sched_model_free(m->go);
    if (m->costs != NULL)
        cost_model_free(m->costs);
}
