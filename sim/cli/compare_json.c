// compare: all of it as JSON.
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/check.h"
#include "cli/cli.h"
#include "cli/compare.h"

static void set(json_t *o, const char *key, json_t *v)
{
    // A name may hold bytes that are not UTF-8.
    json_object_set_new(o, key, v != NULL ? v : json_string("?"));
}

static json_t *text(const char *s)
{
    return s == NULL ? json_null() : json_string(s);
}

static json_t *integer(int64_t v)
{
    return json_integer((json_int_t)v);
}

static json_t *path_of(const struct compare *c, uint32_t node)
{
    char path[CREATION_PATH_MAX];

    creation_path(&c->tree, node, path);
    return json_string(path);
}

// A figure of one executor, and what the simulation's error is by it.
static json_t *spread_json(const struct spread *s, const struct spread *sim)
{
    json_t *o = json_object();
    double percent;

    if (s->n == 0)
        return o;
    set(o, "median", integer(s->median));
    set(o, "min", integer(s->min));
    set(o, "max", integer(s->max));
    if (sim == NULL || sim->n == 0)
        return o;
    set(o, "error_percent",
        spread_error(sim->median, s->median, &percent) ? json_real(percent)
                                                       : json_null());
    set(o, "sim_inside_range", json_boolean(spread_holds(s, sim->median)));
    return o;
}

static json_t *figures_json(const struct compare *c)
{
    json_t *o = json_object();

    for (int f = 0; f < CMP_FIGURES; f++) {
        json_t *row = json_object();
        struct spread sim =
            compare_spread(c, COMPARE_SIM, (enum compare_figure)f);

        for (int k = 0; k < c->n; k++) {
            struct spread s = compare_spread(c, k, (enum compare_figure)f);

            if (!compare_is_known(c, k, (enum compare_figure)f))
                continue;

            set(row, c->executor[k].name,
                spread_json(&s, k == COMPARE_SIM ? NULL : &sim));
        }
        set(o, compare_figure_name((enum compare_figure)f), row);
    }
    return o;
}

static const char *const gfigure_name[GFIGURES] = {
#define GFIGURE(e, name, meaning) [GF_##e] = name,
#include "trace/gfigures.def"
#undef GFIGURE
};

static json_t *g_json(const struct compare *c, uint32_t node)
{
    json_t *o = json_object(), *runs = json_object();

    set(o, "path", path_of(c, node));
    set(o, "fn", text(creation_fn(&c->tree, node)));
    for (int f = 0; f < GFIGURES; f++) {
        json_t *row = json_object();
        struct spread sim =
            compare_g_spread(c, COMPARE_SIM, node, (enum gfigure)f);

        for (int k = 0; k < c->n; k++) {
            struct spread s = compare_g_spread(c, k, node, (enum gfigure)f);

            set(row, c->executor[k].name,
                spread_json(&s, k == COMPARE_SIM ? NULL : &sim));
            if (f == 0)
                set(runs, c->executor[k].name, integer(s.n));
        }
        set(o, gfigure_name[f], row);
    }
    set(o, "runs", runs);
    return o;
}

static json_t *starts_json(const struct compare *c, const struct gfigures *g)
{
    json_t *a = json_array();

    for (size_t i = 0; i < g->order.n; i++)
        json_array_append_new(a, path_of(c, g->order.v[i]));
    return a;
}

// The goroutine that started at that place, or null.
static json_t *start_at(const struct compare *c, const struct gfigures *g,
                        size_t at)
{
    return at < g->order.n ? path_of(c, g->order.v[at]) : json_null();
}

static json_t *order_json(const struct compare *c, int k)
{
    const struct gfigures *sim = c->executor[COMPARE_SIM].run[0].g;
    const struct compare_executor *e = &c->executor[k];
    struct compare_agreement a = compare_agree(c, k);
    json_t *o = json_object(), *first = json_null();

    set(o, "identical", integer(a.order_same));
    if (a.order_run >= 0) {
        first = json_object();
        set(first, "run", integer(a.order_run + 1));
        set(first, "position", integer((int64_t)a.order_at + 1));
        set(first, c->executor[COMPARE_SIM].name, start_at(c, sim, a.order_at));
        set(first, e->name, start_at(c, e->run[a.order_run].g, a.order_at));
    }
    set(o, "first_difference", first);
    return o;
}

static json_t *decision_json(const struct compare *c,
                             const struct compare_decision *d)
{
    if (!d->there)
        return json_null();
    json_t *o = json_object();
    set(o, "t_ns", integer(d->t));
    set(o, "p", integer(d->p));
    set(o, "goroutine", path_of(c, d->node));
    set(o, "rule", text(trace_rule_name(d->rule)));
    return o;
}

static json_t *parting_json(const struct compare *c, int k,
                            const struct compare_parting *p)
{
    const char *names[2] = {c->executor[COMPARE_SIM].name, c->executor[k].name};
    json_t *o = json_object(), *first = json_null(), *all = json_object();

    for (int i = 0; i < 2; i++)
        set(all, names[i], integer((int64_t)p->decisions[i]));
    if (p->at != SIZE_MAX) {
        first = json_object();
        set(first, "position", integer((int64_t)p->at + 1));
        for (int i = 0; i < 2; i++)
            set(first, names[i], decision_json(c, &p->decision[i]));
    }
    set(o, "run", integer(p->run + 1));
    set(o, "number", all);
    set(o, "first_difference", first);
    return o;
}

static json_t *output_json(const struct compare *c, int k)
{
    struct compare_agreement a = compare_agree(c, k);
    json_t *o = json_object();

    set(o, "same", integer(a.text[TEXT_SAME]));
    set(o, "reordered", integer(a.text[TEXT_REORDERED]));
    set(o, "different", integer(a.text[TEXT_DIFFERENT]));
    return o;
}

static json_t *runs_json(const struct compare_executor *e)
{
    json_t *a = json_array();

    for (int i = 0; i < e->n; i++) {
        const struct compare_run *r = &e->run[i];
        json_t *o = json_object();

        set(o, "makespan_ns", integer(r->sum.makespan_ns));
        set(o, "status", integer(r->status));
        set(o, "why", text(r->why));
        set(o, "stderr", text(r->last_words));
        json_array_append_new(a, o);
    }
    return a;
}

static void add_settings(const struct compare *c, json_t *o)
{
    const struct compare_about *about = &c->about;

    set(o, "file", text(about->file));
    set(o, "file_sha256", text(about->file_sha256));
    set(o, "title", text(c->o->common.label));
    set(o, "go_version", text(about->go));
    set(o, "machine", text(about->machine));
    set(o, "os", text(about->os));
    set(o, "costs", text(about->costs));
    set(o, "procs", integer(about->procs));
    set(o, "seed", integer((int64_t)about->seed));
    set(o, "tolerance_percent",
        c->o->judge ? json_real(c->o->tolerance) : json_null());
}

// *status: an exit status.
static json_t *all_json(struct compare *c, int *status)
{
    json_t *o = json_object(), *executors = json_object(), *gs = json_array();
    json_t *order = json_object(), *output = json_object();
    json_t *within = json_object(), *decisions = json_object();
    json_t *area = json_object();

    add_settings(c, o);
    set(order, c->executor[COMPARE_SIM].name,
        starts_json(c, c->executor[COMPARE_SIM].run[0].g));
    for (int k = 0; k < c->n; k++) {
        const struct compare_executor *e = &c->executor[k];
        json_t *x = json_object();

        set(x, "cores", integer(e->cores));
        set(x, "runs", runs_json(e));
        set(executors, e->name, x);
        if (k == COMPARE_SIM)
            continue;
        set(order, e->name, order_json(c, k));
        struct compare_parting parting = {.at = SIZE_MAX};
        if (*status == EXIT_OK)
            *status = compare_part(c, k, &parting);
        set(decisions, e->name, parting_json(c, k, &parting));
        set(area, e->name, json_real((double)parting.area_permille / 10));
        if (e->run[0].out_fd >= 0)
            set(output, e->name, output_json(c, k));
        set(within, e->name,
            c->o->judge ? json_boolean(!compare_beyond(c, k)) : json_null());
    }
    for (size_t i = 1; i < compare_gs(c); i++)
        json_array_append_new(gs, g_json(c, (uint32_t)i));
    set(o, "executors", executors);
    set(o, "figures", figures_json(c));
    set(o, "goroutines", gs);
    set(o, "order", order);
    set(o, "output", output);
    set(o, "decisions", decisions);
    set(o, "parallelism_difference_percent", area);
    set(o, "within_tolerance", within);
    return o;
}

int compare_json(struct compare *c)
{
    enum { DIGITS = 6 };
    int status = EXIT_OK;
    json_t *o = all_json(c, &status);
    char *s = json_dumps(o, JSON_INDENT(2) | JSON_SORT_KEYS |
                                JSON_REAL_PRECISION(DIGITS));

    json_decref(o);
    if (status != EXIT_OK) {
        free(s);
        return status;
    }
    if (s == NULL) {
        cli_error("out of memory");
        return EXIT_OSERR;
    }
    puts(s);
    free(s);
    return EXIT_OK;
}
