// cmd_run: gmpsim run FILE.go
#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/outfile.h"
#include "base/xmalloc.h"
#include "cli/cli.h"
#include "cli/figures.h"
#include "cli/program.h"
#include "sched/sched.h"

struct run_options {
    const char *file, *inline_code;
    int64_t procs, cores; // 0: not given
    const char *machine, *os, *go, *costs;
    int lang_minor;
    uint64_t seed;
    const char *trace_path, *summary_path, *label;
    nsec time_limit, wall_limit, quantum;
    int64_t event_limit, memory_limit;
    bool quiet;
    int status; // of a wrong option
};

enum option_key {
    OPT_SUMMARY = 0x100,
    OPT_TIME_LIMIT,
    OPT_WALL_LIMIT,
    OPT_EVENT_LIMIT,
    OPT_MEMORY_LIMIT,
    OPT_LABEL,
    OPT_OS,
    OPT_LANG,
    OPT_QUANTUM,
};

static const struct argp_option options[] = {
    {"procs", 'p', "N", 0, "GOMAXPROCS (default: $GOMAXPROCS, else the cores)",
     0},
    {"cores", 'c', "N", 0, "cores (default: the machine's)", 0},
    {"machine", 'm', "NAME|FILE", 0, "hardware (default: laptop-4)", 0},
    {"os", OPT_OS, "NAME|FILE", 0, "operating system (default: linux-6)", 0},
    {"go", 'g', "VERSION", 0, "scheduler of Go 1.N (default: the newest)", 0},
    {"lang", OPT_LANG, "go1.N", 0,
     "language version (default: from go.mod, else the smaller of 1.22 and "
     "--go)",
     0},
    {"costs", 'k', "NAME|FILE", 0, "cost model (default: go)", 0},
    {"seed", 's', "N", 0, "seed of every random decision (default: 1)", 0},
    {"trace", 't', "FILE", 0, "write the timeline", 0},
    {"summary", OPT_SUMMARY, "FILE", 0, "write the figures as JSON (-: stderr)",
     0},
    {"label", OPT_LABEL, "TEXT", 0, "a title for pictures", 0},
    {"time-limit", OPT_TIME_LIMIT, "D", 0,
     "stop after this virtual time (default: 1h)", 0},
    {"wall-limit", OPT_WALL_LIMIT, "D", 0,
     "stop after this real time (default: none)", 0},
    {"event-limit", OPT_EVENT_LIMIT, "N", 0, "stop after so many events", 0},
    {"memory-limit", OPT_MEMORY_LIMIT, "BYTES", 0,
     "memory of the program (default: 80% of the machine's)", 0},
    {"quantum", OPT_QUANTUM, "D", 0,
     "how far a goroutine may run ahead of others (default: 1us)", 0},
    {NULL, 'e', "CODE", 0, "the workload itself, instead of a file", 0},
    {"quiet", 'q', NULL, 0, "no summary on stderr", 0},
    {0},
};

static const char doc[] =
    "Simulate a Go program on a simulated machine.\v"
    "The program's output goes to stdout, the summary to stderr; the exit "
    "status is the program's.\n\n"
    "  gmpsim run -p 1 main.go\n"
    "  gmpsim run -p 4 -c 1 -t out.trace main.go\n"
    "  gmpsim run -e 'for i := 0; i < 3; i++ { go fmt.Println(i) }; "
    "time.Sleep(1)'\n\n"
    "FILE - is standard input.";

static bool parse_name(const char *option, char *arg, const char **out)
{
    if (*arg == '\0') {
        cli_usage("--%s: the name is empty", option);
        return false;
    }
    *out = arg;
    return true;
}

static bool parse_value(struct run_options *o, int key, char *arg)
{
    switch (key) {
    case 'p':
        return cli_int("procs", arg, 1, SCHED_PROCS_MAX, &o->procs);
    case 'c':
        return cli_int("cores", arg, 1, MACHINE_CORES_MAX, &o->cores);
    case 's':
        return cli_seed("seed", arg, &o->seed);
    case OPT_TIME_LIMIT:
        return cli_duration("time-limit", arg, &o->time_limit);
    case OPT_WALL_LIMIT:
        return cli_duration("wall-limit", arg, &o->wall_limit);
    case OPT_QUANTUM:
        return cli_duration("quantum", arg, &o->quantum);
    case OPT_EVENT_LIMIT:
        return cli_int("event-limit", arg, 1, INT64_MAX, &o->event_limit);
    case OPT_MEMORY_LIMIT:
        return cli_bytes("memory-limit", arg, &o->memory_limit);
    case 'm':
        return parse_name("machine", arg, &o->machine);
    case 'k':
        return parse_name("costs", arg, &o->costs);
    case 'g':
        return parse_name("go", arg, &o->go);
    case OPT_OS:
        return parse_name("os", arg, &o->os);
    case 't':
        return parse_name("trace", arg, &o->trace_path);
    case OPT_SUMMARY:
        return parse_name("summary", arg, &o->summary_path);
    default:
        o->lang_minor = program_go_minor(arg);
        if (o->lang_minor == 0)
            cli_usage("--lang='%s': expected go1.N", arg);
        return o->lang_minor != 0;
    }
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct run_options *o = state->input;

    switch (key) {
    case 'e':
        o->inline_code = arg;
        return 0;
    case 'q':
        o->quiet = true;
        return 0;
    case OPT_LABEL:
        o->label = arg;
        return 0;
    case ARGP_KEY_ARG:
        if (o->file != NULL) {
            o->status = cli_usage("one workload at a time: '%s'", arg);
            return EINVAL;
        }
        o->file = arg;
        return 0;
    case ARGP_KEY_END:
        if ((o->file == NULL) == (o->inline_code == NULL)) {
            o->status = cli_usage("run needs a FILE.go, or -e CODE");
            return EINVAL;
        }
        return 0;
    case 'p':
    case 'c':
    case 's':
    case 'm':
    case 'k':
    case 'g':
    case 't':
    case OPT_OS:
    case OPT_TIME_LIMIT:
    case OPT_WALL_LIMIT:
    case OPT_QUANTUM:
    case OPT_EVENT_LIMIT:
    case OPT_MEMORY_LIMIT:
    case OPT_SUMMARY:
    case OPT_LANG:
        if (parse_value(o, key, arg))
            return 0;
        o->status = EXIT_USAGE;
        return EINVAL;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

// The models that a run needs.
struct models {
    struct machine *machine;
    struct os_model *os;
    struct sched_model *go;
    struct cost_model *costs;
};

static int models_load(struct models *m, const struct run_options *o)
{
    char *error = NULL;
    bool noinput = false;

    *m = (struct models){0};
    m->go = sched_model_load(o->go, &error, &noinput);
    if (error == NULL)
        m->os = os_model_load(o->os, &error, &noinput);
    if (error == NULL)
        m->costs = cost_model_load(o->costs, &error, &noinput);
    if (error == NULL)
        m->machine = machine_load(o->machine, &error, &noinput);
    if (error == NULL)
        return EXIT_OK;
    cli_error("%s", error);
    free(error);
    return noinput ? EXIT_NOINPUT : EXIT_INPUT;
}

static void models_release(struct models *m)
{
    if (m->machine != NULL)
        machine_free(m->machine);
    if (m->os != NULL)
        os_model_free(m->os);
    if (m->go != NULL)
        sched_model_free(m->go);
    if (m->costs != NULL)
        cost_model_free(m->costs);
}

// 80 % of the machine's memory, or of what the shell lets us have: the program
// is to die as Go programs do before we do.
static int64_t default_memory_limit(void)
{
    int64_t bytes = sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
    struct rlimit limit;

    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur < (rlim_t)bytes) {
        long pages = 0; // of address space in use by ourselves
        FILE *f = fopen("/proc/self/statm", "re");
        if (f != NULL && fscanf(f, "%ld", &pages) != 1)
            pages = 0;
        if (f != NULL)
            fclose(f);
        bytes = (int64_t)limit.rlim_cur - pages * sysconf(_SC_PAGESIZE);
    }
    return bytes > 0 ? bytes / 5 * 4 : 1;
}

// As Go reads it: what is not a number above 0 does not count.
static int64_t env_procs(const char *text)
{
    char *end;

    errno = 0;
    long n = strtol(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || n < 1)
        return 0;
    return n < SCHED_PROCS_MAX ? n : SCHED_PROCS_MAX;
}

// The numbers that depend on the machine and the environment.
static int settle(struct run_options *o, const struct models *m)
{
    if (o->cores == 0)
        o->cores = m->machine->ncores;
    if (o->cores > m->machine->ncores)
        return cli_usage("--cores=%lld: machine '%s' has %d",
                         (long long)o->cores, m->machine->name,
                         m->machine->ncores);
    const char *env = getenv("GOMAXPROCS");
    if (o->procs == 0 && env != NULL)
        o->procs = env_procs(env);
    if (o->procs == 0)
        o->procs = o->cores;
    if (o->memory_limit == 0)
        o->memory_limit = default_memory_limit();
    return EXIT_OK;
}

static int open_trace(const struct run_options *o, struct outfile **f)
{
    char *error = NULL;

    *f = NULL;
    if (o->trace_path == NULL)
        return EXIT_OK;
    if (o->file != NULL && cli_same_file(o->file, o->trace_path)) {
        cli_error("cannot create '%s': it is the workload", o->trace_path);
        return EXIT_CANTCREAT;
    }
    *f = outfile_open(o->trace_path, &error);
    if (*f != NULL)
        return EXIT_OK;
    cli_error("%s", error);
    free(error);
    return EXIT_CANTCREAT;
}

// The figures must not replace what they are about.
static int check_summary(const struct run_options *o)
{
    const char *path = o->summary_path;

    if (path == NULL || strcmp(path, "-") == 0)
        return EXIT_OK;
    if (o->file != NULL && cli_same_file(o->file, path)) {
        cli_error("cannot create '%s': it is the workload", path);
        return EXIT_CANTCREAT;
    }
    if (o->trace_path != NULL && (strcmp(o->trace_path, path) == 0 ||
                                  cli_same_file(o->trace_path, path))) {
        cli_error("cannot create '%s': it is the timeline", path);
        return EXIT_CANTCREAT;
    }
    return EXIT_OK;
}

static struct trace *begin_trace(struct outfile *f, const struct run_options *o,
                                 const struct models *m,
                                 const struct program *p)
{
    char number[32];

    if (f == NULL)
        return NULL;
    struct trace *t = trace_new(f, (int)m->go->go_minor);
    trace_header(t, "executor", "sim");
    trace_header(t, "file", p->name);
    trace_header(t, "file_sha256", p->sha256);
    if (o->label != NULL)
        trace_header(t, "label", o->label);
    trace_header(t, "go", m->go->name);
    snprintf(number, sizeof number, "go1.%d", p->lang_minor);
    trace_header(t, "lang", number);
    trace_header(t, "machine", m->machine->name);
    trace_header(t, "os", m->os->name);
    trace_header(t, "costs", m->costs->name);
    snprintf(number, sizeof number, "%lld", (long long)o->procs);
    trace_header(t, "procs", number);
    snprintf(number, sizeof number, "%lld", (long long)o->cores);
    trace_header(t, "cores", number);
    snprintf(number, sizeof number, "%llu", (unsigned long long)o->seed);
    trace_header(t, "seed", number);
    return t;
}

static long long now_ns(clockid_t clock)
{
    struct timespec ts;

    clock_gettime(clock, &ts);
    return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

struct live {
    struct outfile *out, *err;
    bool terminal;
    unsigned asked;
    long long until_ns; // real time; LLONG_MAX: no limit
};

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
        now_ns(CLOCK_MONOTONIC) >= live->until_ns)
        return wall_limit;
    return cli_signal() != 0 ? "signal" : NULL;
}

static int commit(struct outfile *f, int status)
{
    char *error = NULL;
    enum outfile_status st = outfile_commit(f, &error);

    if (st == OUTFILE_OK)
        return status;
    cli_error("%s", error);
    free(error);
    return st == OUTFILE_CANNOT_CREATE ? EXIT_CANTCREAT : EXIT_IOERR;
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
        .label = o->label,
        .truncated = cut ? result->why : NULL,
        .host_wall_ns = wall_ns,
        .host_cpu_ns = cpu_ns,
        .peak_rss_bytes = usage.ru_maxrss * 1024LL,
    };
    if (!o->quiet)
        figures_print(&f);
    else if (cut)
        cli_error("stopped: %s", result->why);
    return o->summary_path == NULL ? EXIT_OK
                                   : figures_write(&f, o->summary_path);
}

static int simulate(const struct run_options *o, const struct models *m,
                    const struct program *p)
{
    struct outfile *f;
    struct sched_result result;
    int status = check_summary(o);
    if (status == EXIT_OK)
        status = open_trace(o, &f);

    if (status != EXIT_OK)
        return status;
    struct live live = {.out = outfile_fd(STDOUT_FILENO, "standard output"),
                        .err = outfile_fd(STDERR_FILENO, "standard error"),
                        .terminal = isatty(STDOUT_FILENO) == 1,
                        .until_ns = LLONG_MAX};
    struct trace *trace = begin_trace(f, o, m, p);
    long long wall = now_ns(CLOCK_MONOTONIC);
    long long cpu = now_ns(CLOCK_PROCESS_CPUTIME_ID);
    if (o->wall_limit > 0)
        live.until_ns = nsec_add(wall, o->wall_limit);
    sched_run(&(struct sched_config){.code = p->code,
                                     .machine = m->machine,
                                     .os = m->os,
                                     .go = m->go,
                                     .costs = m->costs,
                                     .procs = (int)o->procs,
                                     .cores = (int)o->cores,
                                     .seed = o->seed,
                                     .time_limit = o->time_limit,
                                     .event_limit = o->event_limit,
                                     .memory_limit_bytes = o->memory_limit,
                                     .quantum_ns = o->quantum,
                                     .trace = trace,
                                     .out = live.out,
                                     .err = live.err,
                                     .interrupted = interrupted,
                                     .interrupted_arg = &live},
              &result);
    wall = now_ns(CLOCK_MONOTONIC) - wall;
    cpu = now_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    bool cut = result.end == SCHED_LIMIT || result.end == SCHED_INTERRUPTED;
    if (trace != NULL)
        trace_finish(trace, cut ? result.why : NULL);
    // The program's own output first, then files, then what we have to say.
    int io = commit(live.out, EXIT_OK);
    io = commit(live.err, io);
    if (f != NULL)
        io = commit(f, io);
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
    static const struct argp argp = {options, parse_option, "FILE.go", doc,
                                     NULL,    NULL,         NULL};
    struct run_options o = {
        .machine = "laptop-4",
        .os = "linux-6",
        .go = "newest",
        .costs = "go",
        .seed = 1,
        .time_limit = (3600 + 1) * NSEC_SEC, // a sleep of an hour may end
        .quantum = NSEC_USEC,
    };
    struct models m = {0};
    struct program p = {0};

    argp_err_exit_status = EXIT_USAGE;
    if (argp_parse(&argp, argc, argv, 0, NULL, &o) != 0)
        return o.status != 0 ? o.status : EXIT_USAGE;
    int status = models_load(&m, &o);
    cli_signals();
    if (status == EXIT_OK)
        status = settle(&o, &m);
    if (status == EXIT_OK)
        status = program_load(
            &p, &(struct program_source){.path = o.file,
                                         .inline_code = o.inline_code,
                                         .lang_minor = o.lang_minor,
                                         .go_minor = (int)m.go->go_minor});
    if (status == EXIT_OK)
        status = simulate(&o, &m, &p);
    program_release(&p);
    models_release(&m);
    return status;
}
