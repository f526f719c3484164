// cmd_export: gmpsim export FORMAT TRACE -o OUT
#include <argp.h>
#include <stddef.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/tracefile.h"
#include "trace/export_csv.h"

static const struct format {
    const char *name;
    // Writes the timeline to f; false when it is wrong, and r has the messages.
    bool (*write)(struct reader *r, struct outfile *f);
} formats[] = {
    {"csv", export_csv},
};

enum { NFORMATS = sizeof formats / sizeof formats[0] };

struct arguments {
    const char *format, *trace, *output;
};

static const struct argp_option options[] = {
    {"output", 'o', "FILE", 0, "write to FILE instead of standard output", 0},
    {0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *a = state->input;

    switch (key) {
    case 'o':
        a->output = arg;
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
            argp_error(state, "a format and a timeline must be given");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse_option,
    "FORMAT TRACE",
    "Write a timeline in another format.\v"
    "FORMAT is csv: one row for each stretch in which a core, a P or a "
    "goroutine did one thing, for spreadsheets and gnuplot. TRACE is a "
    "timeline "
    "as 'gmpsim run --trace' writes it, '-' is standard input.\n\n"
    "Examples:\n"
    "  gmpsim export csv out.trace -o spans.csv\n"
    "  gmpsim export csv out.trace | head",
    NULL,
    NULL,
    NULL,
};

int cmd_export(int argc, char **argv)
{
    struct arguments a = {NULL, NULL, "-"};
    const struct format *format = NULL;
    struct reader *r;
    struct outfile *f;
    int status = EXIT_OK;

    argp_parse(&argp, argc, argv, 0, NULL, &a);
    cli_signals();
    for (int i = 0; i < NFORMATS; i++)
        if (strcmp(formats[i].name, a.format) == 0)
            format = &formats[i];
    if (format == NULL)
        return cli_usage("unknown format '%s', must be csv", a.format);
    r = tracefile_open(a.trace, NULL, &status);
    if (r == NULL)
        return status;
    f = tracefile_output(a.output, a.trace, &status);
    if (f == NULL) {
        reader_close(r);
        return status;
    }
    if (format->write(r, f) && cli_signal() == 0) {
        status = tracefile_commit(f);
    } else {
        outfile_abort(f);
        status = tracefile_report(r);
    }
    reader_close(r);
    return status;
}
