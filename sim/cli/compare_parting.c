// compare: where two runs part. Both timelines are read once more: to keep the
// decisions of all runs would take much memory.
#include "trace/parting.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/check.h"
#include "cli/cli.h"
#include "cli/compare.h"
#include "cli/tracefile.h"

static struct stats *read_again(const struct compare_run *r, int *status)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/self/fd/%d", r->trace_fd);
    struct reader *reader = tracefile_open(path, "a timeline", status);
    if (reader == NULL)
        return NULL;
    struct stats *s = stats_read(reader, true);
    if (s == NULL) // it was right when it was read before
        *status = EXIT_IOERR;
    reader_close(reader);
    return s;
}

static struct compare_decision decision_of(const struct parting_run *r,
                                           size_t at)
{
    if (at >= r->stats->decisions.n)
        return (struct compare_decision){.there = false};
    const struct stats_decision *d = &r->stats->decisions.v[at];
    return (struct compare_decision){
        .there = true,
        .t = d->t - fold_start_ns(r->stats->fold),
        .node = r->node[d->g],
        .p = d->p,
        .victim = d->victim,
        .rule = d->rule,
    };
}

int compare_part(struct compare *c, int executor, struct compare_parting *out)
{
    const struct compare_executor *e = &c->executor[executor];
    int run = compare_median_run(e), status = EXIT_OK;
    const struct compare_run *runs[2] = {&c->executor[COMPARE_SIM].run[0],
                                         &e->run[run]};
    struct stats *s[2] = {NULL, NULL};
    uint32_t *node[2] = {NULL, NULL};
    size_t nodes = creation_nodes(&c->tree);

    for (int i = 0; i < 2 && status == EXIT_OK; i++) {
        s[i] = read_again(runs[i], &status);
        node[i] = s[i] == NULL ? NULL : creation_of(&c->tree, s[i]->fold);
    }
    if (status == EXIT_OK) {
        struct parting_run a = {s[0], node[0]}, b = {s[1], node[1]};
        CHECK(creation_nodes(&c->tree) == nodes);
        *out = (struct compare_parting){
            .run = run,
            .at = parting_decision(&a, &b),
            .decisions = {s[0]->decisions.n, s[1]->decisions.n},
            .area_permille = parting_area_permille(s[0], s[1]),
        };
        out->decision[0] = decision_of(&a, out->at);
        out->decision[1] = decision_of(&b, out->at);
    }
    for (int i = 0; i < 2; i++) {
        free(node[i]);
        stats_free(s[i]);
    }
    return status;
}
