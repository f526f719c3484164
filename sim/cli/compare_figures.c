// compare: medians, ranges and agreement over the runs.
#include <stddef.h>
#include <string.h>

#include "base/check.h"
#include "cli/compare.h"

static const struct {
    const char *name, *title;
    bool is_time;
    size_t offset;
} figures[CMP_FIGURES] = {
#define COMPARE(name, title, is_time)                                          \
    [CMP_##name] = {#name, title, is_time, offsetof(struct summary, name)},
#include "cli/compare.def"
#undef COMPARE
};

const char *compare_figure_title(enum compare_figure f)
{
    CHECK((unsigned)f < CMP_FIGURES);
    return figures[f].title;
}

const char *compare_figure_name(enum compare_figure f)
{
    CHECK((unsigned)f < CMP_FIGURES);
    return figures[f].name;
}

bool compare_figure_is_time(enum compare_figure f)
{
    CHECK((unsigned)f < CMP_FIGURES);
    return figures[f].is_time;
}

static int64_t value(const struct summary *s, enum compare_figure f)
{
    return *(const int64_t *)(const void *)((const char *)s +
                                            figures[f].offset);
}

bool compare_is_known(const struct compare *c, int executor,
                      enum compare_figure f)
{
    return f != CMP_cpu_ns || c->program != NULL ||
           (c->executor[COMPARE_SIM].run[0].sum.cpu_ns > 0 &&
            c->executor[executor].run[0].sum.cpu_ns > 0);
}

struct spread compare_spread(const struct compare *c, int executor,
                             enum compare_figure f)
{
    const struct compare_executor *e = &c->executor[executor];
    int64_t v[COMPARE_RUNS_MAX];

    CHECK((unsigned)f < CMP_FIGURES && e->n <= COMPARE_RUNS_MAX);
    for (int i = 0; i < e->n; i++)
        v[i] = value(&e->run[i].sum, f);
    return spread_of(v, e->n);
}

struct spread compare_g_spread(const struct compare *c, int executor,
                               uint32_t node, enum gfigure f)
{
    const struct compare_executor *e = &c->executor[executor];
    int64_t v[COMPARE_RUNS_MAX];
    int n = 0;

    CHECK((unsigned)f < GFIGURES && e->n <= COMPARE_RUNS_MAX);
    for (int i = 0; i < e->n; i++) {
        const struct gfigures_g *g = gfigures_at(e->run[i].g, node);

        if (g != NULL)
            v[n++] = g->figure[f];
    }
    return spread_of(v, n);
}

int compare_median_run(const struct compare_executor *e)
{
    int best = -1;

    CHECK(e->n > 0);
    // The run below which just so many lie: of equal ones, the earlier is
    // below.
    for (int i = 0; i < e->n && best < 0; i++) {
        int below = 0;

        for (int k = 0; k < e->n; k++)
            below += e->run[k].sum.makespan_ns < e->run[i].sum.makespan_ns ||
                     (k < i &&
                      e->run[k].sum.makespan_ns == e->run[i].sum.makespan_ns);
        if (below == (e->n - 1) / 2)
            best = i;
    }
    CHECK(best >= 0);
    return best;
}

const char *compare_fn(const struct compare *c, uint32_t node)
{
    const char *fn = creation_fn(&c->tree, node);

    return strncmp(fn, "main.", 5) == 0 ? fn + 5 : fn;
}

int compare_cpu_share(const struct compare *c, int executor)
{
    const struct compare_executor *e = &c->executor[executor];
    int64_t share[COMPARE_RUNS_MAX];

    if (c->about.procs > e->cores)
        return 100;
    CHECK(e->n >= 1 && e->n <= COMPARE_RUNS_MAX);
    for (int i = 0; i < e->n; i++) {
        const struct summary *s = &e->run[i].sum;

        share[i] = s->run_ns <= s->cpu_ns
                       ? 100
                       : (int64_t)((double)s->cpu_ns / (double)s->run_ns * 100);
    }
    return (int)spread_of(share, e->n).median;
}

size_t compare_gs(const struct compare *c)
{
    return creation_nodes(&c->tree);
}

struct compare_agreement compare_agree(const struct compare *c, int executor)
{
    const struct compare_run *sim = &c->executor[COMPARE_SIM].run[0];
    const struct compare_executor *e = &c->executor[executor];
    struct compare_agreement a = {
        .order_run = -1, .text_run = -1, .order_steady = true};

    for (int i = 0; i < e->n; i++) {
        size_t at = gfigures_order(sim->g, e->run[i].g);
        enum text_relation text = textsum_compare(&sim->text, &e->run[i].text);

        if (at == SIZE_MAX) {
            a.order_same++;
        } else if (a.order_run < 0) {
            a.order_run = i;
            a.order_at = at;
        }
        if (gfigures_order(e->run[0].g, e->run[i].g) != SIZE_MAX)
            a.order_steady = false;
        a.text[text]++;
        if (text == TEXT_DIFFERENT && a.text_run < 0)
            a.text_run = i;
        a.status_same += sim->status == e->run[i].status;
    }
    return a;
}

bool compare_beyond(const struct compare *c, int executor)
{
    struct spread sim = compare_spread(c, COMPARE_SIM, CMP_makespan_ns);
    struct spread real = compare_spread(c, executor, CMP_makespan_ns);
    double error;

    if (!c->o->judge)
        return false;
    if (compare_agree(c, executor).status_same < c->executor[executor].n)
        return true;
    return !spread_error(sim.median, real.median, &error) ||
           error > c->o->tolerance || error < -c->o->tolerance;
}
