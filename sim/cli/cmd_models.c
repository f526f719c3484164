// cmd_models: gmpsim models [KIND [NAME]]: what there is to simulate on.
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/nsec.h"
#include "base/xmalloc.h"
#include "cli/cli.h"
#include "host/hostxml.h"
#include "host/machine.h"
#include "model/comments.h"
#include "model/fields.h"
#include "model/load.h"
#include "model/model.h"
#include "model/path.h"
#include "sched/policy.h"

struct models_options {
    const char *kind, *name;
    int status; // of a wrong argument
};

static const struct model_kind *const yaml_kinds[] = {
    &model_kind_sched,
    &model_kind_cost,
    &model_kind_os,
};
enum { YAML_KINDS = sizeof yaml_kinds / sizeof yaml_kinds[0] };

static const char doc[] =
    "List machines, schedulers, cost models and operating systems, or show one."
    "\v"
    "  gmpsim models\n"
    "  gmpsim models schedulers\n"
    "  gmpsim models schedulers 1.26\n\n"
    "KIND is machines, schedulers, costs, os or policies. Of a model, each\n"
    "number is shown with its unit and meaning, and where it is from; machine\n"
    "host, made from this computer, as a file to save and change.";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct models_options *o = state->input;

    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    if (o->kind == NULL) {
        o->kind = arg;
    } else if (o->name == NULL) {
        o->name = arg;
    } else {
        o->status = cli_usage("models takes a KIND and a NAME, no more");
        return EINVAL;
    }
    return 0;
}

// ---- lists ----

static int list_yaml(const struct model_kind *kind)
{
    size_t n;
    char **names = model_names(kind->dir, &n);
    int status = EXIT_OK;

    for (size_t i = 0; i < n; i++) {
        char *error = NULL;
        bool noinput;
        struct sched_model *m = model_load(kind, names[i], &error, &noinput);
        if (m != NULL) { // each begins with name and about
            printf("  %-14s %s\n", m->name, m->about);
        } else {
            cli_error("%s", error);
            status = EXIT_INPUT;
        }
        free(error);
        model_free(m);
    }
    model_names_free(names, n);
    return status;
}

static int list_machines(void)
{
    size_t n;
    char **names = model_names("machines", &n);

    for (size_t i = 0; i < n; i++)
        printf("  %s\n", names[i]);
    printf("  %-14s %s\n", MACHINE_HOST, "made from this computer");
    model_names_free(names, n);
    return EXIT_OK;
}

static int list_policies(void)
{
    for (size_t i = 0; i < npolicies; i++)
        printf("  %-14s %s\n", policies[i]->name, policies[i]->about);
    return EXIT_OK;
}

static int list(const char *kind)
{
    for (size_t i = 0; i < YAML_KINDS; i++)
        if (strcmp(yaml_kinds[i]->dir, kind) == 0)
            return list_yaml(yaml_kinds[i]);
    if (strcmp(kind, "machines") == 0)
        return list_machines();
    if (strcmp(kind, "policies") == 0)
        return list_policies();
    return cli_usage("no kind of model named '%s' (there are: machines, "
                     "schedulers, costs, os, policies)",
                     kind);
}

static int list_all(void)
{
    static const struct {
        const char *kind, *title;
    } all[] = {
        {"machines", "machines: hardware (run -m)"},
        {"os", "os: operating systems (run --os)"},
        {"schedulers", "schedulers: versions of Go (run -g)"},
        {"policies", "policies: other ways to schedule (run --policy)"},
        {"costs", "costs: what operations cost (run -k)"},
    };
    int status = EXIT_OK;

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        printf("%s%s\n", i == 0 ? "" : "\n", all[i].title);
        int one = list(all[i].kind);
        if (one != EXIT_OK)
            status = one;
    }
    return status;
}

// ---- one model ----

static void put_number(const struct model_field *f, int64_t v)
{
    char text[NSEC_TEXT_MAX];

    if (strcmp(f->unit, "ns") == 0) {
        nsec_format(v, text);
        fputs(text, stdout);
    } else if (f->unit[0] == '\0' || strcmp(f->unit, "0/1") == 0) {
        printf("%lld", (long long)v);
    } else {
        printf("%lld %s", (long long)v, f->unit);
    }
}

static void show_field(const struct model_field *f, void *model,
                       struct comments *c)
{
    const char *origin = comments_find(c, f->name);

    printf("%-22s = ", f->name);
    for (size_t i = 0; i < f->count; i++) {
        if (i > 0)
            fputs(", ", stdout);
        put_number(f, *model_field_at(f, model, i));
    }
    printf("\n    %s\n", f->meaning);
    if (origin != NULL)
        printf("    from: %s\n", origin);
}

static int show_yaml(const struct model_kind *kind, const char *name)
{
    char *error = NULL;
    bool noinput;
    struct sched_model *m = model_load(kind, name, &error, &noinput);

    if (m == NULL) {
        cli_error("%s", error);
        free(error);
        return noinput ? EXIT_NOINPUT : EXIT_INPUT;
    }
    char *path = model_path(kind->dir, name);
    struct comments *c = comments_read(path);
    printf("%s: %s\n(%s)\n\n", m->name, m->about, path);
    for (size_t i = 0; i < kind->nfield; i++)
        show_field(&kind->field[i], m, c);
    comments_free(c);
    free(path);
    model_free(m);
    return EXIT_OK;
}

static void show_topology(const struct machine *m)
{
    if (m->nsockets > 1)
        printf("%d sockets\n", m->nsockets);
    if (m->smt > 1) {
        printf("%d threads on each of %d physical cores, at", m->smt,
               m->ncores / m->smt);
        for (int i = 1; i < m->smt; i++)
            printf("%s %lld %%", i == 1 ? "" : ",", (long long)m->smt_pct[i]);
        printf(" of its speed while others of it are busy\n");
    }
    if (m->nl3 > m->nsockets)
        printf("%d last-level caches\n", m->nl3);
    if (m->quota_ns > 0) {
        char quota[NSEC_TEXT_MAX], period[NSEC_TEXT_MAX];
        nsec_format(m->quota_ns, quota);
        nsec_format(m->quota_period_ns, period);
        printf("quota: %s of CPU time in each %s\n", quota, period);
    }
}

static void show_wattage(const struct wattage *w)
{
    const double uw = 1e6;

    printf("power: %g W idle, %g W busy and up to %g W with all cores\n",
           (double)w->idle_uw / uw, (double)w->epsilon_uw / uw,
           (double)w->all_uw / uw);
}

static void show_disk(const struct machine_disk *d, bool in_use)
{
    char latency[NSEC_TEXT_MAX];

    nsec_format(d->latency_ns, latency);
    printf("disk %s: reads %lld bytes/s, writes %lld bytes/s, latency %s%s\n",
           d->name, (long long)d->read_bytes_per_s,
           (long long)d->write_bytes_per_s, latency,
           in_use ? "" : "; not used");
}

static void show_remote(const struct machine_remote *r, bool internet)
{
    char there[NSEC_TEXT_MAX], back[NSEC_TEXT_MAX], thinks[NSEC_TEXT_MAX];

    nsec_format(r->latency_ns, there);
    nsec_format(r->back_latency_ns, back);
    nsec_format(r->http_ns, thinks);
    printf("remote %s: latency %s there, %s back; %lld bytes/s there, %lld "
           "back; answers %lld bytes after %s%s\n",
           r->name, there, back, (long long)r->bytes_per_s,
           (long long)r->back_bytes_per_s, (long long)r->http_bytes, thinks,
           internet ? "; also for all other names" : "");
}

// The machine "host" has no file yet: this is one.
static int show_host(void)
{
    char *xml = hostxml_here();

    fputs(xml, stdout);
    free(xml);
    return EXIT_OK;
}

static int show_machine(const char *name)
{
    char *error = NULL;
    bool noinput;
    struct machine *m = machine_load(name, &error, &noinput);

    if (m == NULL) {
        cli_error("%s", error);
        free(error);
        return noinput ? EXIT_NOINPUT : EXIT_INPUT;
    }
    printf("%s: %d core%s\n(%s)\n\n", m->name, m->ncores,
           m->ncores == 1 ? "" : "s", m->path);
    for (int i = 0, n; i < m->ncores; i += n) {
        for (n = 1; i + n < m->ncores && m->mhz[i + n] == m->mhz[i]; n++)
            ;
        if (n == 1)
            printf("core %d: %lld MHz\n", i, (long long)m->mhz[i]);
        else
            printf("cores %d to %d: %lld MHz\n", i, i + n - 1,
                   (long long)m->mhz[i]);
    }
    show_topology(m);
    if (m->has_wattage)
        show_wattage(&m->wattage);
    for (size_t i = 0; i < m->ndisk; i++)
        show_disk(&m->disk[i], i == 0);
    for (size_t i = 0; i < m->nremote; i++)
        show_remote(&m->remote[i], (int)i == m->internet);
    machine_free(m);
    return EXIT_OK;
}

static int show_policy(const char *name)
{
    const struct policy *p = policy_find(name);

    if (p == NULL) {
        cli_error("no policy named '%s'; 'gmpsim models policies' lists them",
                  name);
        return EXIT_NOINPUT;
    }
    printf("%s: %s\n", p->name, p->about);
    return EXIT_OK;
}

static int show(const char *kind, const char *name)
{
    for (size_t i = 0; i < YAML_KINDS; i++)
        if (strcmp(yaml_kinds[i]->dir, kind) == 0)
            return show_yaml(yaml_kinds[i], name);
    if (strcmp(kind, "machines") == 0)
        return strcmp(name, MACHINE_HOST) == 0 ? show_host()
                                               : show_machine(name);
    if (strcmp(kind, "policies") == 0)
        return show_policy(name);
    return list(kind); // says what there is
}

int cmd_models(int argc, char **argv)
{
    static const struct argp argp = {
        NULL, parse_option, "[KIND [NAME]]", doc, NULL, NULL, NULL};
    struct models_options o = {0};

    argp_err_exit_status = EXIT_USAGE;
    if (argp_parse(&argp, argc, argv, 0, NULL, &o) != 0)
        return o.status != 0 ? o.status : EXIT_USAGE;
    if (o.kind == NULL)
        return list_all();
    return o.name == NULL ? list(o.kind) : show(o.kind, o.name);
}
