// cmd_import: gmpsim import FORMAT TRACE -o OUT
#include <argp.h>
#include <stddef.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/goimport.h"
#include "cli/tracefile.h"

enum { OPT_LABEL = 0x100 };

struct arguments {
    const char *format, *trace, *output, *label;
    bool quiet;
};

static const struct argp_option options[] = {
    {"output", 'o', "FILE", 0, "write to FILE instead of standard output", 0},
    {"label", OPT_LABEL, "TEXT", 0, "a title for pictures", 0},
    {"quiet", 'q', NULL, 0, "do not say what is left out", 0},
    {0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *a = state->input;

    switch (key) {
    case 'o':
        a->output = arg;
        return 0;
    case 'q':
        a->quiet = true;
        return 0;
    case OPT_LABEL:
        a->label = arg;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num == 0)
            a->format = arg;
        else if (state->arg_num == 1)
            a->trace = arg;
        else
            argp_error(state, "too many arguments");
        return 0;
    case ARGP_KEY_END:
        if (state->arg_num < 2)
            argp_error(state, "a format and a trace must be given");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse_option,
    "go TRACE",
    "Make a timeline of a trace that another program has written.\v"
    "TRACE is an execution trace of Go, as runtime/trace, 'go test -trace' and "
    "net/http/pprof write it, of Go 1.11 or newer; '-' is standard input. All "
    "that concerns scheduling is kept; what is not is counted and told.\n\n"
    "Examples:\n"
    "  gmpsim import go trace.out -o real.trace\n"
    "  gmpsim import go trace.out -o real.trace && gmpsim plot gantt "
    "real.trace",
    NULL,
    NULL,
    NULL,
};

static int write_timeline(const struct arguments *a, struct goimport *g)
{
    int status = EXIT_OK;
    struct outfile *f = tracefile_output(a->output, a->trace, &status);

    if (f == NULL)
        return status;
    struct trace *t = goimport_begin(g, f);
    if (a->label != NULL)
        trace_header(t, "label", a->label);
    goimport_write(g, t);
    trace_finish(t, g->trace.truncated);
    if (cli_signal() != 0) {
        outfile_abort(f);
        return EXIT_IOERR;
    }
    return tracefile_commit(f);
}

int cmd_import(int argc, char **argv)
{
    struct arguments a = {.output = "-"};
    struct goimport g = {0};

    argp_parse(&argp, argc, argv, 0, NULL, &a);
    cli_signals();
    if (strcmp(a.format, "go") != 0)
        return cli_usage("unknown format '%s', must be go", a.format);
    int status = goimport_read(&g, a.trace, a.trace);
    if (status == EXIT_OK)
        status = write_timeline(&a, &g);
    if (status == EXIT_OK && !a.quiet)
        goimport_tell(&g);
    goimport_release(&g);
    return status;
}
