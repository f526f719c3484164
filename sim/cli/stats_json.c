// stats_json: the figures of a timeline as JSON: the keys of a run's summary as
// far as a timeline tells them, and more.
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/statsout.h"
#include "trace/creation.h"

static void set(json_t *o, const char *key, json_t *v)
{
    // A name may hold bytes that are not UTF-8.
    json_object_set_new(o, key, v != NULL ? v : json_string("?"));
}

static json_t *integer(int64_t v)
{
    return json_integer((json_int_t)v);
}

static json_t *header(const struct reader *r, const char *key)
{
    const char *value = reader_header(r, key);

    return value == NULL ? json_null() : json_string(value);
}

static json_t *time_json(const struct stats_time *t)
{
    json_t *o = json_object();

    for (int i = 0; i < SPAN_STATES; i++)
        set(o, span_state_name((enum span_state)i), integer(t->ns[i]));
    return o;
}

static json_t *ps_json(const struct stats *s)
{
    json_t *a = json_array();

    for (size_t i = 0; i < s->p.n; i++)
        json_array_append_new(a, time_json(&s->p.v[i]));
    return a;
}

static json_t *gs_json(const struct stats *s)
{
    json_t *a = json_array();
    struct creation c = {0};
    uint32_t *node = creation_of(&c, s->fold);

    for (size_t i = 0; i < s->g.n; i++) {
        struct fold_g g = fold_g(s->fold, i);
        char path[CREATION_PATH_MAX];
        json_t *o = json_object();

        set(o, "g", integer(g.id));
        set(o, "fn", json_string(g.fn));
        if (node[i] != CREATION_NONE) {
            creation_path(&c, node[i], path);
            set(o, "path", json_string(path));
        }
        set(o, "starts", integer(s->g.v[i].starts));
        set(o, "ns", time_json(&s->g.v[i].time));
        json_array_append_new(a, o);
    }
    free(node);
    creation_release(&c);
    return a;
}

static json_t *reasons_json(const struct stats *s)
{
    json_t *all = json_object();

    for (size_t i = 0; i < s->reason.n; i++) {
        json_t *o = json_object();
        set(o, "n", integer(s->reason.v[i].n));
        set(o, "ns", integer(s->reason.v[i].ns));
        set(all, s->reason.v[i].reason, o);
    }
    return all;
}

static json_t *wait_json(const struct stats *s)
{
    json_t *o = json_object(), *hist = json_array();
    int64_t by_log2[HIST_LOG2];
    int last = 0;

    hist_log2(s->wait, by_log2);
    for (int i = 0; i < HIST_LOG2; i++)
        last = by_log2[i] > 0 ? i + 1 : last;
    for (int i = 0; i < last; i++)
        json_array_append_new(hist, integer(by_log2[i]));
    set(o, "p50", integer(s->sum.wait_p50_ns));
    set(o, "p90", integer(s->sum.wait_p90_ns));
    set(o, "p99", integer(s->sum.wait_p99_ns));
    set(o, "max", integer(s->sum.wait_max_ns));
    set(o, "log2", hist);
    return o;
}

static json_t *list_json(const nsec *v, size_t n)
{
    json_t *a = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(a, integer(v[i]));
    return a;
}

static json_t *to_json(const struct stats *s, const struct reader *r)
{
    static const char *const headers[] = {"executor", "file", "file_sha256",
                                          "machine",  "os",   "costs",
                                          "policy",   "label"};
    json_t *o = json_object();

#define COUNT(name, meaning) set(o, #name, integer(s->sum.name));
#include "trace/summary.def"
#undef COUNT
    // What a timeline does not tell.
    json_object_del(o, "steal_attempts");
    if (!fold_has_cores(s->fold))
        json_object_del(o, "cpu_ns");
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        set(o, headers[i], header(r, headers[i]));
    set(o, "go_version", header(r, "go"));
    set(o, "truncated",
        reader_truncated(r) == NULL ? json_false()
                                    : json_string(reader_truncated(r)));
    set(o, "run_ns_per_p",
        list_json(s->sum.run_ns_per_p, (size_t)s->sum.procs_max));
    set(o, "wait_ns", wait_json(s));
    set(o, "p", ps_json(s));
    set(o, "g", gs_json(s));
    set(o, "blocked", reasons_json(s));
    set(o, "parallel_ns", list_json(s->parallel.v, s->parallel.n));
    set(o, "parallelism_permille", integer(stats_parallelism_permille(s)));
    set(o, "work_ns", integer(s->work_ns));
    set(o, "span_ns", integer(s->span.run));
    set(o, "floor_ns", integer(s->span.all));
    set(o, "speedup_max_permille", integer(stats_speedup_permille(s)));
    return o;
}

int statsout_json(const struct stats *s, const struct reader *r)
{
    json_t *o = to_json(s, r);
    char *text = json_dumps(o, JSON_INDENT(2) | JSON_SORT_KEYS);

    json_decref(o);
    if (text == NULL) {
        cli_error("out of memory");
        return EXIT_OSERR;
    }
    puts(text);
    free(text);
    return EXIT_OK;
}
