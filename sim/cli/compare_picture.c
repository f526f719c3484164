// compare: the picture: the timeline of the simulation and that of the native
// run with the median makespan, with the same lanes. When one of them is so
// much shorter that little of it can be seen on the common time axis, it is
// drawn once more on an axis of its own.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/diag.h"
#include "base/xmalloc.h"
#include "cli/amount.h"
#include "cli/cli.h"
#include "cli/compare.h"
#include "cli/gnuplot.h"
#include "cli/picture.h"
#include "cli/tracefile.h"
#include "trace/coarsen.h"
#include "trace/gantt.h"
#include "trace/lanes.h"

enum {
    PANELS_MAX = COMPARE_EXECUTORS_MAX + 1,
    ENLARGED_FROM = 4, // times shorter
};

struct picture {
    struct compare *c;
    uint32_t lanes;
    char **label;                     // of each lane
    int shown[COMPARE_EXECUTORS_MAX]; // the run of each executor
    nsec longest;
};

static struct reader *open_run(const struct picture *p, int k, int *status)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/self/fd/%d",
             p->c->executor[k].run[p->shown[k]].trace_fd);
    return tracefile_open(path, "a timeline", status);
}

static void ignore_span(void *arg, const struct span *s)
{
    (void)arg;
    (void)s;
}

// "main.1 (worker)", for people and for gnuplot, whose words end at a space.
static char *label_of(const struct compare *c, uint32_t node)
{
    const char *fn = compare_fn(c, node);
    char path[CREATION_PATH_MAX], shown[128];

    creation_path(&c->tree, node, path);
    if (strcmp(path, "main") == 0)
        return xstrdup(path);
    diag_escape(shown, sizeof shown, fn, strlen(fn));
    return xasprintf("%s (%s)", path, shown);
}

// The rows of one run as a panel of that name.
static int write_panel(struct picture *p, int k, const char *name, nsec axis,
                       struct outfile *f)
{
    static const int lanes_max[TRACKS] = {2, 16, 24};
    int status = EXIT_OK;
    struct reader *r = open_run(p, k, &status);

    if (r == NULL)
        return status;
    struct fold *measure = fold_run(r, ignore_span, NULL);
    CHECK(measure != NULL); // it was read before
    reader_close(r);
    uint32_t *of_g = creation_of(&p->c->tree, measure);
    CHECK(creation_nodes(&p->c->tree) == p->lanes + (size_t)1);
    for (size_t i = 0; i < fold_gs(measure); i++)
        of_g[i] = of_g[i] == CREATION_NONE ? LANE_NONE : of_g[i] - 1;
    nsec span = fold_end_ns(measure) - fold_start_ns(measure);
    double pixels = (double)span / (double)axis * PICTURE_WIDTH;
    r = open_run(p, k, &status);
    if (r != NULL) {
        struct coarsen_panel panel = {.panel = name,
                                      .of_g = of_g,
                                      .lanes = p->lanes,
                                      .label = (const char *const *)p->label};
        if (!coarsen_csv(r, measure, pixels < 1 ? 1 : (int)pixels, lanes_max,
                         &panel, f))
            status = tracefile_report(r);
        reader_close(r);
    }
    free(of_g);
    fold_free(measure);
    return status;
}

static nsec makespan(const struct picture *p, int k)
{
    return p->c->executor[k].run[p->shown[k]].sum.makespan_ns;
}

// The executor whose run is to be drawn enlarged, or -1.
static int enlarged(const struct picture *p)
{
    int shortest = 0;

    for (int k = 1; k < p->c->n; k++)
        if (makespan(p, k) < makespan(p, shortest))
            shortest = k;
    return makespan(p, shortest) < p->longest / ENLARGED_FROM ? shortest : -1;
}

static int write_data(struct picture *p)
{
    int status = EXIT_OK, more = enlarged(p);
    int fd = gnuplot_create(GNUPLOT_DATA, &status);
    char name[16];

    if (fd < 0)
        return status;
    struct outfile *f = outfile_fd(fd, GNUPLOT_DATA);
    outfile_printf(f, "panel,track,id,start_ns,end_ns,state,g,m,p,core,detail,"
                      "fn\n");
    for (int k = 0; k < p->c->n && status == EXIT_OK; k++) {
        snprintf(name, sizeof name, "%d", k + 1);
        status = write_panel(p, k, name, p->longest, f);
    }
    if (more >= 0 && status == EXIT_OK) {
        snprintf(name, sizeof name, "%d*", PANELS_MAX);
        status = write_panel(p, more, name, makespan(p, more), f);
    }
    int written = tracefile_commit(f);
    close(fd);
    return status != EXIT_OK ? status : written;
}

// The heading of a panel.
static void write_heading(const struct picture *p, int k, bool again,
                          struct outfile *f)
{
    const struct compare_executor *e = &p->c->executor[k];
    char text[GANTT_TITLE_MAX], time[AMOUNT_MAX];

    amount_text(makespan(p, k), true, time);
    if (again)
        snprintf(text, sizeof text, "%s, enlarged: a time axis of its own",
                 e->heading);
    else if (e->n == 1)
        snprintf(text, sizeof text, "%s: makespan %s", e->heading, time);
    else
        snprintf(text, sizeof text,
                 "%s: makespan %s (run %d of %d, the median)", e->heading, time,
                 p->shown[k] + 1, e->n);
    picture_title(f, text, PICTURE_WIDTH / PICTURE_TITLE_PIXELS);
}

static int write_titles(const struct picture *p)
{
    const struct compare *c = p->c;
    const struct compare_about *a = &c->about;
    char text[GANTT_TITLE_MAX];
    int status = EXIT_OK, more = enlarged(p);
    struct reader *r = open_run(p, COMPARE_SIM, &status);
    int fd = r == NULL ? -1 : gnuplot_create(GNUPLOT_TITLE, &status);

    if (fd >= 0) {
        struct outfile *f = outfile_fd(fd, GNUPLOT_TITLE);
        gantt_title(r, text);
        picture_title(f, text, PICTURE_WIDTH / PICTURE_TITLE_PIXELS);
        if (c->program == NULL)
            snprintf(text, sizeof text, "two timelines on one axis");
        else
            snprintf(
                text, sizeof text,
                "%.40s, GOMAXPROCS %lld, %lld core%s, simulated on machine "
                "%.40s with costs %.40s",
                a->go, (long long)a->procs, (long long)a->cores,
                a->cores == 1 ? "" : "s", a->machine, a->costs);
        picture_title(f, text, PICTURE_WIDTH / PICTURE_TEXT_PIXELS);
        for (int k = 0; k < c->n; k++)
            write_heading(p, k, false, f);
        if (more >= 0)
            write_heading(p, more, true, f);
        status = tracefile_commit(f);
        close(fd);
    }
    if (r != NULL)
        reader_close(r);
    return status;
}

static void picture_init(struct picture *p, struct compare *c)
{
    p->c = c;
    p->lanes = (uint32_t)(creation_nodes(&c->tree) - 1);
    p->label = xcalloc(p->lanes + (size_t)1, sizeof *p->label);
    for (uint32_t i = 0; i < p->lanes; i++)
        p->label[i] = label_of(c, i + 1);
    p->longest = 1;
    for (int k = 0; k < c->n; k++) {
        p->shown[k] = compare_median_run(&c->executor[k]);
        if (makespan(p, k) > p->longest)
            p->longest = makespan(p, k);
    }
}

int compare_picture(struct compare *c, const char *format, struct outfile *out)
{
    struct picture p;
    int status = EXIT_OK;

    if (!gnuplot_begin(&status))
        return status;
    picture_init(&p, c);
    status = write_data(&p);
    if (status == EXIT_OK)
        status = write_titles(&p);
    if (status == EXIT_OK && cli_signal() == 0)
        status = gnuplot_run("compare.gp", format, PICTURE_WIDTH, out);
    for (uint32_t i = 0; i < p.lanes; i++)
        free(p.label[i]);
    free(p.label);
    gnuplot_end();
    return status;
}
