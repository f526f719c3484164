// cmd_export: gmpsim export FORMAT TRACE... -o OUT
#include <argp.h>
#include <stddef.h>
#include <string.h>

#include "base/vec.h"
#include "cli/cli.h"
#include "cli/tracefile.h"
#include "trace/export.h"

enum { FORMATS_TEXT_MAX = 256 };

struct arguments {
    const char *format, *output;
    VEC(const char *) traces;
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
        else
            vec_push(&a->traces, arg);
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
    "FORMAT TRACE...",
    "Write timelines in another format.\v"
    "FORMAT is one of\n"
#define EXPORT(name, max, what) "  " #name ": " what "\n"
#include "trace/exports.def"
#undef EXPORT
    "TRACE is a timeline as 'gmpsim run --trace' writes it, '-' is standard "
    "input. Several go into one file side by side, but not as csv or go.\n\n"
    "Examples:\n"
    "  gmpsim export csv out.trace | head\n"
    "  gmpsim export perfetto out.trace -o out.pftrace\n"
    "  gmpsim export chrome sim.trace native.trace -o both.json",
    NULL,
    NULL,
    NULL,
};

// Wrong usage, if it is; else 0.
static int check_usage(const struct arguments *a,
                       const struct export_format *format)
{
    char names[FORMATS_TEXT_MAX] = "";
    size_t stdins = 0;

    if (format == NULL) {
        for (size_t i = 0; export_at(i) != NULL; i++) {
            size_t n = strlen(names);
            snprintf(names + n, sizeof names - n, "%s%s",
                     i == 0                     ? ""
                     : export_at(i + 1) == NULL ? " or "
                                                : ", ",
                     export_at(i)->name);
        }
        return cli_usage("unknown format '%s', must be %s", a->format, names);
    }
    if (a->traces.n > format->max)
        return cli_usage("%s holds at most %zu timeline%s", format->name,
                         format->max, format->max == 1 ? "" : "s");
    for (size_t i = 0; i < a->traces.n; i++)
        stdins += strcmp(a->traces.v[i], "-") == 0;
    if (stdins > 1)
        return cli_usage("only one timeline can be standard input");
    return EXIT_OK;
}

// The first status that is not EXIT_OK of what the timelines are to be told of.
static int report(struct reader *const *readers, size_t n)
{
    int status = EXIT_OK;

    for (size_t i = 0; i < n && status == EXIT_OK; i++)
        status = tracefile_report(readers[i]);
    return status;
}

static int write_all(const struct arguments *a,
                     const struct export_format *format,
                     struct reader *const *readers)
{
    int status = EXIT_OK;
    struct outfile *f = NULL;

    for (size_t i = 0; i < a->traces.n; i++)
        if (cli_same_file(a->output, a->traces.v[i]))
            // Refused, and told why.
            return (void)tracefile_output(a->output, a->traces.v[i], &status),
                   status;
    f = tracefile_output(a->output, a->traces.v[0], &status);
    if (f == NULL)
        return status;
    if (format->write(readers, a->traces.n, f) && cli_signal() == 0)
        return tracefile_commit(f);
    outfile_abort(f);
    return report(readers, a->traces.n);
}

int cmd_export(int argc, char **argv)
{
    struct arguments a = {.output = "-"};
    const struct export_format *format;
    struct reader **readers;
    size_t opened = 0;
    int status;

    argp_parse(&argp, argc, argv, 0, NULL, &a);
    cli_signals();
    format = export_find(a.format);
    status = check_usage(&a, format);
    readers = xcalloc(a.traces.n, sizeof *readers);
    while (status == EXIT_OK && opened < a.traces.n) {
        readers[opened] = tracefile_open(a.traces.v[opened], NULL, &status);
        opened += readers[opened] != NULL;
    }
    if (status == EXIT_OK)
        status = write_all(&a, format, readers);
    while (opened > 0)
        reader_close(readers[--opened]);
    free(readers);
    vec_release(&a.traces);
    return status;
}
