// cmd_outcomes: gmpsim outcomes FILE.go
//
// The seeds are shared out to worker processes; what they found is put together
// in an order that does not depend on how many there were.
#include <argp.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/diag.h"
#include "base/outfile.h"
#include "base/xmalloc.h"
#include "cli/cli.h"
#include "cli/outcomes.h"
#include "cli/program.h"
#include "cli/runcommon.h"
#include "cli/simcommon.h"
#include "sched/sched.h"

enum { JOBS_MAX = 256 };

struct outcomes_options {
    struct run_common common;
    struct sim_common sim;
    int64_t seeds, jobs;
    bool json;
};

enum option_key {
    OPT_JSON = OPT_SIM_OWN,
    OPT_SEEDS,
};

static const struct argp_option options[] = {
    {"seeds", OPT_SEEDS, "N", 0, "seeds 1 to N (default: 100)", 0},
    {"jobs", 'j', "N", 0, "worker processes (default: one per CPU)", 0},
    {"json", OPT_JSON, NULL, 0, "everything as JSON on stdout", 0},
    {"noise", OPT_NOISE, "off|on", 0,
     "draw every cost from its spread, by the seed (default: on)", 0},
    SIM_COMMON_OPTIONS,
    {"procs", 'p', "N", 0, "GOMAXPROCS (default: $GOMAXPROCS, else the cores)",
     0},
    {"go", 'g', "VERSION", 0, "scheduler of Go 1.N (default: the newest)", 0},
    {"lang", OPT_LANG, "go1.N", 0,
     "language version (default: from go.mod, else the smaller of 1.22 and "
     "--go)",
     0},
    {"memory-limit", OPT_MEMORY_LIMIT, "BYTES", 0,
     "memory of the program (default: 80% of the machine's)", 0},
    {NULL, 'e', "CODE", 0, "the workload itself, instead of a file", 0},
    {0},
};

static const char doc[] =
    "Simulate a Go program with many seeds: what it prints and how it ends, "
    "how often, and a seed that shows each.\v"
    "  gmpsim outcomes --procs 2 main.go\n"
    "  gmpsim outcomes --seeds 1000 --json main.go\n\n"
    "gmpsim run --noise on --seed N, with the same options, shows one again.";

static bool parse_own(struct outcomes_options *o, int key, char *arg)
{
    switch (key) {
    case OPT_SEEDS:
        return cli_int("seeds", arg, 1, 1000000, &o->seeds);
    case 'j':
        return cli_int("jobs", arg, 1, JOBS_MAX, &o->jobs);
    default:
        o->json = true;
        return true;
    }
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct outcomes_options *o = state->input;

    switch (key) {
    case 'j':
    case OPT_SEEDS:
    case OPT_JSON:
        if (parse_own(o, key, arg))
            return 0;
        o->common.status = EXIT_USAGE;
        return EINVAL;
    default:
        return sim_common_option(&o->sim, &o->common, key, arg);
    }
}

static const char *interrupted(void *arg)
{
    (void)arg;
    return cli_signal() != 0 ? "signal" : NULL;
}

// What was written to the memory file, which is empty afterwards.
static char *take(int fd, size_t *len)
{
    off_t size = lseek(fd, 0, SEEK_END);
    char *text = xcalloc((size_t)(size < 0 ? 0 : size) + 1, 1);

    *len = 0;
    while (size > 0 && *len < (size_t)size) {
        ssize_t n = pread(fd, text + *len, (size_t)size - *len, (off_t)*len);
        if (n <= 0)
            break;
        *len += (size_t)n;
    }
    if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0)
        *len = 0;
    return text;
}

static bool simulate(const struct outcomes_options *o, const struct models *m,
                     const struct program *p, uint64_t seed, const int fd[2],
                     struct outcomes *found)
{
    struct sched_model go = run_common_model(&o->common, m->go, p);
    struct sched_result result;
    struct outcome one = {.count = 1, .seed = seed};
    struct sched_config config = {
        .code = p->code,
        .policy = o->sim.policy,
        .machine = m->machine,
        .os = m->os,
        .go = &go,
        .costs = m->costs,
        .procs = (int)o->common.procs,
        .cores = (int)o->common.cores,
        .seed = seed,
        .noise = o->common.noise,
        .time_limit = o->sim.time_limit,
        .event_limit = o->sim.event_limit,
        .memory_limit_bytes = o->common.memory_limit,
        .quantum_ns = NSEC_USEC,
        .out = outfile_fd(fd[0], "memory"),
        .err = outfile_fd(fd[1], "memory"),
        .interrupted = interrupted,
    };
    size_t errlen;

    sched_run(&config, &result);
    int failed = run_common_commit(config.out, EXIT_OK);
    failed = run_common_commit(config.err, failed);
    one.out = take(fd[0], &one.outlen);
    one.err = take(fd[1], &errlen);
    one.err[strcspn(one.err, "\n")] = '\0';
    one.status = result.end == SCHED_LIMIT ? EXIT_LIMIT : result.status;
    one.cut = xstrdup(result.end == SCHED_LIMIT ? result.why : "");
    outcomes_add(found, &one);
    sched_result_release(&result);
    return failed == EXIT_OK && result.end != SCHED_INTERRUPTED;
}

// Seeds first, first + jobs, and so on.
static bool work(const struct outcomes_options *o, const struct models *m,
                 const struct program *p, int64_t first, FILE *to)
{
    struct outcomes found = {0};
    int fd[2] = {memfd_create("out", MFD_CLOEXEC),
                 memfd_create("err", MFD_CLOEXEC)};
    bool ok = fd[0] >= 0 && fd[1] >= 0;

    for (int64_t seed = first; ok && seed <= o->seeds; seed += o->jobs)
        ok = simulate(o, m, p, (uint64_t)seed, fd, &found);
    if (ok)
        ok = outcomes_write(&found, to);
    outcomes_release(&found);
    return ok;
}

struct worker {
    pid_t pid;
    FILE *result;
};

// False when there can be no more.
static bool worker_start(struct worker *w, const struct outcomes_options *o,
                         const struct models *m, const struct program *p,
                         int64_t first)
{
    w->result = tmpfile();
    if (w->result == NULL)
        return false;
    w->pid = fork();
    if (w->pid == 0)
        _exit(work(o, m, p, first, w->result) ? EXIT_OK : EXIT_IOERR);
    return w->pid > 0;
}

// Takes over what the worker found; false when it has not found all.
static bool worker_end(struct worker *w, struct outcomes *found)
{
    int status = -1;
    bool ok = w->pid > 0;

    while (w->pid > 0 && waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
        ;
    ok = ok && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_OK;
    if (w->result == NULL)
        return false;
    rewind(w->result);
    ok = ok && outcomes_read(found, w->result);
    fclose(w->result);
    return ok;
}

static int find_outcomes(const struct outcomes_options *o,
                         const struct models *m, const struct program *p,
                         struct outcomes *found)
{
    struct worker *w = xcalloc((size_t)o->jobs, sizeof *w);
    bool ok = true;

    for (int64_t i = 0; i < o->jobs; i++)
        ok = worker_start(&w[i], o, m, p, i + 1) && ok;
    for (int64_t i = 0; i < o->jobs; i++)
        ok = worker_end(&w[i], found) && ok;
    free(w);
    if (ok || cli_signal() != 0)
        return EXIT_OK;
    cli_error("a worker process failed: %s",
              errno != 0 ? strerror(errno) : "it ended early");
    return EXIT_OSERR;
}

// --- the report

// The line of text that begins at *at, and *at behind it.
static size_t next_line(const char *text, size_t len, size_t *at)
{
    const char *end = memchr(text + *at, '\n', len - *at);
    size_t n = end == NULL ? len - *at : (size_t)(end - (text + *at));

    *at += n + (end != NULL);
    return n;
}

// In which line o differs from the first outcome, as words for the table.
static void print_difference(const struct outcome *o, const struct outcome *to)
{
    enum { SHOWN = 60 };
    char shown[4 * SHOWN + 1];
    size_t a = 0, b = 0, line = 0;

    for (;;) {
        bool at_end = a >= o->outlen;
        size_t from = a, other = b;
        size_t n = at_end ? 0 : next_line(o->out, o->outlen, &a);
        size_t k = b >= to->outlen ? 0 : next_line(to->out, to->outlen, &b);
        line++;
        if (o != to && a - from == b - other && !at_end &&
            memcmp(o->out + from, to->out + other, a - from) == 0)
            continue;
        (void)k;
        if (at_end) {
            printf(o->outlen == 0 ? "(prints nothing)" : "(ends)");
            break;
        }
        diag_escape(shown, sizeof shown, o->out + from, n < SHOWN ? n : SHOWN);
        printf("%zu: %s%s", line, shown, n > SHOWN ? "..." : "");
        break;
    }
    if (o->err[0] != '\0') {
        diag_escape(shown, sizeof shown, o->err, strnlen(o->err, SHOWN));
        printf("  [%s]", shown);
    }
    printf("%s%s\n", o->cut[0] != '\0' ? "  stopped: " : "", o->cut);
}

static void print_table(const struct outcomes_options *o,
                        const struct outcomes *found)
{
    printf("%zu outcome%s of %lld seeds, noise %s\n", found->v.n,
           found->v.n == 1 ? "" : "s", (long long)o->seeds,
           o->common.noise ? "on" : "off");
    printf(" count       %%     seed  exit  first line that is not as in the "
           "most frequent\n");
    for (size_t i = 0; i < found->v.n; i++) {
        const struct outcome *one = &found->v.v[i];
        long long tenths = (one->count * 1000 + o->seeds / 2) / o->seeds;
        printf("%6lld  %4lld.%lld  %7llu  %4d  ", (long long)one->count,
               tenths / 10, tenths % 10, (unsigned long long)one->seed,
               one->status);
        print_difference(one, &found->v.v[0]);
    }
}

// Bytes that are no UTF-8 are shown as the replacement character.
static json_t *text_json(const char *text, size_t len)
{
    json_t *j = json_stringn(text, len);

    if (j != NULL)
        return j;
    char *shown = xcalloc(len * 3 + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)text[i] < 0x80) {
            shown[n++] = text[i];
        } else {
            memcpy(shown + n, "\xef\xbf\xbd", 3);
            n += 3;
        }
    }
    j = json_stringn(shown, n);
    free(shown);
    return j;
}

static int print_json(const struct outcomes_options *o, const struct models *m,
                      const struct program *p, const struct outcomes *found)
{
    json_t *list = json_array();

    for (size_t i = 0; i < found->v.n; i++) {
        const struct outcome *one = &found->v.v[i];
        json_array_append_new(
            list,
            json_pack("{s:I, s:I, s:i, s:o, s:o, s:s}", "count",
                      (json_int_t)one->count, "seed", (json_int_t)one->seed,
                      "exit", one->status, "stdout",
                      text_json(one->out, one->outlen), "stderr_first_line",
                      text_json(one->err, strlen(one->err)), "stopped",
                      one->cut));
    }
    json_t *j = json_pack(
        "{s:s, s:s, s:I, s:I, s:I, s:s, s:o}", "file", p->name, "go_version",
        m->go->name, "procs", (json_int_t)o->common.procs, "cores",
        (json_int_t)o->common.cores, "seeds", (json_int_t)o->seeds, "noise",
        o->common.noise ? "on" : "off", "outcomes", list);
    CHECK(j != NULL);
    int failed = json_dumpf(j, stdout, JSON_INDENT(2) | JSON_SORT_KEYS);
    json_decref(j);
    putchar('\n');
    return failed == 0 ? EXIT_OK : EXIT_IOERR;
}

static int settle(struct outcomes_options *o, struct models *m)
{
    if (o->common.nargs > 0)
        return cli_usage("the program can have no arguments here: '%s'",
                         o->common.args[0]);
    if (o->jobs == 0)
        o->jobs = sysconf(_SC_NPROCESSORS_ONLN);
    if (o->jobs > JOBS_MAX)
        o->jobs = JOBS_MAX;
    if (o->jobs > o->seeds)
        o->jobs = o->seeds;
    return sim_common_settle(&o->common, m);
}

static int outcomes_run(struct outcomes_options *o, struct models *m,
                        const struct program *p)
{
    struct outcomes found = {0};
    int status = settle(o, m);

    errno = 0;
    if (status == EXIT_OK)
        status = find_outcomes(o, m, p, &found);
    if (status == EXIT_OK && cli_signal() == 0) {
        outcomes_sort(&found);
        if (o->json)
            status = print_json(o, m, p, &found);
        else
            print_table(o, &found);
        if (fflush(stdout) != 0 || ferror(stdout)) {
            cli_error("cannot write to standard output: %s", strerror(errno));
            status = EXIT_IOERR;
        }
    }
    outcomes_release(&found);
    return status;
}

int cmd_outcomes(int argc, char **argv)
{
    static const struct argp argp = {options, parse_option, "FILE.go", doc,
                                     NULL,    NULL,         NULL};
    struct outcomes_options o = {
        .common = {.command = "outcomes",
                   .go = "newest",
                   .procs_max = SCHED_PROCS_MAX,
                   .cores_max = MACHINE_CORES_MAX,
                   .noise = true},
        .sim = SIM_COMMON_DEFAULT,
        .seeds = 100,
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
        status = program_load(
            &p, &(struct program_source){.path = o.common.file,
                                         .inline_code = o.common.inline_code,
                                         .lang_minor = o.common.lang_minor,
                                         .go_minor = (int)m.go->go_minor});
    if (status == EXIT_OK)
        status = outcomes_run(&o, &m, &p);
    program_release(&p);
    models_release(&m);
    vec_release(&o.common.set);
    return status;
}
