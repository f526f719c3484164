// cmd_compare: gmpsim compare FILE.go
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/compare.h"
#include "cli/picture.h"
#include "cli/tracefile.h"
#include "native/native.h"
#include "sched/sched.h"

enum {
    RUNS = 7, // enough for a median that one disturbed run does not move
    TOLERANCE_MAX = 1000000,
};

enum option_key {
    OPT_RUNS = OPT_SIM_OWN,
    OPT_TOLERANCE,
    OPT_JSON,
};

static const struct argp_option options[] = {
    {"runs", OPT_RUNS, "N", 0,
     "native runs that count, after one that does not (default: 7)", 0},
    {"tolerance", OPT_TOLERANCE, "PERCENT", 0,
     "status 3 when the simulated makespan is further than this from the "
     "native median, or the exit status differs",
     0},
    {"json", OPT_JSON, NULL, 0, "all figures as JSON instead of the table", 0},
    {"output", 'o', "FILE", 0,
     "draw both timelines into FILE, which ends in .svg, .png or .pdf", 0},
    {"title", OPT_LABEL, "TEXT", 0, "title; the file by default", 0},
    {"label", 0, 0, OPTION_ALIAS, NULL, 0},
    {"procs", 'p', "N", 0, "GOMAXPROCS (default: $GOMAXPROCS, else the cores)",
     0},
    {"cores", 'c', "N", 0,
     "cores for both (default: those of the machine, but no more than this "
     "process may use)",
     0},
    {"machine", 'm', "NAME|FILE", 0, "simulated hardware (default: host)", 0},
    {"os", OPT_OS, "NAME|FILE", 0,
     "simulated operating system (default: linux-6)", 0},
    {"go", 'g', "VERSION", 0, "scheduler of Go 1.N (default: the newest)", 0},
    {"lang", OPT_LANG, "go1.N", 0,
     "language version (default: from go.mod, else the smaller of 1.22 and "
     "--go)",
     0},
    {"costs", 'k', "NAME|FILE", 0, "cost model (default: go)", 0},
    {"seed", 's', "N", 0, "seed of every random decision (default: 1)", 0},
    {"memory-limit", OPT_MEMORY_LIMIT, "BYTES", 0,
     "memory of the program (default: 80% of the machine's)", 0},
    {"wall-limit", OPT_WALL_LIMIT, "D", 0,
     "stop each run after this real time (default: none)", 0},
    {NULL, 'e', "CODE", 0, "the workload itself, instead of a file", 0},
    {0},
};

static const char doc[] =
    "Simulate a Go program, run it on real threads, and compare; or compare "
    "two "
    "timelines.\v"
    "The comparison goes to stdout, the program's output nowhere: only whether "
    "it was the same is told. Native figures are the median of all runs and "
    "their range; the error is (simulated - median) / median.\n\n"
    "  gmpsim compare -p 2 main.go\n"
    "  gmpsim compare -p 2 main.go -o both.svg\n"
    "  gmpsim compare --tolerance 10 --json main.go\n"
    "  gmpsim compare a.trace b.trace\n\n"
    "FILE - is standard input.";

static bool parse_tolerance(const char *arg, struct compare_options *o)
{
    char *end;
    double v = strtod(arg, &end);

    // No sign, space, hexadecimal or infinity.
    if (end == arg || *end != '\0' ||
        strspn(arg, "0123456789.") != strlen(arg) || v > TOLERANCE_MAX) {
        cli_usage("--tolerance='%s': expected percent, from 0 to %d", arg,
                  TOLERANCE_MAX);
        return false;
    }
    o->judge = true;
    o->tolerance = v;
    return true;
}

static bool parse_own(struct compare_options *o, int key, char *arg)
{
    switch (key) {
    case OPT_RUNS:
        return cli_int("runs", arg, 1, COMPARE_RUNS_MAX, &o->runs);
    case OPT_TOLERANCE:
        return parse_tolerance(arg, o);
    case 'o':
        o->output = arg;
        if (picture_format(arg) == NULL)
            cli_usage("--output='%s' must end in .svg, .png or .pdf", arg);
        return picture_format(arg) != NULL;
    default:
        o->json = true;
        return true;
    }
}

static error_t take_trace(struct compare_options *o, const char *arg)
{
    int i = o->traces[0] != NULL;

    if (i == 1 && o->traces[1] != NULL) {
        o->common.status = cli_usage("two timelines at a time: '%s'", arg);
        return EINVAL;
    }
    o->traces[i] = arg;
    return 0;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct compare_options *o = state->input;

    switch (key) {
    case ARGP_KEY_ARG:
        if (o->traces[0] != NULL ||
            (o->common.file == NULL && o->common.inline_code == NULL &&
             tracefile_kind(arg) == TRACEFILE_TIMELINE))
            return take_trace(o, arg);
        return sim_common_option(&o->sim, &o->common, key, arg);
    case ARGP_KEY_END:
        if (o->traces[0] == NULL)
            return sim_common_option(&o->sim, &o->common, key, arg);
        if (o->traces[1] != NULL)
            return 0;
        o->common.status = cli_usage("compare needs two timelines, or a "
                                     "FILE.go");
        return EINVAL;
    case OPT_RUNS:
    case OPT_TOLERANCE:
    case OPT_JSON:
    case 'o':
        if (parse_own(o, key, arg))
            return 0;
        o->common.status = EXIT_USAGE;
        return EINVAL;
    default:
        return sim_common_option(&o->sim, &o->common, key, arg);
    }
}

// As many cores on both sides; where this host has fewer, it is said.
static int settle(struct compare_options *o, const struct models *m,
                  struct compare *c)
{
    int allowed = native_cpus();
    const struct machine *machine = m->machine;

    bool chosen = o->common.cores != 0;
    if (!chosen)
        o->common.cores = machine->ncores < allowed ? machine->ncores : allowed;
    if (o->common.cores > machine->ncores)
        return cli_usage("--cores=%lld: machine '%s' has %d",
                         (long long)o->common.cores, machine->name,
                         machine->ncores);
    int64_t cores = o->common.cores < allowed ? o->common.cores : allowed;
    if (cores < allowed && !native_use_cpus((int)cores)) {
        cli_error("the system refused to restrict this process to %lld CPUs",
                  (long long)cores);
        return EXIT_OSERR;
    }
    int status = run_common_settle(&o->common, m->go);
    if (status != EXIT_OK)
        return status;
    int64_t parallel =
        o->common.procs < o->common.cores ? o->common.procs : o->common.cores;
    if (o->common.procs > cores && machine->ncores > cores && !chosen)
        cli_error("warning: this process may use %lld CPU%s, so %lld Ps share "
                  "as many cores, in the simulation too",
                  (long long)cores, cores == 1 ? "" : "s",
                  (long long)o->common.procs);
    if (parallel > cores)
        cli_error("warning: native runs have %lld of the %lld cores: this "
                  "process may use no more",
                  (long long)cores, (long long)o->common.cores);
    c->executor[COMPARE_SIM] =
        (struct compare_executor){.name = "sim",
                                  .title = "simulated",
                                  .heading = "simulated",
                                  .as = "as simulated",
                                  .cores = o->common.cores};
    c->executor[COMPARE_NATIVE] = (struct compare_executor){.name = "native",
                                                            .title = "native",
                                                            .heading = "native",
                                                            .cores = cores};
    c->n = COMPARE_NATIVE + 1;
    return status;
}

// The picture's file, opened before the runs so that they are not in vain; NULL
// when there is to be none.
static struct outfile *open_picture(const struct compare_options *o,
                                    int *status)
{
    char *error = NULL;

    if (o->output == NULL)
        return NULL;
    if (o->traces[0] != NULL && cli_same_file(o->output, o->traces[1]))
        return tracefile_output(o->output, o->traces[1], status);
    if (o->traces[0] != NULL)
        return tracefile_output(o->output, o->traces[0], status);
    if (o->common.file != NULL)
        return tracefile_output(o->output, o->common.file, status);
    struct outfile *f = outfile_open(o->output, &error);
    if (f == NULL) {
        cli_error("%s", error);
        free(error);
        *status = EXIT_CANTCREAT;
    }
    return f;
}

static int compare(struct compare *c, const struct compare_options *o,
                   const struct models *m, const struct program *p)
{
    int status = EXIT_OK;
    struct outfile *out = open_picture(o, &status);

    if (status == EXIT_OK)
        status = o->traces[0] != NULL ? compare_traces(c, o)
                                      : compare_all(c, o, m, p);
    if (status == EXIT_OK)
        status = o->json ? compare_json(c) : compare_table(c);
    if (status == EXIT_OK && out != NULL)
        status = compare_picture(c, picture_format(o->output), out);
    if (out != NULL && (status != EXIT_OK || cli_signal() != 0))
        outfile_abort(out);
    else if (out != NULL)
        status = tracefile_commit(out);
    for (int k = 1; k < c->n && status == EXIT_OK; k++)
        if (compare_beyond(c, k))
            status = EXIT_DIFFERENT;
    return status;
}

// What is needed to run a program.
static int prepare(struct compare_options *o, struct models *m,
                   struct program *p, struct compare *c)
{
    struct run_common *common = &o->common;
    int status = sim_common_load(&o->sim, common, m);

    cli_signals();
    if (status == EXIT_OK)
        status = settle(o, m, c);
    if (status != EXIT_OK)
        return status;
    return program_load(
        p, &(struct program_source){.path = common->file,
                                    .inline_code = common->inline_code,
                                    .lang_minor = common->lang_minor,
                                    .args = common->args,
                                    .nargs = common->nargs,
                                    .go_minor = (int)m->go->go_minor});
}

int cmd_compare(int argc, char **argv)
{
    static const struct argp argp = {
        options, parse_option, "FILE.go [ARGS...]\nA.trace B.trace", doc, NULL,
        NULL,    NULL};
    struct compare_options o = {
        .common = {.command = "compare",
                   .go = "newest",
                   .seed = 1,
                   .procs_max = SCHED_PROCS_MAX,
                   .cores_max = MACHINE_CORES_MAX},
        .sim = SIM_COMMON_DEFAULT,
        .runs = RUNS,
    };
    struct models m = {0};
    struct program p = {0};
    struct compare c = {0};

    o.sim.machine = MACHINE_HOST; // what the native runs are on
    o.common.args = argv;
    argp_err_exit_status = EXIT_USAGE;
    if (argp_parse(&argp, argc, argv, 0, NULL, &o) != 0)
        return o.common.status != 0 ? o.common.status : EXIT_USAGE;
    int status = o.traces[0] != NULL ? EXIT_OK : prepare(&o, &m, &p, &c);
    cli_signals();
    if (status == EXIT_OK)
        status = compare(&c, &o, &m, &p);
    compare_release(&c);
    program_release(&p);
    models_release(&m);
    return status;
}
