// compare: the runs. Each is a whole run of its engine in this process, one
// after the other; what the program writes and the timeline go to files without
// a name.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/outfile.h"
#include "base/xmalloc.h"
#include "cli/cli.h"
#include "cli/nativemachine.h"
#include "cli/compare.h"
#include "cli/tracefile.h"
#include "native/native.h"
#include "sched/sched.h"

enum { WORDS_MAX = 200 }; // bytes of the first line on standard error

// A file that has no name, in $TMPDIR. -1 and a message when there is none.
static int scratch_file(void)
{
    const char *tmp = getenv("TMPDIR");
    int fd;

    if (tmp == NULL || tmp[0] == '\0')
        tmp = "/tmp";
    fd = open(tmp, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
        char *path = xasprintf("%s/gmpsim-XXXXXX", tmp); // an older file system

        fd = mkostemp(path, O_CLOEXEC);
        if (fd >= 0)
            unlink(path);
        free(path);
    }
    if (fd < 0)
        cli_error("cannot create a file in '%s': %s", tmp, strerror(errno));
    return fd;
}

// ---- what a run leaves ----

// The first line of what the program wrote to standard error, or NULL.
static char *first_line(int fd)
{
    char text[WORDS_MAX];
    ssize_t n = pread(fd, text, sizeof text - 1, 0);

    if (n <= 0)
        return NULL;
    text[n] = '\0';
    text[strcspn(text, "\n")] = '\0';
    return xstrdup(text);
}

// Reads the timeline and the output of the run. name is for messages.
static int study(struct compare *c, struct compare_run *r, const char *name)
{
    char path[64], *error = NULL;

    if (!textsum_read(r->out_fd, &r->text)) {
        cli_error("cannot read the output of %s: %s", name, strerror(errno));
        return EXIT_IOERR;
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", r->trace_fd);
    struct reader *reader = reader_open_as(path, name, &error);
    if (reader == NULL) {
        cli_error("%s", error);
        free(error);
        return EXIT_IOERR;
    }
    struct stats *s = stats_read(reader, false);
    int status = EXIT_OK;
    if (s == NULL) {
        tracefile_report(reader);
        // A timeline of ours that breaks its own rules.
        status = reader_failed(reader) ? EXIT_IOERR : EXIT_BUG;
    } else {
        uint32_t *node = creation_of(&c->tree, s->fold);
        r->g = gfigures_of(s, node, creation_nodes(&c->tree));
        free(node);
    }
    stats_free(s);
    reader_close(reader);
    return status;
}

// One run: its files, and what both engines need.
struct attempt {
    struct compare *c;
    struct compare_run *r;
    struct outfile *trace_file;
    struct trace *trace;
    int err_fd;
    bool stopped; // before its end; why says it
    int failure;  // exit status, when it came to nothing
};

static bool attempt_begin(struct attempt *a, const struct compare_executor *e,
                          const struct trace_machine *on)
{
    struct run_common common = a->c->o->common;

    common.cores = e->cores;
    a->r->trace_fd = scratch_file();
    a->r->out_fd = a->r->trace_fd < 0 ? -1 : scratch_file();
    a->err_fd = a->r->out_fd < 0 ? -1 : scratch_file();
    if (a->err_fd < 0) {
        a->failure = EXIT_CANTCREAT;
        return false;
    }
    a->trace_file = outfile_fd(a->r->trace_fd, "the timeline");
    a->trace = run_common_trace(a->trace_file, &common, e->name,
                                a->c->models->go, a->c->program, on);
    return true;
}

static int attempt_end(struct attempt *a, const char *name)
{
    if (a->trace != NULL)
        trace_finish(a->trace, a->stopped ? a->r->why : NULL);
    if (a->trace_file != NULL)
        a->failure = run_common_commit(a->trace_file, a->failure);
    if (a->failure == EXIT_OK)
        a->r->last_words = first_line(a->err_fd);
    if (a->err_fd >= 0)
        close(a->err_fd);
    if (a->failure == EXIT_OK && a->stopped && cli_signal() == 0) {
        cli_error("%s was stopped: %s", name, a->r->why);
        a->failure = EXIT_LIMIT;
    }
    if (cli_signal() != 0 && a->failure == EXIT_OK)
        a->failure = EXIT_LIMIT; // main dies of the signal
    return a->failure != EXIT_OK ? a->failure : study(a->c, a->r, name);
}

// ---- the simulation ----

struct watch {
    long long until_ns; // real time
};

static const char *interrupted(void *arg)
{
    const struct watch *w = arg;

    if (w->until_ns != LLONG_MAX &&
        run_common_now_ns(CLOCK_MONOTONIC) >= w->until_ns)
        return "wall limit";
    return cli_signal() != 0 ? "signal" : NULL;
}

static void run_sim(struct attempt *a, const struct compare_executor *e)
{
    enum { QUANTUM_NS = 1000 };
    const struct run_common *o = &a->c->o->common;
    const struct models *m = a->c->models;
    struct outfile *out = outfile_fd(a->r->out_fd, "the program's output");
    struct outfile *err = outfile_fd(a->err_fd, "the program's output");
    struct watch watch = {LLONG_MAX};
    struct sched_result result;
    struct sched_model go =
        run_common_model(&a->c->o->common, m->go, a->c->program);

    if (o->wall_limit > 0)
        watch.until_ns =
            nsec_add(run_common_now_ns(CLOCK_MONOTONIC), o->wall_limit);
    sched_run(&(struct sched_config){.code = a->c->program->code,
                                     .machine = m->machine,
                                     .os = m->os,
                                     .go = &go,
                                     .costs = m->costs,
                                     .procs = (int)o->procs,
                                     .cores = (int)e->cores,
                                     .seed = o->seed,
                                     .time_limit = a->c->o->sim.time_limit,
                                     .memory_limit_bytes = o->memory_limit,
                                     .quantum_ns = QUANTUM_NS,
                                     .trace = a->trace,
                                     .out = out,
                                     .err = err,
                                     .interrupted = interrupted,
                                     .interrupted_arg = &watch},
              &result);
    a->failure = run_common_commit(out, a->failure);
    a->failure = run_common_commit(err, a->failure);
    a->stopped = result.end == SCHED_LIMIT || result.end == SCHED_INTERRUPTED;
    a->r->status = result.status;
    a->r->why = result.why;
    a->r->sum = result.summary;
    a->r->sum.run_ns_per_p = NULL;
    sched_result_release(&result);
}

static int simulate(struct compare *c)
{
    struct compare_executor *e = &c->executor[COMPARE_SIM];
    struct attempt a = {.c = c, .r = &e->run[0], .err_fd = -1};
    const struct models *m = c->models;

    if (attempt_begin(&a, e,
                      &(struct trace_machine){m->machine->name, m->os->name,
                                              m->costs->name}))
        run_sim(&a, e);
    return attempt_end(&a, "the simulation");
}

// ---- native runs ----

static void run_native(struct attempt *a, const struct compare_executor *e)
{
    const struct run_common *o = &a->c->o->common;
    struct native_result result;
    struct sched_model go =
        run_common_model(o, a->c->models->go, a->c->program);
    struct native_machine on = nativemachine_of(a->c->models->machine);

    native_run(&(struct native_config){.code = a->c->program->code,
                                       .go = &go,
                                       .procs = (int)o->procs,
                                       .cores = (int)e->cores,
                                       .seed = o->seed,
                                       .wall_limit = o->wall_limit > 0
                                                         ? o->wall_limit
                                                         : NSEC_MAX,
                                       .memory_limit_bytes = o->memory_limit,
                                       .trace = a->trace,
                                       .out_fd = a->r->out_fd,
                                       .err_fd = a->err_fd,
                                       .signal = cli_signal,
                                       .machine = &on},
               &result);
    nativemachine_release(&on);
    a->stopped = result.end == NATIVE_LIMIT || result.end == NATIVE_INTERRUPTED;
    a->r->status = result.status;
    a->r->why = result.why;
    a->r->sum = result.summary;
    a->r->sum.run_ns_per_p = NULL;
    if (result.write_failed) {
        cli_error("cannot write the program's output");
        a->failure = EXIT_IOERR;
    } else if (result.end == NATIVE_OSERR) {
        cli_error("%s", result.why);
        a->failure = EXIT_OSERR;
    }
    native_result_release(&result);
}

static void run_release(struct compare_run *r)
{
    free(r->last_words);
    gfigures_free(r->g);
    if (r->out_fd >= 0)
        close(r->out_fd);
    if (r->trace_fd >= 0)
        close(r->trace_fd);
}

// The first run, in which memory and caches are cold, does not count.
static int run_natively(struct compare *c)
{
    struct compare_executor *e = &c->executor[COMPARE_NATIVE];
    bool terminal = isatty(STDERR_FILENO) == 1;
    char name[32];
    int status = EXIT_OK;

    for (int i = -1; i < e->n && status == EXIT_OK; i++) {
        struct compare_run cold = {.out_fd = -1, .trace_fd = -1};
        struct attempt a = {
            .c = c, .r = i < 0 ? &cold : &e->run[i], .err_fd = -1};

        if (i < 0)
            snprintf(name, sizeof name, "the warm-up");
        else
            snprintf(name, sizeof name, "native run %d", i + 1);
        if (terminal)
            fprintf(stderr, "\r\033[K%s of %d\r", name, e->n);
        if (attempt_begin(&a, e,
                          &(struct trace_machine){"host", "host", "native"}))
            run_native(&a, e);
        status = attempt_end(&a, name);
        run_release(&cold);
    }
    if (terminal)
        fputs("\r\033[K", stderr);
    return status;
}

// ---- all of it ----

void compare_executor_init(struct compare_executor *e, int n)
{
    e->n = n;
    e->run = xcalloc((size_t)n, sizeof *e->run);
    for (int i = 0; i < n; i++)
        e->run[i].out_fd = e->run[i].trace_fd = -1;
}

int compare_all(struct compare *c, const struct compare_options *o,
                const struct models *m, const struct program *p)
{
    CHECK(o->runs >= 1 && o->runs <= COMPARE_RUNS_MAX);
    c->o = o;
    c->models = m;
    c->program = p;
    c->about = (struct compare_about){
        .title = o->common.label != NULL ? o->common.label : p->name,
        .file = p->name,
        .file_sha256 = p->sha256,
        .go = m->go->name,
        .machine = m->machine->name,
        .os = m->os->name,
        .costs = m->costs->name,
        .procs = o->common.procs,
        .cores = o->common.cores,
        .seed = o->common.seed,
    };
    compare_executor_init(&c->executor[COMPARE_SIM], 1);
    compare_executor_init(&c->executor[COMPARE_NATIVE], (int)o->runs);
    // The simulation comes first: its goroutines are the first of the tree.
    int status = simulate(c);
    return status == EXIT_OK ? run_natively(c) : status;
}

void compare_release(struct compare *c)
{
    for (int k = 0; k < COMPARE_EXECUTORS_MAX; k++) {
        struct compare_executor *e = &c->executor[k];

        for (int i = 0; i < e->n; i++)
            run_release(&e->run[i]);
        free(e->run);
        free(e->made);
        free(e->line);
    }
    creation_release(&c->tree);
}
