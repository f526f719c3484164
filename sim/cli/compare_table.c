// compare: the table for people.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/diag.h"
#include "base/xmalloc.h"
#include "cli/amount.h"
#include "cli/cli.h"
#include "cli/compare.h"

enum {
    GS_MAX = 12, // goroutines with rows of their own
    LINE_COLUMNS = 80,
    STARTS_BEFORE = 3,  // starts shown before the one that differs
    STARTS_COLUMN = 17, // where they begin
    NAME = 16,          // columns of a goroutine's name
    CPU_SHARE_MIN = 80, // percent; below, the host was busy
    SHOWN_MAX = 256,
};

static const enum gfigure columns[] = {GF_STARTS, GF_RUN, GF_WAIT, GF_BLOCKED};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

// Columns of the table; the first holds counts.
static const int width[COLUMNS] = {8, 15, 15, 15};

static const char *escaped(char out[SHOWN_MAX], const char *s)
{
    diag_escape(out, SHOWN_MAX, s, strlen(s));
    return out;
}

// ---- figures of the whole program ----

static void print_figure(const struct compare *c, int k, enum compare_figure f)
{
    struct spread sim = compare_spread(c, COMPARE_SIM, f);
    struct spread real = compare_spread(c, k, f);
    bool is_time = compare_figure_is_time(f);
    char a[AMOUNT_MAX], b[AMOUNT_MAX], range[AMOUNT_MAX], error[AMOUNT_MAX];

    amount_text(sim.median, is_time, a);
    amount_text(real.median, is_time, b);
    amount_range(&real, is_time, range);
    amount_error(sim.median, real.median, error);
    if (c->program == NULL)
        printf("%-14s%12s%12s%10s\n", compare_figure_title(f), a, b, error);
    else
        printf("%-14s%12s%12s%18s%10s%s\n", compare_figure_title(f), a, b,
               range, error,
               spread_holds(&real, sim.median) ? "  within range" : "");
}

static void print_figures(const struct compare *c, int k)
{
    const struct compare_executor *e = &c->executor[k];
    char range[32];

    const char *base = c->executor[COMPARE_SIM].title;

    snprintf(range, sizeof range, e->n == 1 ? "(1 run)" : "range of %d runs",
             e->n);
    if (c->program == NULL)
        printf("\n%-14s%12s%12s%10s\n", "", base, e->title, "error");
    else
        printf("\n%-14s%12s%12s%18s%10s\n", "", base, e->title, range, "error");
    for (int f = 0; f < CMP_FIGURES; f++)
        if (compare_is_known(c, k, (enum compare_figure)f))
            print_figure(c, k, (enum compare_figure)f);
}

// ---- goroutines ----

// One cell: the value, the median or the range.
enum row { ROW_SIM, ROW_REAL, ROW_RANGE, ROWS };

static void print_cell(const struct spread *s, enum row row, int column)
{
    char text[AMOUNT_MAX] = "-";
    bool is_time = columns[column] != GF_STARTS;

    if (s->n > 0 && row == ROW_RANGE)
        amount_range(s, is_time, text);
    else if (s->n > 0)
        amount_text(s->median, is_time, text);
    printf("%*s", width[column], text);
}

static void print_name(const char *name)
{
    int n = (int)strlen(name);

    if (n <= NAME)
        printf("%-*s", NAME, name);
    else
        printf("%.*s..", NAME - 2, name);
}

// The name of a row. Not every run need have had the goroutine.
static void print_row_name(const struct compare *c, int k, enum row row, int n)
{
    const struct compare_executor *e = &c->executor[k];
    char range[32] = "  range";

    if (n > 0 && n < e->n)
        snprintf(range, sizeof range, "in %d of %d", n, e->n);
    printf(" %-10s", row == ROW_SIM    ? c->executor[COMPARE_SIM].title
                     : row == ROW_REAL ? e->title
                                       : range);
}

// Three rows for a goroutine, or for several together.
static void print_rows(const struct compare *c, int k, const char *name,
                       const char *fn, const struct spread s[2][COLUMNS])
{
    const char *names[ROWS] = {name, fn, ""};

    for (int row = 0; row < ROWS; row++) {
        if (row == ROW_RANGE && c->executor[k].n == 1)
            continue;
        print_name(names[row]);
        print_row_name(c, k, (enum row)row, s[1][0].n);
        for (int i = 0; i < COLUMNS; i++)
            print_cell(&s[row == ROW_SIM ? 0 : 1][i], (enum row)row, i);
        putchar('\n');
    }
}

static void print_g(const struct compare *c, int k, uint32_t node)
{
    char path[CREATION_PATH_MAX], fn[SHOWN_MAX], shown[SHOWN_MAX + 8];
    struct spread s[2][COLUMNS];

    creation_path(&c->tree, node, path);
    escaped(fn, compare_fn(c, node));
    snprintf(shown, sizeof shown, "  %s()", fn);
    for (int i = 0; i < COLUMNS; i++) {
        s[0][i] = compare_g_spread(c, COMPARE_SIM, node, columns[i]);
        s[1][i] = compare_g_spread(c, k, node, columns[i]);
    }
    print_rows(c, k, path, shown, (const struct spread(*)[COLUMNS])s);
}

// The sum over the goroutines from node first on, run by run.
static struct spread sum_from(const struct compare *c, int k, uint32_t first,
                              enum gfigure f)
{
    const struct compare_executor *e = &c->executor[k];
    int64_t v[COMPARE_RUNS_MAX];

    CHECK(e->n <= COMPARE_RUNS_MAX);
    for (int i = 0; i < e->n; i++) {
        const struct gfigures *g = e->run[i].g;

        v[i] = 0;
        for (size_t j = 0; j < g->g.n; j++)
            if (g->g.v[j].node >= first)
                v[i] = nsec_add(v[i], g->g.v[j].figure[f]);
    }
    return spread_of(v, e->n);
}

static void print_gs(const struct compare *c, int k)
{
    size_t n = compare_gs(c), shown = n - 1 <= GS_MAX ? n : GS_MAX;
    struct spread s[2][COLUMNS];
    char name[32];

    printf("\n%-27s%8s%15s%15s%15s\n", "goroutine", "starts", "running",
           "waiting for P", "blocked");
    for (size_t i = 1; i < shown; i++)
        print_g(c, k, (uint32_t)i);
    if (shown < n) {
        for (int i = 0; i < COLUMNS; i++) {
            s[0][i] = sum_from(c, COMPARE_SIM, (uint32_t)shown, columns[i]);
            s[1][i] = sum_from(c, k, (uint32_t)shown, columns[i]);
        }
        snprintf(name, sizeof name, "%zu more", n - shown);
        print_rows(c, k, name, "  all together",
                   (const struct spread(*)[COLUMNS])s);
    }
    if (n > 2)
        printf("main.2 is the second goroutine that main created.\n");
    printf("blocked: waits for another goroutine, a timer or the kernel.\n");
}

// ---- order, output, end ----

// Some starts around the place at, as many as fit in a line.
static void print_order(const struct compare *c, const struct gfigures *g,
                        size_t at)
{
    size_t i = at < STARTS_BEFORE ? 0 : at - STARTS_BEFORE;
    size_t column = STARTS_COLUMN;
    char path[CREATION_PATH_MAX];

    for (const char *before = i > 0 ? " ... " : " "; i < g->order.n; i++) {
        creation_path(&c->tree, g->order.v[i], path);
        column += strlen(before) + strlen(path);
        if (column > LINE_COLUMNS - strlen(", ..."))
            break;
        printf("%s%s", before, path);
        before = ", ";
    }
    printf("%s\n", i < g->order.n ? ", ..." : "");
}

// "native run 3"; there is only one of a timeline.
static void name_run(const struct compare *c, int k, int run, char out[32])
{
    if (c->program == NULL)
        snprintf(out, 32, "%s", c->executor[k].title);
    else
        snprintf(out, 32, "%s run %d", c->executor[k].title, run + 1);
}

// In how many of the runs it is as in the first executor.
static void print_agreement(const struct compare *c, int k, const char *what,
                            int same)
{
    const struct compare_executor *e = &c->executor[k];

    if (c->program == NULL)
        printf("%s: %s%s\n", what, same > 0 ? "" : "not ",
               c->executor[COMPARE_SIM].as);
    else
        printf("%s: %s in %d of %d %s run%s\n", what,
               c->executor[COMPARE_SIM].as, same, e->n, e->title,
               e->n == 1 ? "" : "s");
}

static void print_starts(const struct compare *c, int k,
                         const struct compare_agreement *a)
{
    const struct compare_executor *e = &c->executor[k];
    const struct gfigures *sim = c->executor[COMPARE_SIM].run[0].g;
    char who[32];

    putchar('\n');
    print_agreement(c, k, "start order", a->order_same);
    printf("  %-15s", c->executor[COMPARE_SIM].title);
    print_order(c, sim, a->order_run < 0 ? 0 : a->order_at);
    if (a->order_run < 0)
        return;
    name_run(c, k, a->order_run, who);
    printf("  %-15s", who);
    print_order(c, e->run[a->order_run].g, a->order_at);
    printf("  They differ first at start %zu.", a->order_at + 1);
    if (!a->order_steady)
        printf(" The %s runs differ among themselves, too.", e->title);
    putchar('\n');
}

static void print_output(const struct compare *c, int k,
                         const struct compare_agreement *a)
{
    const struct compare_executor *e = &c->executor[k];
    char la[TEXT_LINE_MAX], lb[TEXT_LINE_MAX], shown[SHOWN_MAX], who[32];

    if (e->run[0].out_fd < 0)
        return; // a timeline does not hold it
    if (a->text[TEXT_SAME] == e->n) {
        printf("output: as simulated in all runs\n");
        return;
    }
    printf("output: as simulated in %d of %d %s runs, its lines in another "
           "order in %d,\n  different in %d\n",
           a->text[TEXT_SAME], e->n, e->title, a->text[TEXT_REORDERED],
           a->text[TEXT_DIFFERENT]);
    if (a->text_run < 0)
        return;
    uint64_t line = textsum_difference(c->executor[COMPARE_SIM].run[0].out_fd,
                                       e->run[a->text_run].out_fd, la, lb);
    name_run(c, k, a->text_run, who);
    printf("  %-15s line %" PRIu64 ": %s\n", "simulated", line,
           escaped(shown, la));
    printf("  %-15s line %" PRIu64 ": %s\n", who, line, escaped(shown, lb));
}

static void print_end(const struct compare_run *r, const char *who)
{
    char shown[SHOWN_MAX];

    printf("  %-15s status %d", who, r->status);
    if (r->why != NULL && strcmp(r->why, "exit") != 0)
        printf(", %s", r->why);
    if (r->last_words != NULL)
        printf(": %s", escaped(shown, r->last_words));
    putchar('\n');
}

static void print_ends(const struct compare *c, int k,
                       const struct compare_agreement *a)
{
    const struct compare_executor *e = &c->executor[k];
    const struct compare_run *sim = &c->executor[COMPARE_SIM].run[0];
    int same = a->status_same, other = 0;
    char who[32];

    if (same == e->n && sim->status == 0)
        return;
    print_agreement(c, k, "exit", same);
    print_end(sim, c->executor[COMPARE_SIM].title);
    while (same < e->n && e->run[other].status == sim->status)
        other++;
    name_run(c, k, other, who);
    print_end(&e->run[other], who);
}

// ---- decisions ----

// Words of the text in lines that begin with as many spaces.
static void print_wrapped(const char *text, int indent)
{
    int column = LINE_COLUMNS;

    while (*text != '\0') {
        int n = (int)strcspn(text, " ");
        if (column + 1 + n >= LINE_COLUMNS) {
            printf("\n%*s%.*s", indent, "", n, text);
            column = indent + n;
        } else {
            printf(" %.*s", n, text);
            column += 1 + n;
        }
        text += n;
        text += strspn(text, " ");
    }
    putchar('\n');
}

static void print_decision(const struct compare *c, const char *who,
                           const struct compare_decision *d)
{
    char path[CREATION_PATH_MAX], fn[SHOWN_MAX], t[AMOUNT_MAX];

    if (!d->there) {
        printf("  %-15s has ended\n", who);
        return;
    }
    creation_path(&c->tree, d->node, path);
    escaped(fn, compare_fn(c, d->node));
    amount_text(d->t, true, t);
    printf("  %-15s at %s P%d runs %s, %s()", who, t, d->p, path, fn);
    if (d->rule == RULE_NONE) {
        putchar('\n');
        return;
    }
    char *why = xasprintf("by rule %s: %s", trace_rule_name(d->rule),
                          trace_rule_why(d->rule));
    print_wrapped(why, STARTS_COLUMN + 1);
    free(why);
}

// Where the median run parts from the simulation, in words.
static void print_parting(const struct compare *c, int k,
                          const struct compare_parting *p)
{
    char who[32];
    const char *base = c->executor[COMPARE_SIM].title;

    name_run(c, k, p->run, who);
    if (p->at == SIZE_MAX) {
        printf("decisions: the same %zu goroutines were put on Ps, one after "
               "the other\n",
               p->decisions[0]);
    } else {
        printf("decisions: %s has %zu, %s %zu; they part at number %zu:\n",
               base, p->decisions[0], who, p->decisions[1], p->at + 1);
        print_decision(c, base, &p->decision[0]);
        print_decision(c, who, &p->decision[1]);
    }
    printf("parallelism: the curves of goroutines that run at once are %" PRId64
           ".%" PRId64 "%% apart\n",
           p->area_permille / 10, p->area_permille % 10);
}

// ---- all of it ----

static void print_head(const struct compare *c)
{
    const struct compare_about *a = &c->about;
    char shown[SHOWN_MAX];

    if (c->program == NULL) {
        for (int k = 0; k < c->n; k++)
            printf("%s\n", escaped(shown, c->executor[k].line));
        return;
    }
    printf("%s\n", escaped(shown, a->title));
    printf("%s, GOMAXPROCS %" PRId64 ", %" PRId64 " core%s; simulated: machine "
           "%s, costs %s, seed %" PRIu64 "\n",
           a->go, a->procs, a->cores, a->cores == 1 ? "" : "s", a->machine,
           a->costs, a->seed);
}

// What a reader must know to judge the errors.
static void print_notes(const struct compare *c, int k)
{
    int share = compare_cpu_share(c, k);

    if (c->program == NULL)
        return;
    putchar('\n');
    if (share < CPU_SHARE_MIN)
        printf("The %s runs had a CPU for only %d%% of the time in which "
               "goroutines ran\non Ps: this host was busy. CPU time can be "
               "compared all the same.\n",
               c->executor[k].title, share);
    if (strcmp(c->about.costs, "go") == 0)
        printf("Costs 'go' are those of compiled Go; native runs interpret "
               "the program, so\ncode that computes takes longer there. "
               "work.CPU, sleep and I/O do not.\n");
}

static void print_verdict(const struct compare *c, int k)
{
    struct spread sim = compare_spread(c, COMPARE_SIM, CMP_makespan_ns);
    struct spread real = compare_spread(c, k, CMP_makespan_ns);
    char error[AMOUNT_MAX];

    if (!c->o->judge)
        return;
    amount_error(sim.median, real.median, error);
    printf(
        "\nverdict: %s: the makespan's error is %s, the tolerance %.10g%%%s\n",
        compare_beyond(c, k) ? "too far" : "close enough", error,
        c->o->tolerance,
        compare_agree(c, k).status_same < c->executor[k].n
            ? ", and exit statuses differ"
            : "");
}

int compare_table(struct compare *c)
{
    print_head(c);
    for (int k = 1; k < c->n; k++) {
        struct compare_agreement a = compare_agree(c, k);
        struct compare_parting parting;
        int status = compare_part(c, k, &parting);

        if (status != EXIT_OK)
            return status;

        print_figures(c, k);
        print_gs(c, k);
        print_starts(c, k, &a);
        print_parting(c, k, &parting);
        print_output(c, k, &a);
        print_ends(c, k, &a);
        print_notes(c, k);
        print_verdict(c, k);
    }
    return EXIT_OK;
}
