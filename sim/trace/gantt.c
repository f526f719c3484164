#include "trace/gantt.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/diag.h"
#include "base/xmalloc.h"
#include "trace/lanes.h"

enum {
    LABEL_MAX = 20,   // columns of the labels on the left
    LABEL_BYTES = 96, // bytes of one, in UTF-8
    CORES_MAX = 16,   // lanes of each kind
    PS_MAX = 16,
    GS_MAX = 24,
    TICK_COLUMNS = 10, // between two ticks at least
    SHARE = 5,         // columns of the share of time on the right
};

// Letters of the goroutines that have a lane; any other G is shown as OTHER.
static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
#define OTHER '@'

_Static_assert(sizeof letters - 1 >= GS_MAX, "every lane has a letter");

static const char symbol[SPAN_STATES] = {
    [SPAN_IDLE] = ' ',     [SPAN_RUNNING] = '#', [SPAN_NO_CORE] = 'o',
    [SPAN_SCHED] = '~',    [SPAN_SPIN] = '*',    [SPAN_SYSCALL] = 's',
    [SPAN_RUNNABLE] = '-', [SPAN_BLOCKED] = '.',
};

struct lane {
    char label[LABEL_BYTES];
    char *row; // one symbol a cell
    int cell;  // the one being filled
    nsec at;   // the lane is filled up to this time
    nsec running;
    // Time that each symbol has in the cell, and the symbols as they came.
    nsec have[128];
    unsigned char came[128];
    int ncame;
    bool shared;
    struct crowd crowd; // of a shared lane
};

struct gantt {
    struct grid grid;
    struct lanes lanes;
    int label_width;
    struct lane *lane[TRACKS]; // lanes_count of each kind
};

// ---- filling lanes ----

// Ends the cell being filled: its symbol is the one that lasted longest.
static void settle(struct lane *l)
{
    nsec most = 0;

    CHECK(l->ncame <= (int)sizeof l->came);
    l->row[l->cell] = l->cell > 0 ? l->row[l->cell - 1] : ' ';
    for (int i = 0; i < l->ncame; i++) {
        nsec have = l->have[l->came[i]];

        if (have > most) {
            most = have;
            l->row[l->cell] = (char)l->came[i];
        }
        l->have[l->came[i]] = 0;
    }
    l->ncame = 0;
    l->cell++;
}

// The lane shows c from where it is filled up to end.
static void fill(const struct gantt *g, struct lane *l, nsec end, char c)
{
    unsigned char i = (unsigned char)c;

    CHECK(i < sizeof l->came && end <= g->grid.end);
    while (l->at < end) {
        nsec to = grid_start(&g->grid, l->cell + 1);

        to = to > end ? end : to;
        if (to > l->at) {
            if (l->have[i] == 0)
                l->came[l->ncame++] = i;
            l->have[i] += to - l->at;
            l->at = to;
        }
        while (l->cell < g->grid.width &&
               grid_start(&g->grid, l->cell + 1) <= l->at)
            settle(l);
    }
}

static char symbol_of(const struct gantt *g, const struct span *s)
{
    if (s->track == TRACK_G || s->state != SPAN_RUNNING)
        return symbol[s->state];
    return s->g_index < g->lanes.own[TRACK_G] ? letters[s->g_index] : OTHER;
}

static void take_span(void *arg, const struct span *span)
{
    struct gantt *g = arg;
    struct span placed = *span, *s = &placed;
    struct lane *l;

    CHECK(s->start < s->end);
    if (!lanes_place(&g->lanes, s))
        return;
    if (lanes_shared(&g->lanes, s)) {
        // What a second reading of a file that changed may bring is left out.
        if (g->lanes.more[s->track] > 0 && s->start >= g->grid.start &&
            s->end <= g->grid.end)
            crowd_add(&g->lane[s->track][g->lanes.own[s->track]].crowd, s);
        return;
    }
    l = &g->lane[s->track][s->index];
    if (s->end > g->grid.end || s->start < l->at)
        return;
    fill(g, l, s->start, ' ');
    fill(g, l, s->end, symbol_of(g, s));
    if (s->state == SPAN_RUNNING)
        l->running += s->end - s->start;
}

// ---- labels ----

// Columns that s takes: its UTF-8 sequences.
static int columns(const char *s)
{
    int n = 0;

    for (; *s != '\0'; s++)
        n += ((unsigned char)*s & 0xC0) != 0x80;
    return n;
}

void gantt_cut(char *s, int max)
{
    char *p = s;

    CHECK(max >= 2);
    if (columns(s) <= max)
        return;
    for (int n = 0; *p != '\0'; p++)
        if (((unsigned char)*p & 0xC0) != 0x80 && n++ == max - 2)
            break;
    memcpy(p, "..", 3);
}

static void label_g(char *out, size_t cap, const struct fold_g *g, size_t i)
{
    const char *fn = g->fn;
    char shown[LABEL_BYTES - 16];

    if (strncmp(fn, "main.", 5) == 0)
        fn += 5;
    diag_escape(shown, sizeof shown, fn, strlen(fn));
    snprintf(out, cap, "%c G%u %s", letters[i], g->id, shown);
}

static void make_label(const struct gantt *g, const struct fold *f,
                       enum span_track t, uint32_t i, char *out)
{
    struct fold_g gp;

    if (i >= g->lanes.own[t]) {
        snprintf(out, LABEL_BYTES, "and %u more", g->lanes.more[t]);
    } else if (t == TRACK_CORE) {
        snprintf(out, LABEL_BYTES, "core %u", i);
    } else if (t == TRACK_P) {
        snprintf(out, LABEL_BYTES, "P%u", i);
    } else {
        gp = fold_g(f, lanes_g(&g->lanes, i));
        label_g(out, LABEL_BYTES, &gp, i);
    }
    gantt_cut(out, LABEL_MAX);
}

// ---- the picture ----

static void gantt_init(struct gantt *g, const struct fold *f, int width)
{
    static const int max[TRACKS] = {CORES_MAX, PS_MAX, GS_MAX};

    g->lanes = lanes_of(f, max);
    g->label_width = 0;
    for (int t = 0; t < TRACKS; t++) {
        uint32_t n = lanes_count(&g->lanes, (enum span_track)t);

        g->lane[t] = xcalloc(n > 0 ? n : 1, sizeof *g->lane[t]);
        for (uint32_t i = 0; i < n; i++) {
            char *label = g->lane[t][i].label;

            make_label(g, f, (enum span_track)t, i, label);
            if (columns(label) > g->label_width)
                g->label_width = columns(label);
        }
    }
    g->grid = grid_of(f, width - g->label_width - 3 - SHARE);
    for (int t = 0; t < TRACKS; t++)
        for (uint32_t i = 0; i < lanes_count(&g->lanes, (enum span_track)t);
             i++) {
            struct lane *l = &g->lane[t][i];

            l->row = xcalloc((size_t)g->grid.width + 1, 1);
            memset(l->row, ' ', (size_t)g->grid.width);
            l->at = g->grid.start;
            l->shared = i >= g->lanes.own[t];
            if (l->shared)
                crowd_init(&l->crowd, g->grid);
        }
}

static void gantt_release(struct gantt *g)
{
    for (int t = 0; t < TRACKS; t++) {
        for (uint32_t i = 0; i < lanes_count(&g->lanes, (enum span_track)t);
             i++) {
            free(g->lane[t][i].row);
            crowd_release(&g->lane[t][i].crowd);
        }
        free(g->lane[t]);
    }
    lanes_release(&g->lanes);
}

// The lanes hold all spans: what is left becomes symbols.
static void finish_lanes(struct gantt *g)
{
    for (int t = 0; t < TRACKS; t++)
        for (uint32_t i = 0; i < lanes_count(&g->lanes, (enum span_track)t);
             i++) {
            struct lane *l = &g->lane[t][i];
            enum span_state s;

            if (!l->shared)
                fill(g, l, g->grid.end, ' ');
            for (int c = 0; l->shared && c < g->grid.width; c++)
                if (crowd_state(&l->crowd, c, &s))
                    l->row[c] =
                        t != TRACK_G && s == SPAN_RUNNING ? OTHER : symbol[s];
                else if (c > 0 &&
                         grid_start(&g->grid, c) == grid_start(&g->grid, c + 1))
                    l->row[c] = l->row[c - 1]; // an empty cell
        }
}

// part of whole in percent, rounded.
static int percent(nsec part, nsec whole)
{
    CHECK(part >= 0 && part <= whole && whole > 0);
    while (whole > NSEC_MAX / 200) {
        part /= 2;
        whole /= 2;
    }
    return (int)((part * 100 + whole / 2) / whole);
}

static void print_lanes(const struct gantt *g, enum span_track t,
                        const char *heading, struct outfile *f)
{
    uint32_t n = lanes_count(&g->lanes, t);

    if (n == 0)
        return;
    outfile_printf(f, "%s\n", heading);
    for (uint32_t i = 0; i < n; i++) {
        const struct lane *l = &g->lane[t][i];

        outfile_printf(f, "%s%*s |%s|", l->label,
                       g->label_width - columns(l->label), "", l->row);
        if (l->shared)
            outfile_printf(f, "\n");
        else
            outfile_printf(f, "%4d%%\n",
                           percent(l->running, g->grid.end - g->grid.start));
    }
}

// ---- time axis ----

// t as Go writes durations, but in ASCII, and 0 without a unit.
static void time_text(nsec t, char out[NSEC_TEXT_MAX])
{
    char *mu;

    nsec_format(t, out);
    if (t == 0)
        memcpy(out, "0", 2);
    mu = strstr(out, "\xC2\xB5");
    if (mu != NULL) {
        *mu = 'u';
        memmove(mu + 1, mu + 2, strlen(mu + 2) + 1);
    }
}

// 1, 2 or 5 times a power of ten: the least step whose ticks are far enough
// apart.
static nsec tick_step(const struct grid *g)
{
    nsec span = g->end - g->start, step = 1;
    nsec least = nsec_mul(span / g->width, TICK_COLUMNS) +
                 span % g->width * TICK_COLUMNS / g->width;
    int factor = 0;

    while (step < least && step <= NSEC_MAX / 5) {
        step = factor == 1 ? step / 2 * 5 : step * 2;
        factor = (factor + 1) % 3;
    }
    return step;
}

static void print_axis(const struct gantt *g, struct outfile *f)
{
    const struct grid *grid = &g->grid;
    char *text = xcalloc(2, (size_t)grid->width + 1);
    char *rule = text + grid->width + 1;
    nsec step = tick_step(grid), t = grid->start / step * step;
    int next = 0;

    memset(text, ' ', (size_t)grid->width);
    memset(rule, '-', (size_t)grid->width);
    if (t < grid->start)
        t = nsec_add(t, step);
    for (; t < grid->end; t = nsec_add(t, step)) {
        char label[NSEC_TEXT_MAX];
        int cell = grid_cell(grid, t), len;

        time_text(t, label);
        len = (int)strlen(label);
        rule[cell] = '+';
        if (cell < next || cell + len > grid->width)
            continue;
        memcpy(text + cell, label, (size_t)len);
        next = cell + len + 1;
    }
    outfile_printf(f, "%*s  %s   run\n", g->label_width, "", text);
    outfile_printf(f, "%*s  %s\n", g->label_width, "", rule);
    free(text);
}

// ---- legend ----

struct legend {
    struct outfile *f;
    int width, column, indent;
};

// Adds "symbol text" to the line, or starts the next.
static void legend_add(struct legend *l, const char *what, const char *text)
{
    int n = (int)strlen(what) + 1 + columns(text);

    if (l->column > l->indent && l->column + 3 + n > l->width) {
        outfile_printf(l->f, "\n%*s", l->indent, "");
        l->column = l->indent;
    }
    if (l->column > l->indent) {
        outfile_printf(l->f, "   ");
        l->column += 3;
    }
    outfile_printf(l->f, "%s %s", what, text);
    l->column += n;
}

static bool shows(const struct gantt *g, enum span_track t, char c)
{
    for (uint32_t i = 0; i < lanes_count(&g->lanes, t); i++)
        if (strchr(g->lane[t][i].row, c) != NULL)
            return true;
    return false;
}

static bool shows_above(const struct gantt *g, char c)
{
    return shows(g, TRACK_CORE, c) || shows(g, TRACK_P, c);
}

static struct legend legend_start(struct outfile *f, int width,
                                  const char *heading)
{
    outfile_printf(f, "%s", heading);
    return (struct legend){f, width, (int)strlen(heading),
                           (int)strlen(heading)};
}

// t rounded to two significant digits.
static nsec two_digits(nsec t)
{
    nsec unit = 1;

    while (t / unit >= 100)
        unit *= 10;
    return nsec_mul((t + unit / 2) / unit, unit);
}

static void print_legend(const struct gantt *g, int width, struct outfile *f)
{
    static const struct {
        char c;
        const char *text;
    } above[] = {{'@', "another goroutine runs"},
                 {'o', "its goroutine waits for a core"},
                 {'s', "in a system call"},
                 {'~', "scheduler"},
                 {'*', "looks for work"}},
      below[] = {{'#', "runs on a core"},
                 {'o', "has a P, waits for a core"},
                 {'-', "runnable, waits for a P"},
                 {'.', "blocked"},
                 {'s', "in a system call"}};
    const char *heading =
        g->lanes.own[TRACK_CORE] > 0 ? "cores, Ps:  " : "Ps:         ";
    struct legend l = legend_start(f, width, heading);
    nsec cell;
    char column[NSEC_TEXT_MAX], one[2] = "", range[] = "A..Z";

    if (g->lanes.own[TRACK_G] > 0) {
        range[3] = letters[g->lanes.own[TRACK_G] - 1];
        if (range[3] == 'A')
            range[1] = '\0';
        legend_add(&l, range, "the goroutine that runs");
    }
    for (size_t i = 0; i < sizeof above / sizeof above[0]; i++)
        if (shows_above(g, above[i].c)) {
            one[0] = above[i].c;
            legend_add(&l, one, above[i].text);
        }
    if (shows_above(g, ' '))
        legend_add(&l, "blank", "idle");
    outfile_printf(f, "\n");
    l = legend_start(f, width, "goroutines: ");
    for (size_t i = 0; i < sizeof below / sizeof below[0]; i++)
        if (shows(g, TRACK_G, below[i].c)) {
            one[0] = below[i].c;
            legend_add(&l, one, below[i].text);
        }
    if (shows(g, TRACK_G, ' '))
        legend_add(&l, "blank", "not created yet, or ended");
    cell = two_digits((g->grid.end - g->grid.start) / g->grid.width);
    time_text(cell > 0 ? cell : 1, column);
    outfile_printf(f,
                   "\nA column is %s %s long and shows what lasted longest "
                   "in it.\nrun: share of all the time spent running on a "
                   "core\n",
                   cell > 0 ? "about" : "under", column);
}

// ---- title ----

// What follows the last slash; of a main.go, the folder's name too, which says
// more.
static const char *short_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL || slash[1] == '\0')
        return path;
    if (strcmp(slash, "/main.go") != 0)
        return slash + 1;
    while (slash > path && slash[-1] != '/')
        slash--;
    return *slash == '/' ? slash + 1 : slash;
}

void gantt_title(const struct reader *r, char out[GANTT_TITLE_MAX])
{
    const char *label = reader_header(r, "label");
    const char *file = reader_header(r, "file");
    const char *text = label != NULL && label[0] != '\0' ? label
                       : file != NULL                    ? short_name(file)
                                                         : "timeline";

    diag_escape(out, GANTT_TITLE_MAX, text, strlen(text));
}

static const char *executor_text(const char *executor)
{
    if (strcmp(executor, "sim") == 0)
        return "simulated";
    if (strcmp(executor, "native") == 0)
        return "native scheduler";
    if (strcmp(executor, "go") == 0)
        return "real Go";
    return executor;
}

// Appends to out, which holds n bytes of cap; returns the new n.
__attribute__((format(printf, 4, 5))) static size_t
append(char *out, size_t n, size_t cap, const char *fmt, ...)
{
    va_list ap;
    int got;

    va_start(ap, fmt);
    got = vsnprintf(out + n, cap - n, fmt, ap);
    va_end(ap);
    CHECK(got >= 0);
    return n + (size_t)got < cap ? n + (size_t)got : cap - 1;
}

void gantt_subtitle(const struct reader *r, const struct fold *measure,
                    char out[GANTT_TITLE_MAX])
{
    const char *executor = reader_header(r, "executor");
    const char *procs = reader_header(r, "procs");
    const char *cores = reader_header(r, "cores");
    const char *machine = reader_header(r, "machine");
    const char *policy = reader_header(r, "policy");
    const char *set = reader_header(r, "set");
    const char *noise = reader_header(r, "noise");
    char raw[GANTT_TITLE_MAX], makespan[NSEC_TEXT_MAX];
    size_t n = 0, cap = sizeof raw;

    if (executor != NULL)
        n = append(raw, n, cap, "%s, ", executor_text(executor));
    if (procs != NULL)
        n = append(raw, n, cap, "GOMAXPROCS %s, ", procs);
    if (cores != NULL)
        n = append(raw, n, cap, "%s core%s, ", cores,
                   strcmp(cores, "1") == 0 ? "" : "s");
    if (machine != NULL)
        n = append(raw, n, cap, "machine %s, ", machine);
    if (policy != NULL)
        n = append(raw, n, cap, "policy %s, ", policy);
    if (set != NULL)
        n = append(raw, n, cap, "%s, ", set);
    if (noise != NULL && strcmp(noise, "on") == 0)
        n = append(raw, n, cap, "noise, ");
    time_text(fold_end_ns(measure) - fold_start_ns(measure), makespan);
    n = append(raw, n, cap, "makespan %s", makespan);
    if (reader_truncated(r) != NULL)
        n = append(raw, n, cap, ", cut short: %s", reader_truncated(r));
    diag_escape(out, GANTT_TITLE_MAX, raw, n);
}

bool gantt_draw(struct reader *r, const struct fold *measure, int width,
                const char *title, struct outfile *f)
{
    char text[GANTT_TITLE_MAX];
    struct gantt g;
    struct fold *fold;

    CHECK(width >= GANTT_WIDTH_MIN && width <= GANTT_WIDTH_MAX);
    gantt_init(&g, measure, width);
    fold = fold_run(r, take_span, &g);
    if (fold != NULL) {
        finish_lanes(&g);
        if (title != NULL)
            diag_escape(text, sizeof text, title, strlen(title));
        else
            gantt_title(r, text);
        outfile_printf(f, "%s\n", text);
        gantt_subtitle(r, measure, text);
        outfile_printf(f, "%s\n\n", text);
        print_axis(&g, f);
        print_lanes(&g, TRACK_CORE, "cores", f);
        print_lanes(&g, TRACK_P, "Ps", f);
        print_lanes(&g, TRACK_G, "goroutines", f);
        outfile_printf(f, "\n");
        print_legend(&g, width, f);
    }
    fold_free(fold);
    gantt_release(&g);
    return fold != NULL;
}
