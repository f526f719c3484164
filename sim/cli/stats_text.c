// stats_text: the figures of a timeline as tables.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/diag.h"
#include "base/xmalloc.h"
#include "cli/amount.h"
#include "cli/statsout.h"

enum {
    GS_MAX = 24,   // goroutines with rows of their own
    ROWS_MAX = 24, // Ps, functions and reasons
    NAME_MAX_BYTES = 256,
    BAR = 40, // columns
};

static const char *escaped(char out[NAME_MAX_BYTES], const char *s)
{
    diag_escape(out, NAME_MAX_BYTES, s, strlen(s));
    return out;
}

static void put_time(const char *name, nsec t)
{
    char text[AMOUNT_MAX];

    amount_text(t, true, text);
    printf("  %s %s", name, text);
}

static void bar(int64_t n, int64_t most)
{
    int len = most == 0 ? 0 : (int)((double)n / (double)most * BAR + 0.5);

    fputs("  ", stdout);
    for (int i = 0; i < len; i++)
        fputc('#', stdout);
    fputc('\n', stdout);
}

static void put_percent(int64_t part, int64_t all)
{
    int64_t permille =
        all == 0 ? 0 : (int64_t)((double)part / (double)all * 1000 + 0.5);

    printf("%4" PRId64 ".%" PRId64 "%%", permille / 10, permille % 10);
}

// ---- the whole run ----

static const char *header(const struct reader *r, const char *key)
{
    const char *value = reader_header(r, key);

    return value == NULL ? "?" : value;
}

static void print_run(const struct stats *s, const struct reader *r)
{
    const struct summary *sum = &s->sum;
    char name[NAME_MAX_BYTES];

    printf("%s: ", escaped(name, header(r, "file")));
    printf("%s, ", escaped(name, header(r, "executor")));
    printf("%s, ", escaped(name, header(r, "go")));
    printf("%s: procs %" PRId64 ", %" PRId64 " core%s\n",
           escaped(name, header(r, "machine")), sum->procs, sum->cores,
           sum->cores == 1 ? "" : "s");
    put_time("time", sum->makespan_ns);
    if (fold_has_cores(s->fold))
        put_time("cpu", sum->cpu_ns);
    printf("  exit status %" PRId64 "  events %" PRId64 "\n", sum->exit,
           sum->events);
    if (reader_truncated(r) != NULL)
        printf("  stopped: %s\n", escaped(name, reader_truncated(r)));
    printf("  goroutines %" PRId64 " (at most %" PRId64
           " at once)  threads %" PRId64 "  switches %" PRId64
           "\n  preemptions %" PRId64 "  steals %" PRId64 "  handoffs %" PRId64
           "  syscalls %" PRId64 "  timers %" PRId64 "  netpolls %" PRId64 "\n",
           sum->goroutines, sum->goroutines_peak, sum->threads_peak,
           sum->switches, sum->preemptions, sum->steals, sum->handoffs,
           sum->syscalls, sum->timers_fired, sum->netpolls);
}

// ---- Ps ----

// States that tracks of the kind can be in, in the order of columns.
static const enum span_state p_states[] = {
    SPAN_RUNNING, SPAN_NO_CORE, SPAN_SCHED, SPAN_SPIN, SPAN_SYSCALL, SPAN_IDLE};
static const enum span_state g_states[] = {
    SPAN_RUNNING, SPAN_NO_CORE, SPAN_RUNNABLE, SPAN_BLOCKED, SPAN_SYSCALL};
enum {
    P_STATES = sizeof p_states / sizeof p_states[0],
    G_STATES = sizeof g_states / sizeof g_states[0],
};

static void print_p_row(const char *name, const struct stats_time *t)
{
    nsec all = 0;

    for (int i = 0; i < P_STATES; i++)
        all += t->ns[p_states[i]];
    printf("  %-6s", name);
    for (int i = 0; i < P_STATES; i++) {
        fputs("     ", stdout);
        put_percent(t->ns[p_states[i]], all);
    }
    fputc('\n', stdout);
}

static void print_ps(const struct stats *s)
{
    struct stats_time all = {0};
    char name[32];

    fputs("\n  P     ", stdout);
    for (int i = 0; i < P_STATES; i++)
        printf("%11s", span_state_name(p_states[i]));
    fputc('\n', stdout);
    for (size_t i = 0; i < s->p.n; i++) {
        for (int k = 0; k < SPAN_STATES; k++)
            all.ns[k] += s->p.v[i].ns[k];
        snprintf(name, sizeof name, "P%zu", i);
        if (i < ROWS_MAX)
            print_p_row(name, &s->p.v[i]);
    }
    if (s->p.n > 1)
        print_p_row("all", &all);
}

// ---- goroutines ----

struct row {
    const char *name; // its function
    int64_t n, starts;
    struct stats_time time;
};

static void print_g_head(const char *first)
{
    printf("\n  %-12s%8s", first, "starts");
    for (int i = 0; i < G_STATES; i++)
        printf("%10s", span_state_name(g_states[i]));
    fputs("  function\n", stdout);
}

static void print_g_row(const char *first, const struct row *row)
{
    char name[NAME_MAX_BYTES], text[AMOUNT_MAX];

    printf("  %-12s%8" PRId64, first, row->starts);
    for (int i = 0; i < G_STATES; i++) {
        amount_text(row->time.ns[g_states[i]], true, text);
        printf("%10s", text);
    }
    printf("  %s\n", escaped(name, row->name));
}

static void print_each_g(const struct stats *s)
{
    print_g_head("goroutine");
    for (size_t i = 0; i < s->g.n; i++) {
        struct fold_g g = fold_g(s->fold, i);
        char name[16];

        if (g.system)
            continue;
        snprintf(name, sizeof name, "G%" PRIu32, g.id);
        print_g_row(name, &(struct row){.name = g.fn,
                                        .starts = s->g.v[i].starts,
                                        .time = s->g.v[i].time});
    }
}

static int most_time_first(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    nsec s = x->time.ns[SPAN_RUNNING], t = y->time.ns[SPAN_RUNNING];

    if (s != t)
        return (s < t) - (s > t);
    return strcmp(x->name, y->name);
}

static int by_function(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// The functions of the program's goroutines, each once, in order; *n of them.
static const char **functions_of(const struct stats *s, size_t *n)
{
    const char **fn = xcalloc(s->g.n + 1, sizeof *fn);
    size_t all = 0;

    *n = 0;
    for (size_t i = 0; i < s->g.n; i++) {
        struct fold_g g = fold_g(s->fold, i);
        if (!g.system)
            fn[all++] = g.fn;
    }
    qsort(fn, all, sizeof *fn, by_function);
    for (size_t i = 0; i < all; i++)
        if (i == 0 || fn[i] != fn[i - 1]) // interned
            fn[(*n)++] = fn[i];
    return fn;
}

static void print_functions(const struct stats *s)
{
    size_t n;
    const char **fn = functions_of(s, &n);
    struct row *rows = xcalloc(n + 1, sizeof *rows);

    for (size_t k = 0; k < n; k++)
        rows[k].name = fn[k];
    for (size_t i = 0; i < s->g.n; i++) {
        struct fold_g g = fold_g(s->fold, i);
        if (g.system)
            continue;
        const char **at = bsearch(&g.fn, fn, n, sizeof *fn, by_function);
        CHECK(at != NULL);
        struct row *row = &rows[at - fn];
        row->n++;
        row->starts += s->g.v[i].starts;
        for (int j = 0; j < SPAN_STATES; j++)
            row->time.ns[j] += s->g.v[i].time.ns[j];
    }
    qsort(rows, n, sizeof *rows, most_time_first);
    print_g_head("goroutines");
    for (size_t i = 0; i < n && i < ROWS_MAX; i++) {
        char count[32];
        snprintf(count, sizeof count, "%" PRId64, rows[i].n);
        print_g_row(count, &rows[i]);
    }
    if (n > ROWS_MAX)
        printf("  and of %zu functions more\n", n - ROWS_MAX);
    free(rows);
    free(fn);
}

static void print_reasons(const struct stats *s)
{
    char name[NAME_MAX_BYTES], text[AMOUNT_MAX];

    if (s->reason.n == 0)
        return;
    fputs("\n  goroutines waited for      times      in all\n", stdout);
    for (size_t i = 0; i < s->reason.n && i < ROWS_MAX; i++) {
        const struct stats_reason *x = &s->reason.v[i];
        amount_text(x->ns, true, text);
        printf("  %-22s%10" PRId64 "%12s\n", escaped(name, x->reason), x->n,
               text);
    }
}

// ---- distributions ----

// The values of the histogram by powers of two.
static void print_waits(const struct stats *s)
{
    const struct summary *sum = &s->sum;
    int64_t by_log2[HIST_LOG2], most = 0;
    int first = HIST_LOG2, last = 0;

    if (s->wait->n == 0)
        return;
    hist_log2(s->wait, by_log2);
    for (int i = 0; i < HIST_LOG2; i++) {
        if (by_log2[i] == 0)
            continue;
        first = i < first ? i : first;
        last = i;
        most = by_log2[i] > most ? by_log2[i] : most;
    }
    printf("\n  runnable goroutines waited for a P %" PRId64 " times:",
           s->wait->n);
    put_time("median", sum->wait_p50_ns);
    put_time("90%", sum->wait_p90_ns);
    put_time("99%", sum->wait_p99_ns);
    put_time("worst", sum->wait_max_ns);
    fputs("\n  up to        times\n", stdout);
    for (int i = first; i <= last; i++) {
        char text[AMOUNT_MAX];
        amount_text((nsec)((UINT64_C(2) << i) - 1), true, text);
        printf("  %-8s%10" PRId64, text, by_log2[i]);
        bar(by_log2[i], most);
    }
}

static void print_parallel(const struct stats *s)
{
    nsec most = 0;
    int64_t mean = stats_parallelism_permille(s);

    for (size_t k = 0; k < s->parallel.n; k++)
        most = s->parallel.v[k] > most ? s->parallel.v[k] : most;
    printf("\n  goroutines running at once: %" PRId64 ".%02" PRId64
           " on average\n",
           mean / 1000, mean % 1000 / 10);
    for (size_t k = 0; k < s->parallel.n; k++) {
        if (s->parallel.v[k] == 0)
            continue;
        printf("  %6zu ", k);
        put_percent(s->parallel.v[k], s->sum.makespan_ns);
        bar(s->parallel.v[k], most);
    }
}

static void print_span(const struct stats *s)
{
    int64_t speedup = stats_speedup_permille(s);

    fputs("\n", stdout);
    put_time("work", s->work_ns);
    put_time("span", s->span.run);
    printf("  work/span %" PRId64 ".%02" PRId64
           ": at most so many times faster than on one P\n",
           speedup / 1000, speedup % 1000 / 10);
    put_time("with sleeps, I/O and system calls the longest chain takes",
             s->span.all);
    fputs("\n", stdout);
}

void statsout_text(const struct stats *s, const struct reader *r, bool every_g)
{
    size_t gs = 0;

    for (size_t i = 0; i < s->g.n; i++)
        gs += !fold_g(s->fold, i).system;
    print_run(s, r);
    print_ps(s);
    if (every_g || gs <= GS_MAX)
        print_each_g(s);
    else
        print_functions(s);
    print_reasons(s);
    print_waits(s);
    print_parallel(s);
    print_span(s);
}
