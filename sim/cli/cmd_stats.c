// cmd_stats: gmpsim stats TRACE
#include <argp.h>

#include "cli/cli.h"
#include "cli/expect.h"
#include "cli/statsout.h"
#include "cli/tracefile.h"
#include "trace/stats.h"

struct stats_options {
    const char *trace;
    struct expect expect;
    bool json, every_g, quiet;
    int status;
};

enum { OPT_JSON = 0x100, OPT_EVERY_G, OPT_STATS_EXPECT };

static const struct argp_option options[] = {
    {"expect", OPT_STATS_EXPECT, "TEXT", 0,
     "status 3 unless a figure is so, as 'span < 5ms'; repeatable", 0},
    {"json", OPT_JSON, NULL, 0, "all of it as JSON", 0},
    {"all", OPT_EVERY_G, NULL, 0, "each goroutine, however many there are", 0},
    {"quiet", 'q', NULL, 0, "no tables: only what was expected and is not so",
     0},
    {0},
};

static const char doc[] =
    "Print the figures of a run from its timeline.\v"
    "What every P and every goroutine did with its time, how long runnable "
    "goroutines waited, how many ran at once, work and span: how much faster "
    "more Ps could make the program at best.\n\n"
    "  gmpsim stats out.trace\n"
    "  gmpsim stats --json out.trace\n"
    "  gmpsim stats -q --expect 'speedup_max > 3' out.trace\n\n"
    "TRACE is a timeline as --trace writes it; - is standard input.";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct stats_options *o = state->input;

    switch (key) {
    case OPT_JSON:
        o->json = true;
        return 0;
    case OPT_EVERY_G:
        o->every_g = true;
        return 0;
    case 'q':
        o->quiet = true;
        return 0;
    case OPT_STATS_EXPECT:
        if (expect_add(&o->expect, arg, true))
            return 0;
        o->status = EXIT_USAGE;
        return EINVAL;
    case ARGP_KEY_ARG:
        if (o->trace == NULL) {
            o->trace = arg;
            return 0;
        }
        o->status = cli_usage("one timeline at a time: '%s'", arg);
        return EINVAL;
    case ARGP_KEY_END:
        if (o->trace != NULL)
            return 0;
        o->status = cli_usage("stats needs a TRACE");
        return EINVAL;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int show(const struct stats_options *o, const struct stats *s,
                const struct reader *r)
{
    int status = EXIT_OK;

    if (!o->quiet && o->json)
        status = statsout_json(s, r);
    else if (!o->quiet)
        statsout_text(s, r, o->every_g);
    return status != EXIT_OK ? status : expect_judge(&o->expect, &s->sum, s);
}

int cmd_stats(int argc, char **argv)
{
    static const struct argp argp = {options, parse_option, "TRACE", doc,
                                     NULL,    NULL,         NULL};
    struct stats_options o = {0};
    int status = EXIT_OK;

    argp_err_exit_status = EXIT_USAGE;
    if (argp_parse(&argp, argc, argv, 0, NULL, &o) != 0)
        return o.status != 0 ? o.status : EXIT_USAGE;
    cli_signals();
    struct reader *r = tracefile_open(o.trace, NULL, &status);
    if (r == NULL)
        return status;
    struct stats *s = stats_read(r, false);
    status = s == NULL ? tracefile_report(r) : show(&o, s, r);
    stats_free(s);
    reader_close(r);
    expect_release(&o.expect);
    return status;
}
