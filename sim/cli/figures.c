// figures: printing the summary of a run.
#include "cli/figures.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/outfile.h"
#include "cli/cli.h"

static void put_time(const char *name, nsec t)
{
    char text[NSEC_TEXT_MAX];

    nsec_format(t, text);
    fprintf(stderr, "  %s %s", name, text);
}

// Energy, and the mean power.
static void put_energy(const struct summary *s)
{
    const int64_t uj_per_j = 1000000;

    fprintf(stderr, "  energy %lld.%06lld J",
            (long long)(s->energy_uj / uj_per_j),
            (long long)(s->energy_uj % uj_per_j));
    if (s->makespan_ns > 0)
        fprintf(stderr, " (%.1f W)",
                (double)s->energy_uj * 1e3 / (double)s->makespan_ns);
    fputc('\n', stderr);
}

void figures_print(const struct figures *f)
{
    const struct summary *s = f->summary;

    fprintf(stderr, "gmpsim: %s, ", f->go_version);
    if (f->cpu != NULL)
        fprintf(stderr, "cpu %s, ", f->cpu);
    if (f->policy != NULL)
        fprintf(stderr, "policy %s, ", f->policy);
    for (size_t i = 0; i < f->nset; i++)
        fprintf(stderr, "%s, ", f->set[i]);
    fprintf(stderr, "%s: procs %lld, %lld core%s, seed %lld\n", f->machine,
            (long long)s->procs, (long long)s->cores, s->cores == 1 ? "" : "s",
            (long long)s->seed);
    put_time("time", s->makespan_ns);
    put_time("cpu", s->cpu_ns);
    put_time("running", s->run_ns);
    put_time("spinning", s->spin_ns);
    put_time("idle", s->idle_ns);
    fprintf(stderr,
            "\n  goroutines %lld (at most %lld at once)  threads %lld  "
            "switches %lld\n"
            "  preemptions %lld  steals %lld  handoffs %lld  syscalls %lld  "
            "timers %lld  netpolls %lld\n",
            (long long)s->goroutines, (long long)s->goroutines_peak,
            (long long)s->threads_peak, (long long)s->switches,
            (long long)s->preemptions, (long long)s->steals,
            (long long)s->handoffs, (long long)s->syscalls,
            (long long)s->timers_fired, (long long)s->netpolls);
    put_time("runnable goroutines waited: median", s->wait_p50_ns);
    put_time("90%", s->wait_p90_ns);
    put_time("worst", s->wait_max_ns);
    fputc('\n', stderr);
    if (s->has_energy)
        put_energy(s);
    if (f->truncated != NULL)
        fprintf(stderr, "  stopped: %s\n", f->truncated);
}

static void set_text(json_t *o, const char *key, const char *text)
{
    // Names may hold bytes that are not UTF-8.
    json_t *v = text == NULL ? json_null() : json_string(text);
    json_object_set_new(o, key, v != NULL ? v : json_string("?"));
}

static void add_assumption(json_t *array, const char *what, const char *text)
{
    if (text == NULL)
        return;
    json_t *v = json_sprintf("%s %s", what, text);
    if (v != NULL)
        json_array_append_new(array, v);
}

static json_t *to_json(const struct figures *f)
{
    const struct summary *s = f->summary;
    json_t *o = json_object(), *per_p = json_array(), *wait = json_object();

#define COUNT(name, meaning)                                                   \
    json_object_set_new(o, #name, json_integer((json_int_t)s->name));
#include "trace/summary.def"
#undef COUNT
    for (int i = 0; i < s->procs_max; i++)
        json_array_append_new(per_p, json_integer(s->run_ns_per_p[i]));
    json_object_set_new(o, "run_ns_per_p", per_p);
    json_object_set_new(wait, "p50", json_integer(s->wait_p50_ns));
    json_object_set_new(wait, "p90", json_integer(s->wait_p90_ns));
    json_object_set_new(wait, "p99", json_integer(s->wait_p99_ns));
    json_object_set_new(wait, "max", json_integer(s->wait_max_ns));
    json_object_set_new(o, "wait_ns", wait);
    if (s->has_energy)
        json_object_set_new(o, "energy_uj",
                            json_integer((json_int_t)s->energy_uj));
    set_text(o, "executor", f->executor);
    set_text(o, "file", f->file);
    set_text(o, "file_sha256", f->file_sha256);
    set_text(o, "go_version", f->go_version);
    set_text(o, "machine", f->machine);
    set_text(o, "os", f->os);
    set_text(o, "costs", f->costs);
    set_text(o, "label", f->label);
    json_object_set_new(o, "truncated",
                        f->truncated == NULL ? json_false()
                                             : json_string(f->truncated));
    json_object_set_new(o, "host_wall_ns", json_integer(f->host_wall_ns));
    json_object_set_new(o, "host_cpu_ns", json_integer(f->host_cpu_ns));
    json_object_set_new(o, "peak_rss_bytes", json_integer(f->peak_rss_bytes));
    json_t *assumptions = json_array();
    if (strcmp(f->executor, "sim") == 0)
        json_array_append_new(assumptions,
                              json_string("costs are those of the cost model"));
    if (!f->collector)
        json_array_append_new(
            assumptions, json_string("no garbage collector, as with GOGC=off"));
    if (strcmp(f->executor, "go") == 0)
        json_array_append_new(assumptions,
                              json_string("steals, spinning, timers and polls "
                                          "are not in a trace of Go: 0"));
    add_assumption(assumptions, "cpu", f->cpu);
    add_assumption(assumptions, "policy", f->policy);
    for (size_t i = 0; i < f->nset; i++)
        add_assumption(assumptions, "set", f->set[i]);
    json_object_set_new(o, "assumptions", assumptions);
    return o;
}

int figures_write(const struct figures *f, const char *path)
{
    char *error = NULL;
    struct outfile *out = strcmp(path, "-") == 0
                              ? outfile_fd(STDERR_FILENO, "standard error")
                              : outfile_open(path, &error);
    int status = EXIT_CANTCREAT;

    if (out != NULL) {
        json_t *o = to_json(f);
        char *text = json_dumps(o, JSON_INDENT(2) | JSON_SORT_KEYS);
        json_decref(o);
        if (text == NULL) {
            cli_error("out of memory");
            outfile_abort(out);
            return EXIT_OSERR;
        }
        outfile_write(out, text, strlen(text));
        outfile_write(out, "\n", 1);
        free(text);
        enum outfile_status st = outfile_commit(out, &error);
        status = st == OUTFILE_OK              ? EXIT_OK
                 : st == OUTFILE_CANNOT_CREATE ? EXIT_CANTCREAT
                                               : EXIT_IOERR;
    }
    if (status != EXIT_OK)
        cli_error("%s", error);
    free(error);
    return status;
}
