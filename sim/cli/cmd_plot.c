// cmd_plot: gmpsim plot FIGURE TRACE [-o OUT.svg|.png|.pdf]
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/xmalloc.h"
#include "cli/cli.h"
#include "cli/gnuplot.h"
#include "cli/picture.h"
#include "cli/tracefile.h"
#include "trace/coarsen.h"
#include "trace/gantt.h"

enum {
    PIXELS_MIN = 400, // width of a picture
    PIXELS_MAX = 10000,
};

struct plot {
    const char *figure, *trace, *output, *title, *width;
    // Where the timeline can be read twice; a copy when it is not a file.
    char *path;
    const char *name; // of the timeline in messages; NULL: its path
    struct fold *measure;
};

static const struct argp_option options[] = {
    {"output", 'o', "FILE", 0,
     "draw with gnuplot into FILE, which ends in .svg, .png or .pdf", 0},
    {"width", 'w', "N", 0,
     "columns of the terminal (80), or with -o pixels (1000)", 0},
    {"title", 't', "TEXT", 0, "title; the timeline's label or file by default",
     0},
    {"label", 0, 0, OPTION_ALIAS, NULL, 0},
    {0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct plot *p = state->input;

    switch (key) {
    case 'o':
        p->output = arg;
        return 0;
    case 'w':
        p->width = arg;
        return 0;
    case 't':
        p->title = arg;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num == 0)
            p->figure = arg;
        else if (state->arg_num == 1)
            p->trace = arg;
        else
            argp_error(state, "too many arguments");
        return 0;
    case ARGP_KEY_END:
        if (state->arg_num < 2)
            argp_error(state, "a figure and a timeline must be given");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse_option,
    "FIGURE TRACE",
    "Draw a timeline.\v"
    "FIGURE is gantt: which goroutine runs on which core and P, and what each "
    "goroutine does, over time. TRACE is a timeline as 'gmpsim run --trace' "
    "writes it, '-' is standard input. Without -o the figure is drawn in the "
    "terminal.\n\n"
    "Examples:\n"
    "  gmpsim plot gantt out.trace\n"
    "  gmpsim plot gantt out.trace -o out.svg\n"
    "  gmpsim plot gantt out.trace -o out.png --width 1600 --title 'Two Ps'",
    NULL,
    NULL,
    NULL,
};

// Copies what can be read only once into the private directory.
static int copy_input(struct plot *p)
{
    int status = EXIT_OK, fd = STDIN_FILENO, to;
    bool standard = strcmp(p->trace, "-") == 0;
    char buf[16384];
    struct outfile *f;
    ssize_t n;

    if (!standard)
        fd = open(p->trace, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        cli_error("cannot read '%s': %s", p->trace, strerror(errno));
        return EXIT_NOINPUT;
    }
    to = gnuplot_create(GNUPLOT_INPUT, &status);
    if (to >= 0) {
        f = outfile_fd(to, GNUPLOT_INPUT);
        while ((n = read(fd, buf, sizeof buf)) > 0)
            outfile_write(f, buf, (size_t)n);
        if (n < 0) {
            if (cli_signal() == 0)
                cli_error("cannot read '%s': %s", p->trace, strerror(errno));
            status = EXIT_IOERR;
        }
        if (tracefile_commit(f) != EXIT_OK && status == EXIT_OK)
            status = EXIT_IOERR;
        close(to);
    }
    if (!standard)
        close(fd);
    p->name = standard ? "standard input" : p->trace;
    p->path = gnuplot_path(GNUPLOT_INPUT);
    return status;
}

static void ignore_span(void *arg, const struct span *s)
{
    (void)arg;
    (void)s;
}

// Reads the timeline for its extent, goroutines and errors.
static int measure(struct plot *p)
{
    int status = EXIT_OK;
    struct reader *r = tracefile_open(p->path, p->name, &status);

    if (r == NULL)
        return status;
    p->measure = fold_run(r, ignore_span, NULL);
    if (p->measure == NULL)
        status = tracefile_report(r);
    reader_close(r);
    return status;
}

static int draw_in_terminal(const struct plot *p, int64_t width)
{
    int status = EXIT_OK;
    struct reader *r = tracefile_open(p->path, p->name, &status);
    struct outfile *f;

    if (r == NULL)
        return status;
    f = tracefile_output("-", p->path, &status);
    if (f != NULL) {
        if (gantt_draw(r, p->measure, (int)width, p->title, f)) {
            status = tracefile_commit(f);
        } else {
            outfile_abort(f);
            status = tracefile_report(r);
        }
    }
    reader_close(r);
    return status;
}

static int write_titles(const struct plot *p, const struct reader *r,
                        int64_t width)
{
    char text[GANTT_TITLE_MAX];
    int status = EXIT_OK, fd = gnuplot_create(GNUPLOT_TITLE, &status);
    struct outfile *f;

    if (fd < 0)
        return status;
    f = outfile_fd(fd, GNUPLOT_TITLE);
    if (p->title != NULL)
        diag_escape(text, sizeof text, p->title, strlen(p->title));
    else
        gantt_title(r, text);
    picture_title(f, text, (int)width / PICTURE_TITLE_PIXELS);
    gantt_subtitle(r, p->measure, text);
    picture_title(f, text, (int)width / PICTURE_TEXT_PIXELS);
    status = tracefile_commit(f);
    close(fd);
    return status;
}

// Writes gnuplot's two files.
static int write_data(const struct plot *p, int64_t width)
{
    static const int lanes_max[TRACKS] = {24, 24, 48};
    int status = EXIT_OK, fd;
    struct reader *r = tracefile_open(p->path, p->name, &status);
    struct outfile *f;

    if (r == NULL)
        return status;
    fd = gnuplot_create(GNUPLOT_DATA, &status);
    if (fd >= 0) {
        f = outfile_fd(fd, GNUPLOT_DATA);
        if (coarsen_csv(r, p->measure, (int)width, lanes_max, NULL, f)) {
            status = tracefile_commit(f);
        } else {
            outfile_abort(f);
            status = tracefile_report(r);
        }
        close(fd);
        if (status == EXIT_OK)
            status = write_titles(p, r, width);
    }
    reader_close(r);
    return status;
}

static int draw_in_file(const struct plot *p, int64_t width)
{
    int status = EXIT_OK;
    struct outfile *out = tracefile_output(p->output, p->trace, &status);

    if (out == NULL)
        return status;
    status = write_data(p, width);
    if (status == EXIT_OK && cli_signal() == 0)
        status =
            gnuplot_run("gantt.gp", picture_format(p->output), (int)width, out);
    if (status == EXIT_OK && cli_signal() == 0)
        return tracefile_commit(out);
    outfile_abort(out);
    return status;
}

static int draw(struct plot *p, int64_t width)
{
    struct stat st;
    bool twice = strcmp(p->trace, "-") != 0 &&
                 (stat(p->trace, &st) != 0 || S_ISREG(st.st_mode) ||
                  S_ISDIR(st.st_mode));
    int status = EXIT_OK;

    if ((!twice || p->output != NULL) && !gnuplot_begin(&status))
        return status;
    if (twice)
        p->path = xstrdup(p->trace);
    else
        status = copy_input(p);
    if (status == EXIT_OK)
        status = measure(p);
    if (status == EXIT_OK && cli_signal() == 0)
        status = p->output == NULL ? draw_in_terminal(p, width)
                                   : draw_in_file(p, width);
    fold_free(p->measure);
    free(p->path);
    gnuplot_end();
    return status;
}

int cmd_plot(int argc, char **argv)
{
    struct plot p = {0};
    int64_t width;

    argp_parse(&argp, argc, argv, 0, NULL, &p);
    cli_signals();
    if (strcmp(p.figure, "gantt") != 0)
        return cli_usage("unknown figure '%s', must be gantt", p.figure);
    if (p.output != NULL && picture_format(p.output) == NULL)
        return cli_usage("--output='%s' must end in .svg, .png or .pdf",
                         p.output);
    width = p.output == NULL ? GANTT_WIDTH : PICTURE_WIDTH;
    if (p.width != NULL &&
        !cli_int("width", p.width,
                 p.output == NULL ? GANTT_WIDTH_MIN : PIXELS_MIN,
                 p.output == NULL ? GANTT_WIDTH_MAX : PIXELS_MAX, &width))
        return EXIT_USAGE;
    return draw(&p, width);
}
