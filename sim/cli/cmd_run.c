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
#include "cli/models.h"
#include "cli/program.h"
#include "cli/runcommon.h"
#include "cli/setting.h"
#include "sched/sched.h"

struct run_options {
    struct run_common common;
    const char *machine, *os, *costs;
    const struct policy *policy;
    nsec time_limit, quantum;
    int64_t event_limit, schedtrace_ms;
    bool scheddetail;
};

enum option_key {
    OPT_TIME_LIMIT = OPT_OWN,
    OPT_EVENT_LIMIT,
    OPT_OS,
    OPT_QUANTUM,
    OPT_POLICY,
    OPT_SET,
    OPT_SCHEDTRACE,
    OPT_SCHEDDETAIL,
    OPT_NOISE,
};

static const struct argp_option options[] = {
    RUN_COMMON_OPTIONS,
    {"cores", 'c', "N", 0, "cores (default: the machine's)", 0},
    {"machine", 'm', "NAME|FILE", 0, "hardware (default: laptop-4)", 0},
    {"os", OPT_OS, "NAME|FILE", 0, "operating system (default: linux-6)", 0},
    {"costs", 'k', "NAME|FILE", 0, "cost model (default: go)", 0},
    {"policy", OPT_POLICY, "NAME", 0,
     "another way to schedule than Go's ('gmpsim models policies')", 0},
    {"set", OPT_SET, "NAME=VALUE", 0,
     "change a number of a model, as sched.timeslice=5ms; repeatable", 0},
    {"time-limit", OPT_TIME_LIMIT, "D", 0,
     "stop after this virtual time (default: 1h)", 0},
    {"event-limit", OPT_EVENT_LIMIT, "N", 0, "stop after so many events", 0},
    {"noise", OPT_NOISE, "off|on", 0,
     "draw every cost from its spread, by the seed (default: off)", 0},
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
    case OPT_TIME_LIMIT:
        return cli_duration("time-limit", arg, &o->time_limit);
    case OPT_QUANTUM:
        return cli_duration("quantum", arg, &o->quantum);
    case OPT_EVENT_LIMIT:
        return cli_int("event-limit", arg, 1, INT64_MAX, &o->event_limit);
    case OPT_SCHEDTRACE:
        return cli_int("schedtrace", arg, 1, INT32_MAX, &o->schedtrace_ms);
    case OPT_SCHEDDETAIL:
        o->scheddetail = true;
        return true;
    case OPT_POLICY:
        o->policy = policy_find(arg);
        if (o->policy == NULL)
            cli_usage("--policy=%s: there is no such one ('gmpsim models "
                      "policies' lists them)",
                      arg);
        else
            o->common.policy = o->policy == &policy_go ? NULL : arg;
        return o->policy != NULL;
    case OPT_SET:
        vec_push(&o->common.set, arg);
        return true;
    case OPT_NOISE:
        return cli_switch("noise", arg, &o->common.noise);
    case 'm':
        return run_common_name("machine", arg, &o->machine);
    case 'k':
        return run_common_name("costs", arg, &o->costs);
    default:
        return run_common_name("os", arg, &o->os);
    }
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct run_options *o = state->input;

    switch (key) {
    case 'm':
    case 'k':
    case OPT_OS:
    case OPT_TIME_LIMIT:
    case OPT_QUANTUM:
    case OPT_EVENT_LIMIT:
    case OPT_POLICY:
    case OPT_SET:
    case OPT_SCHEDTRACE:
    case OPT_SCHEDDETAIL:
    case OPT_NOISE:
        if (parse_own(o, key, arg))
            return 0;
        o->common.status = EXIT_USAGE;
        return EINVAL;
    default:
        return run_common_option(&o->common, key, arg);
    }
}

// The numbers that depend on the machine and the environment.
static int settle(struct run_options *o, struct models *m)
{
    if (o->common.cores == 0)
        o->common.cores = m->machine->ncores;
    for (size_t i = 0; i < o->common.set.n; i++)
        if (!setting_apply(m, o->common.set.v[i]))
            return EXIT_USAGE;
    o->common.procs_default = (int)m->go->procs_default;
    if (o->common.procs_max > m->go->procs_max)
        o->common.procs_max = (int)m->go->procs_max;
    if (o->common.procs > o->common.procs_max)
        return cli_usage("--procs=%lld: %s has at most %d",
                         (long long)o->common.procs, m->go->name,
                         o->common.procs_max);
    if (o->common.cores > m->machine->ncores)
        return cli_usage("--cores=%lld: machine '%s' has %d",
                         (long long)o->common.cores, m->machine->name,
                         m->machine->ncores);
    int status = run_common_settle(&o->common);
    if (status != EXIT_OK)
        return status;
    o->common.godebug = godebug_read(getenv("GODEBUG"));
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
        .policy = o->common.policy,
        .set = o->common.set.v,
        .nset = o->common.set.n,
        .truncated = cut ? result->why : NULL,
        .host_wall_ns = wall_ns,
        .host_cpu_ns = cpu_ns,
        .peak_rss_bytes = usage.ru_maxrss * 1024LL,
    };
    if (!o->common.quiet)
        figures_print(&f);
    else if (cut)
        cli_error("stopped: %s", result->why);
    return o->common.summary_path == NULL
               ? EXIT_OK
               : figures_write(&f, o->common.summary_path);
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
                               .policy = o->policy,
                               .procs = (int)o->common.procs,
                               .cores = (int)o->common.cores,
                               .seed = o->common.seed,
                               .noise = o->common.noise,
                               .time_limit = o->time_limit,
                               .event_limit = o->event_limit,
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
        .machine = "laptop-4",
        .os = "linux-6",
        .costs = "go",
        .time_limit = (3600 + 1) * NSEC_SEC, // a sleep of an hour may end
        .quantum = NSEC_USEC,
    };
    struct models m = {0};
    struct program p = {0};

    o.common.args = argv;
    argp_err_exit_status = EXIT_USAGE;
    if (argp_parse(&argp, argc, argv, 0, NULL, &o) != 0)
        return o.common.status != 0 ? o.common.status : EXIT_USAGE;
    int status = models_load(&m, &(struct model_names){.machine = o.machine,
                                                       .os = o.os,
                                                       .go = o.common.go,
                                                       .costs = o.costs});
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
    return status;
}
