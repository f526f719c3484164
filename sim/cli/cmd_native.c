// cmd_native: gmpsim native FILE.go
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/outfile.h"
#include "cli/cli.h"
#include "cli/figures.h"
#include "cli/nativemachine.h"
#include "cli/program.h"
#include "cli/runcommon.h"
#include "native/native.h"

enum { CORES_MAX = 32767 }; // the timeline's column has 15 bits

enum { OPT_PIN = OPT_OWN };

struct native_options {
    struct run_common common; // must be first
    bool pin;
    nsec urge; // 0: none
    const char *machine;
};

static const struct argp_option options[] = {
    RUN_COMMON_OPTIONS,
    {"cores", 'c', "N", 0,
     "use the first N CPUs only (default: all that this process may use)", 0},
    {"machine", 'm', "NAME|FILE", 0,
     "whose disk and remotes there are (default: laptop-4)", 0},
    {"pin", OPT_PIN, NULL, 0, "run each P on one CPU, in turn", 0},
    {0},
};

static const char doc[] =
    "Run a Go program on real threads, by Go's scheduler rules.\v"
    "The program's output goes to stdout, the summary to stderr; the exit "
    "status is the program's.\n\n"
    "  gmpsim native -p 4 main.go\n"
    "  gmpsim native -p 2 -c 1 -t out.trace main.go\n"
    "  gmpsim native --wall-limit 10s main.go\n\n"
    "FILE - is standard input.";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct native_options *o = state->input;

    if (key == 'm') {
        if (run_common_name("machine", arg, &o->machine))
            return 0;
        o->common.status = EXIT_USAGE;
        return EINVAL;
    }
    if (key != OPT_PIN)
        return run_common_option(&o->common, key, arg);
    o->pin = true;
    return 0;
}

// For tests: every M gets a signal as often.
static bool env_urge(nsec *urge)
{
    const char *text = getenv("GMPSIM_TEST_URGE"), *why;

    if (text == NULL || (nsec_parse(text, urge, &why) && *urge > 0))
        return true;
    cli_usage("GMPSIM_TEST_URGE='%s': expected a duration above 0", text);
    return false;
}

static int settle(struct native_options *o, const struct sched_model *go)
{
    struct run_common *c = &o->common;
    int allowed = native_cpus();

    if (!env_urge(&o->urge))
        return EXIT_USAGE;
    if (c->cores > allowed)
        return cli_usage("--cores=%lld: this process may use %d",
                         (long long)c->cores, allowed);
    if (c->cores > 0 && !native_use_cpus((int)c->cores)) {
        cli_error("the system refused to restrict this process to %lld CPUs",
                  (long long)c->cores);
        return EXIT_OSERR;
    }
    if (c->cores == 0)
        c->cores = allowed;
    return run_common_settle(c, go);
}

static int report(const struct run_common *o, const struct sched_model *go,
                  const struct program *p, const struct native_result *result,
                  const char *cut, long long wall_ns)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    struct figures f = {
        .summary = &result->summary,
        .executor = "native",
        .file = p->name,
        .file_sha256 = p->sha256,
        .go_version = go->name,
        .machine = "host",
        .os = "host",
        .costs = "native",
        .label = o->label,
        .truncated = cut,
        .host_wall_ns = wall_ns,
        .host_cpu_ns = result->summary.cpu_ns,
        .peak_rss_bytes = usage.ru_maxrss * 1024LL,
    };
    return run_common_report(o, &f);
}

// The exit status of a run; the program's own failure is what the caller must
// see first.
static int status_of(const struct native_result *result, int io)
{
    if (result->end == NATIVE_OSERR) {
        cli_error("%s", result->why);
        return EXIT_OSERR;
    }
    if (result->end == NATIVE_LIMIT)
        return EXIT_LIMIT;
    return result->status != EXIT_OK ? result->status : io;
}

static int run(const struct native_options *own, const struct sched_model *go,
               const struct program *p, const struct native_machine *machine)
{
    const struct run_common *o = &own->common;
    struct outfile *f;
    struct native_result result;
    int io = run_common_check_summary(o);
    if (io == EXIT_OK)
        io = run_common_open_trace(o, &f);

    if (io != EXIT_OK)
        return io;
    struct trace *trace =
        run_common_trace(f, o, "native", go, p,
                         &(struct trace_machine){"host", "host", "native"});
    struct sched_model model = run_common_model(o, go, p);
    long long wall = run_common_now_ns(CLOCK_MONOTONIC);
    native_run(
        &(struct native_config){
            .code = p->code,
            .go = &model,
            .procs = (int)o->procs,
            .cores = (int)o->cores,
            .seed = o->seed,
            .wall_limit = o->wall_limit > 0 ? o->wall_limit : NSEC_MAX,
            .memory_limit_bytes = o->memory_limit,
            .trace = trace,
            .untimed =
                o->quiet && o->summary_path == NULL && o->expect.v.n == 0,
            .out_fd = STDOUT_FILENO,
            .err_fd = STDERR_FILENO,
            .signal = cli_signal,
            .machine = machine,
            .pin = own->pin,
            .urge_ns = own->urge},
        &result);
    wall = run_common_now_ns(CLOCK_MONOTONIC) - wall;
    bool whole = result.end == NATIVE_EXIT || result.end == NATIVE_DIED;
    const char *cut = whole ? NULL : result.why;
    if (result.write_failed) {
        cli_error("cannot write the program's output");
        io = EXIT_IOERR;
    }
    if (trace != NULL)
        trace_finish(trace, cut);
    if (f != NULL)
        io = run_common_commit(f, io);
    int reported = report(o, go, p, &result, cut, wall);
    native_result_release(&result);
    return status_of(&result, io != EXIT_OK ? io : reported);
}

// Loads the machine whose disk and remotes the program has, if it may ask for
// them or the user has named one, and runs.
static int run_on(const struct native_options *own,
                  const struct sched_model *go, const struct program *p)
{
    char *error = NULL;
    bool noinput = false;

    if (own->machine == NULL && !nativemachine_is_used(p->code))
        return run(own, go, p, NULL);
    struct machine *m = machine_load(
        own->machine == NULL ? "laptop-4" : own->machine, &error, &noinput);
    if (m == NULL) {
        cli_error("%s", error);
        free(error);
        return noinput ? EXIT_NOINPUT : EXIT_INPUT;
    }
    struct native_machine on = nativemachine_of(m);
    int status = run(own, go, p, &on);
    nativemachine_release(&on);
    machine_free(m);
    return status;
}

int cmd_native(int argc, char **argv)
{
    static const struct argp argp = {
        options, parse_option, "FILE.go [ARGS...]", doc, NULL, NULL, NULL};
    struct native_options own = {.common = {.command = "native",
                                            .go = "newest",
                                            .seed = 1,
                                            .procs_max = NATIVE_PROCS_MAX,
                                            .cores_max = CORES_MAX}};
    struct run_common *o = &own.common;
    struct program p = {0};
    char *error = NULL;
    bool noinput = false;
    int status = EXIT_OK;

    o->args = argv;
    argp_err_exit_status = EXIT_USAGE;
    if (argp_parse(&argp, argc, argv, 0, NULL, &own) != 0)
        return o->status != 0 ? o->status : EXIT_USAGE;
    struct sched_model *go = sched_model_load(o->go, &error, &noinput);
    if (go == NULL) {
        cli_error("%s", error);
        free(error);
        return noinput ? EXIT_NOINPUT : EXIT_INPUT;
    }
    cli_signals();
    status = settle(&own, go);
    if (status == EXIT_OK)
        status = program_load(
            &p, &(struct program_source){.path = o->file,
                                         .inline_code = o->inline_code,
                                         .lang_minor = o->lang_minor,
                                         .args = o->args,
                                         .nargs = o->nargs,
                                         .go_minor = (int)go->go_minor});
    if (status == EXIT_OK)
        status = run_on(&own, go, &p);
    program_release(&p);
    sched_model_free(go);
    expect_release(&o->expect);
    return status;
}
