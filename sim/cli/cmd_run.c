// cmd_run: gmpsim run FILE.go
#include <argp.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/outfile.h"
#include "base/xmalloc.h"
#include "cli/cli.h"
#include "cli/figures.h"
#include "cli/program.h"
#include "cli/runcommon.h"
#include "cli/simcommon.h"
#include "host/fluid.h"
#include "sched/sched.h"

struct run_options {
    struct run_common common;
    struct sim_common sim;
    nsec quantum;
    int64_t schedtrace_ms;
    bool scheddetail;
};

enum option_key {
    OPT_QUANTUM = OPT_SIM_OWN,
    OPT_SCHEDTRACE,
    OPT_SCHEDDETAIL,
    OPT_CPU,
};

static const struct argp_option options[] = {
    RUN_COMMON_OPTIONS,
    SIM_COMMON_OPTIONS,
    {"noise", OPT_NOISE, "off|on", 0,
     "draw every cost from its spread, by the seed (default: off)", 0},
    {"cpu", OPT_CPU, "slice|fluid", 0,
     "who shares cores among threads: a model of Linux, or SimGrid, evenly at "
     "every instant (default: slice)",
     0},
    {"quantum", OPT_QUANTUM, "D", 0,
     "how far a goroutine may run ahead of others (default: 1us)", 0},
    {"schedtrace", OPT_SCHEDTRACE, "MS", 0,
     "Go's line about the scheduler on stderr every MS ms", 0},
    {"scheddetail", OPT_SCHEDDETAIL, NULL, 0,
     "with --schedtrace: every P, M and G", 0},
    {0},
};

static const char doc[] =
    "Simulate a Go program on a simulated machine.\v"
    "The program's output goes to stdout, the summary to stderr; the exit "
    "status is the program's.\n\n"
    "  gmpsim run -p 1 main.go\n"
    "  gmpsim run -p 4 -c 1 -t out.trace main.go\n"
    "  gmpsim run -e 'for i := 0; i < 3; i++ { go fmt.Println(i) }; "
    "time.Sleep(time.Millisecond)'\n\n"
    "FILE - is standard input. What follows FILE goes to the program; after\n"
    "a -- also what looks like an option.";

static bool parse_own(struct run_options *o, int key, char *arg)
{
    switch (key) {
    case OPT_QUANTUM:
        return cli_duration("quantum", arg, &o->quantum);
    case OPT_SCHEDTRACE:
        return cli_int("schedtrace", arg, 1, INT32_MAX, &o->schedtrace_ms);
    case OPT_CPU:
        o->sim.fluid = strcmp(arg, "fluid") == 0;
        o->common.cpu = o->sim.fluid ? "fluid" : NULL;
        return o->sim.fluid || strcmp(arg, "slice") == 0 ||
               cli_usage("--cpu='%s' must be slice or fluid", arg) == EXIT_OK;
    default:
        o->scheddetail = true;
        return true;
    }
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct run_options *o = state->input;

    switch (key) {
    case OPT_QUANTUM:
    case OPT_SCHEDTRACE:
    case OPT_SCHEDDETAIL:
    case OPT_CPU:
        if (parse_own(o, key, arg))
            return 0;
        o->common.status = EXIT_USAGE;
        return EINVAL;
    default:
        return sim_common_option(&o->sim, &o->common, key, arg);
    }
}

// The numbers that depend on the machine and the environment.
static int settle(struct run_options *o, struct models *m)
{
    int status = sim_common_settle(&o->common, m);

    if (status != EXIT_OK)
        return status;
    if (o->sim.fluid && o->common.noise)
        return cli_usage("--cpu=fluid cannot have --noise=on");
    const char *why = o->sim.fluid ? fluid_refuses(m->machine) : NULL;
    if (why != NULL)
        return cli_usage("--cpu=fluid: machine '%s' has %s", m->machine->name,
                         why);
    if (o->schedtrace_ms == 0)
        o->schedtrace_ms = o->common.godebug.schedtrace_ms;
    if (o->scheddetail && o->schedtrace_ms == 0)
        return cli_usage("--scheddetail needs --schedtrace=MS");
    o->scheddetail = o->scheddetail || o->common.godebug.scheddetail;
    return EXIT_OK;
}

struct live {
    struct outfile *out, *err;
    bool terminal;
    unsigned asked;
    long long until_ns; // real time; LLONG_MAX: no limit
};

// Whether both are one file, pipe or terminal: then what the program writes to
// them must stay in its order.
static bool is_same_file(int fd1, int fd2)
{
    struct stat a, b;

    return fstat(fd1, &a) == 0 && fstat(fd2, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

static const char wall_limit[] = "wall limit";

// Asked at every event: has a signal come, is the time over? On a terminal,
// output is shown while the run goes on.
static const char *interrupted(void *arg)
{
    enum { FLUSH_EVERY = 1 << 12 };
    struct live *live = arg;

    if (live->terminal && ++live->asked % FLUSH_EVERY == 0) {
        outfile_flush(live->out);
        outfile_flush(live->err);
    }
    if (live->until_ns != LLONG_MAX &&
        run_common_now_ns(CLOCK_MONOTONIC) >= live->until_ns)
        return wall_limit;
    return cli_signal() != 0 ? "signal" : NULL;
}

static int report(const struct run_options *o, const struct models *m,
                  const struct program *p, const struct sched_result *result,
                  long long wall_ns, long long cpu_ns)
{
    struct rusage usage;
    bool cut = result->end == SCHED_LIMIT || result->end == SCHED_INTERRUPTED;

    getrusage(RUSAGE_SELF, &usage);
    struct figures f = {
        .summary = &result->summary,
        .executor = "sim",
        .file = p->name,
        .file_sha256 = p->sha256,
        .go_version = m->go->name,
        .machine = m->machine->name,
        .os = m->os->name,
        .costs = m->costs->name,
        .label = o->common.label,
        .cpu = o->common.cpu,
        .policy = o->common.policy,
        .set = o->common.set.v,
        .nset = o->common.set.n,
        .truncated = cut ? result->why : NULL,
        .host_wall_ns = wall_ns,
        .host_cpu_ns = cpu_ns,
        .peak_rss_bytes = usage.ru_maxrss * 1024LL,
    };
    return run_common_report(&o->common, &f);
}

static int simulate(const struct run_options *o, const struct models *m,
                    const struct program *p)
{
    struct outfile *f;
    struct sched_result result;
    int status = run_common_check_summary(&o->common);

    if (status == EXIT_OK)
        status = run_common_open_trace(&o->common, &f);
    if (status != EXIT_OK)
        return status;
    struct live live = {.out = outfile_fd(STDOUT_FILENO, "standard output"),
                        .terminal = isatty(STDOUT_FILENO) == 1,
                        .until_ns = LLONG_MAX};
    bool one = is_same_file(STDOUT_FILENO, STDERR_FILENO);
    live.err = one ? live.out : outfile_fd(STDERR_FILENO, "standard error");
    struct trace *trace = run_common_trace(
        f, &o->common, "sim", m->go, p,
        &(struct trace_machine){m->machine->name, m->os->name, m->costs->name});
    struct sched_model go = run_common_model(&o->common, m->go, p);
    long long wall = run_common_now_ns(CLOCK_MONOTONIC);
    long long cpu = run_common_now_ns(CLOCK_PROCESS_CPUTIME_ID);
    if (o->common.wall_limit > 0)
        live.until_ns = nsec_add(wall, o->common.wall_limit);
    sched_run(
        &(struct sched_config){.code = p->code,
                               .machine = m->machine,
                               .os = m->os,
                               .go = &go,
                               .costs = m->costs,
                               .policy = o->sim.policy,
                               .procs = (int)o->common.procs,
                               .cores = (int)o->common.cores,
                               .seed = o->common.seed,
                               .noise = o->common.noise,
                               .fluid = o->sim.fluid,
                               .time_limit = o->sim.time_limit,
                               .event_limit = o->sim.event_limit,
                               .memory_limit_bytes = o->common.memory_limit,
                               .quantum_ns = o->quantum,
                               .trace = trace,
                               .out = live.out,
                               .err = live.err,
                               .schedtrace_ns = o->schedtrace_ms * NSEC_MSEC,
                               .scheddetail = o->scheddetail,
                               .input = run_common_input,
                               .interrupted = interrupted,
                               .interrupted_arg = &live},
        &result);
    wall = run_common_now_ns(CLOCK_MONOTONIC) - wall;
    cpu = run_common_now_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    bool cut = result.end == SCHED_LIMIT || result.end == SCHED_INTERRUPTED;
    if (trace != NULL)
        trace_finish(trace, cut ? result.why : NULL);
    // The program's own output first, then files, then what we have to say.
    int io = run_common_commit(live.out, EXIT_OK);
    if (!one)
        io = run_common_commit(live.err, io);
    if (f != NULL)
        io = run_common_commit(f, io);
    int reported = report(o, m, p, &result, wall, cpu);
    sched_result_release(&result);
    status = result.end == SCHED_LIMIT || result.why == wall_limit
                 ? EXIT_LIMIT
                 : result.status;
    // The program's own failure is what the caller must see first.
    if (status != EXIT_OK)
        return status;
    return io != EXIT_OK ? io : reported;
}

int cmd_run(int argc, char **argv)
{
    static const struct argp argp = {
        options, parse_option, "FILE.go [ARGS...]", doc, NULL, NULL, NULL};
    struct run_options o = {
        .common = {.command = "run",
                   .go = "newest",
                   .seed = 1,
                   .procs_max = SCHED_PROCS_MAX,
                   .cores_max = MACHINE_CORES_MAX},
        .sim = SIM_COMMON_DEFAULT,
        .quantum = NSEC_USEC,
    };
    struct models m = {0};
    struct program p = {0};

    o.common.args = argv;
    argp_err_exit_status = EXIT_USAGE;
    if (argp_parse(&argp, argc, argv, 0, NULL, &o) != 0)
        return o.common.status != 0 ? o.common.status : EXIT_USAGE;
    int status = sim_common_load(&o.sim, &o.common, &m);
    cli_signals();
    if (status == EXIT_OK)
        status = settle(&o, &m);
    if (status == EXIT_OK)
        status = program_load(
            &p, &(struct program_source){.path = o.common.file,
                                         .inline_code = o.common.inline_code,
                                         .lang_minor = o.common.lang_minor,
                                         .args = o.common.args,
                                         .nargs = o.common.nargs,
                                         .go_minor = (int)m.go->go_minor});
    if (status == EXIT_OK)
        status = simulate(&o, &m, &p);
    program_release(&p);
    models_release(&m);
    vec_release(&o.common.set);
    expect_release(&o.common.expect);
    return status;
}
