#include "cli/runcommon.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"

bool run_common_name(const char *option, char *arg, const char **out)
{
    if (*arg == '\0') {
        cli_usage("--%s: the name is empty", option);
        return false;
    }
    *out = arg;
    return true;
}

static bool parse_value(struct run_common *o, int key, char *arg)
{
    switch (key) {
    case 'p':
        return cli_int("procs", arg, 1, o->procs_max, &o->procs);
    case 'c':
        return cli_int("cores", arg, 1, o->cores_max, &o->cores);
    case 's':
        return cli_seed("seed", arg, &o->seed);
    case OPT_WALL_LIMIT:
        return cli_duration("wall-limit", arg, &o->wall_limit);
    case OPT_MEMORY_LIMIT:
        return cli_bytes("memory-limit", arg, &o->memory_limit);
    case 'g':
        return run_common_name("go", arg, &o->go);
    case 't':
        return run_common_name("trace", arg, &o->trace_path);
    case OPT_SUMMARY:
        return run_common_name("summary", arg, &o->summary_path);
    case OPT_EXPECT:
        return expect_add(&o->expect, arg, false);
    default:
        o->lang_minor = program_go_minor(arg);
        if (o->lang_minor == 0)
            cli_usage("--lang='%s': expected go1.N", arg);
        return o->lang_minor != 0;
    }
}

static bool is_go_file(const char *arg)
{
    size_t n = strlen(arg);

    return n > 3 && strcmp(arg + n - 3, ".go") == 0;
}

error_t run_common_option(struct run_common *o, int key, char *arg)
{
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
        // As with go run, what follows the workload is the program's from the
        // first that is no file of Go; and there is one workload.
        if ((o->file != NULL || o->inline_code != NULL) && o->nargs == 0 &&
            is_go_file(arg)) {
            o->status = cli_usage("one workload at a time: '%s'", arg);
            return EINVAL;
        }
        if (o->file != NULL || o->inline_code != NULL)
            o->args[o->nargs++] = arg;
        else
            o->file = arg;
        return 0;
    case ARGP_KEY_END:
        if ((o->file == NULL) == (o->inline_code == NULL)) {
            o->status = cli_usage("%s needs a FILE.go, or -e CODE", o->command);
            return EINVAL;
        }
        return 0;
    case 'p':
    case 'c':
    case 's':
    case 'g':
    case 't':
    case OPT_WALL_LIMIT:
    case OPT_MEMORY_LIMIT:
    case OPT_SUMMARY:
    case OPT_EXPECT:
    case OPT_LANG:
        if (parse_value(o, key, arg))
            return 0;
        o->status = EXIT_USAGE;
        return EINVAL;
    default:
        return ARGP_ERR_UNKNOWN;
    }
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
static int64_t env_procs(const char *text, int max)
{
    char *end;

    errno = 0;
    long n = strtol(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || n < 1)
        return 0;
    return n < max ? n : max;
}

int run_common_settle(struct run_common *o, const struct sched_model *go)
{
    const char *env = getenv("GOMAXPROCS");

    if (o->procs_max > go->procs_max)
        o->procs_max = (int)go->procs_max;
    if (o->procs > o->procs_max)
        return cli_usage("--procs=%lld: %s has at most %d", (long long)o->procs,
                         go->name, o->procs_max);

    if (o->procs == 0 && env != NULL)
        o->procs = env_procs(env, o->procs_max);
    if (o->procs == 0)
        o->procs = go->procs_default;
    if (o->procs == 0 && o->quota_procs < o->procs_max)
        o->procs = o->quota_procs;
    if (o->procs == 0)
        o->procs = o->cores < o->procs_max ? o->cores : o->procs_max;
    if (o->memory_limit == 0)
        o->memory_limit = default_memory_limit();
    o->godebug = godebug_read(getenv("GODEBUG"));
    return EXIT_OK;
}

// Of the goroutines of the run time that wait when main.main starts, package os
// starts one; another one, the updater of GOMAXPROCS, there is only where no
// go.mod says an older version.
static int64_t fewer_system_gs(const struct sched_model *go,
                               const struct program *p)
{
    enum { UPDATER_SINCE = 25 };
    int64_t n = !p->has_os;

    if (go->go_minor >= UPDATER_SINCE && p->mod_minor != 0 &&
        p->mod_minor < UPDATER_SINCE)
        n++;
    return n < go->start_system_gs ? n : go->start_system_gs;
}

struct sched_model run_common_model(const struct run_common *o,
                                    const struct sched_model *go,
                                    const struct program *p)
{
    struct sched_model model = *go;
    int64_t n = fewer_system_gs(go, p);

    model.start_system_gs -= n;
    model.start_goid -= n;
    if (o->godebug.asyncpreemptoff)
        model.async_preempt = 0;
    return model;
}

int run_common_check_summary(const struct run_common *o)
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

int run_common_open_trace(const struct run_common *o, struct outfile **f)
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

// Changes of the models, in one line.
static void header_set(struct trace *t, const struct run_common *o)
{
    char *all = NULL;

    for (size_t i = 0; i < o->set.n; i++) {
        char *longer = xasprintf("%s%s%s", i == 0 ? "" : all, i == 0 ? "" : " ",
                                 o->set.v[i]);
        free(all);
        all = longer;
    }
    if (all != NULL)
        trace_header(t, "set", all);
    free(all);
}

struct trace *run_common_trace(struct outfile *f, const struct run_common *o,
                               const char *executor,
                               const struct sched_model *go,
                               const struct program *p,
                               const struct trace_machine *on)
{
    char number[32];

    if (f == NULL)
        return NULL;
    struct trace *t = trace_new(f, (int)go->go_minor);
    trace_header(t, "executor", executor);
    trace_header(t, "file", p->name);
    trace_header(t, "file_sha256", p->sha256);
    if (o->label != NULL)
        trace_header(t, "label", o->label);
    trace_header(t, "go", go->name);
    if (o->policy != NULL)
        trace_header(t, "policy", o->policy);
    header_set(t, o);
    snprintf(number, sizeof number, "go1.%d", p->lang_minor);
    trace_header(t, "lang", number);
    if (o->godebug.asyncpreemptoff)
        trace_header(t, "godebug", "asyncpreemptoff=1");
    trace_header(t, "machine", on->machine);
    trace_header(t, "os", on->os);
    trace_header(t, "costs", on->costs);
    snprintf(number, sizeof number, "%lld", (long long)o->procs);
    trace_header(t, "procs", number);
    snprintf(number, sizeof number, "%lld", (long long)o->cores);
    trace_header(t, "cores", number);
    snprintf(number, sizeof number, "%llu", (unsigned long long)o->seed);
    trace_header(t, "seed", number);
    if (o->noise)
        trace_header(t, "noise", "on");
    if (o->cpu != NULL)
        trace_header(t, "cpu", o->cpu);
    return t;
}

int run_common_report(const struct run_common *o, const struct figures *f)
{
    int status = EXIT_OK;

    if (!o->quiet)
        figures_print(f);
    else if (f->truncated != NULL)
        cli_error("stopped: %s", f->truncated);
    if (o->summary_path != NULL)
        status = figures_write(f, o->summary_path);
    int as_expected = expect_judge(&o->expect, f->summary, NULL);
    return status != EXIT_OK ? status : as_expected;
}

int run_common_commit(struct outfile *f, int status)
{
    char *error = NULL;
    enum outfile_status st = outfile_commit(f, &error);

    if (st == OUTFILE_OK)
        return status;
    cli_error("%s", error);
    free(error);
    return st == OUTFILE_CANNOT_CREATE ? EXIT_CANTCREAT : EXIT_IOERR;
}

int64_t run_common_input(void *to, size_t n)
{
    ssize_t got;

    do {
        got = read(STDIN_FILENO, to, n);
    } while (got < 0 && errno == EINTR && cli_signal() == 0);
    return got;
}

long long run_common_now_ns(clockid_t clock)
{
    struct timespec ts;

    clock_gettime(clock, &ts);
    return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}
