// cmd_explain: gmpsim explain TRACE --g G --at T
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/nsec.h"
#include "cli/cli.h"
#include "cli/tracefile.h"
#include "trace/explain.h"

struct explain_options {
    const char *trace;
    int64_t g; // 0: not given
    nsec at;   // -1: not given
    int status;
};

enum { OPT_G = 0x100, OPT_AT };

static const struct argp_option options[] = {
    {"g", OPT_G, "G", 0, "the goroutine: 7 or G7", 0},
    {"at", OPT_AT, "T", 0, "the time since the start: 1.5ms", 0},
    {0},
};

static const char doc[] =
    "Say why a goroutine runs at some time, or why it does not.\v"
    "What it waits for and since when, who could wake it, where it stands in "
    "which run queue, and by which rule others were chosen before it.\n\n"
    "  gmpsim explain out.trace --g 7 --at 1.5ms\n\n"
    "TRACE is a timeline as --trace writes it; - is standard input. All that "
    "happened until the time T, and at it, counts.";

static bool parse_at(struct explain_options *o, const char *arg)
{
    const char *why;

    if (!nsec_parse(arg, &o->at, &why)) {
        cli_usage("--at='%s': %s; expected a time with a unit: 10ms, 1.5s", arg,
                  why);
        return false;
    }
    if (o->at < 0) {
        cli_usage("--at='%s': expected a time since the start, at least 0",
                  arg);
        return false;
    }
    return true;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct explain_options *o = state->input;
    bool right = true;

    switch (key) {
    case OPT_G:
        if (*arg == 'G' || *arg == 'g')
            arg++;
        right = cli_int("g", arg, 1, UINT32_MAX, &o->g);
        break;
    case OPT_AT:
        right = parse_at(o, arg);
        break;
    case ARGP_KEY_ARG:
        if (o->trace != NULL) {
            cli_usage("one timeline at a time: '%s'", arg);
            right = false;
        }
        o->trace = arg;
        break;
    case ARGP_KEY_END:
        if (o->trace == NULL || o->g == 0 || o->at < 0) {
            cli_usage("explain needs a TRACE, --g=G and --at=T");
            right = false;
        }
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    if (right)
        return 0;
    o->status = EXIT_USAGE;
    return EINVAL;
}

static int answer(const struct explain_options *o, const struct reader *r,
                  const struct explanation *e)
{
    char end[NSEC_TEXT_MAX], at[NSEC_TEXT_MAX];

    nsec_format(e->end_ns, end);
    nsec_format(o->at, at);
    switch (e->end) {
    case EXPLAIN_OK:
        fputs(e->text, stdout);
        return EXIT_OK;
    case EXPLAIN_WRONG:
        return tracefile_report(r);
    case EXPLAIN_NO_G:
        cli_error("'%s' has no G%lld; the highest is G%u", o->trace,
                  (long long)o->g, e->last);
        return EXIT_INPUT;
    case EXPLAIN_NO_TIME:
        cli_error("'%s' has no %s: it ends at %s", o->trace, at, end);
        return EXIT_INPUT;
    }
    return EXIT_BUG;
}

int cmd_explain(int argc, char **argv)
{
    static const struct argp argp = {options, parse_option, "TRACE", doc,
                                     NULL,    NULL,         NULL};
    struct explain_options o = {.at = -1};
    int status = EXIT_OK;

    argp_err_exit_status = EXIT_USAGE;
    if (argp_parse(&argp, argc, argv, 0, NULL, &o) != 0)
        return o.status != 0 ? o.status : EXIT_USAGE;
    cli_signals();
    struct reader *r = tracefile_open(o.trace, NULL, &status);
    if (r == NULL)
        return status;
    struct explanation e = explain(r, (uint32_t)o.g, o.at);
    status = answer(&o, r, &e);
    free(e.text);
    reader_close(r);
    return status;
}
