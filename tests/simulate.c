#include "simulate.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/outfile.h"
#include "base/xmalloc.h"
#include "lang/emit.h"
#include "lang/lang.h"
#include "trace/lint.h"
#include "trace/reader.h"
#include "vm/verify.h"

// --- source to code

// Whether text names the package, as in "time." but not in "runtime.".
static bool names_package(const char *text, const char *package)
{
    const char *at = text;

    while ((at = strstr(at, package)) != NULL) {
        if (at == text || !isalnum((unsigned char)at[-1]))
            return true;
        at++;
    }
    return false;
}

static char *whole_file(const char *source)
{
    static const char *const packages[][2] = {
        {"errors.", "errors"}, {"fmt.", "fmt"},
        {"os.", "os"},         {"runtime.", "runtime"},
        {"sync.", "sync"},     {"atomic.", "sync/atomic"},
        {"time.", "time"},     {"work.", "gmpsim/work"},
    };
    char *imports = xstrdup("");
    const char *split = strstr(source, "---\n");
    size_t body = split == NULL ? strlen(source) : (size_t)(split - source);

    if (strncmp(source, "package", 7) == 0) {
        free(imports);
        return xstrdup(source);
    }
    for (size_t i = 0; i < sizeof packages / sizeof packages[0]; i++) {
        if (!names_package(source, packages[i][0]))
            continue;
        char *more = xasprintf("%simport \"%s\"\n", imports, packages[i][1]);
        free(imports);
        imports = more;
    }
    char *text = xasprintf("package main\n%sfunc main() {\n%.*s}\n%s", imports,
                           (int)body, source, split == NULL ? "" : split + 4);
    free(imports);
    return text;
}

static struct code *compile(const char *text, int lang_minor)
{
    struct diag d = {0};
    struct lang l;
    char fault[256];

    lang_init(&l, &d, lang_minor);
    struct package *pkg = lang_check(&l, "main.go", text, strlen(text));
    struct code *code = pkg == NULL ? NULL : emit_program(&l, pkg);
    if (code == NULL) {
        diag_print(&d, STDERR_FILENO);
        fail_msg("does not compile:\n%s", text);
    }
    if (!verify_code(code, fault, sizeof fault))
        fail_msg("%s", fault);
    lang_release(&l);
    diag_release(&d);
    return code;
}

// --- files in memory

struct memory_file {
    int fd;
    struct outfile *f;
};

static struct memory_file memory_open(const char *name)
{
    int fd = memfd_create(name, 0);

    assert_true(fd >= 0);
    return (struct memory_file){fd, outfile_fd(fd, name)};
}

static char *memory_read(struct memory_file *m)
{
    char *error = NULL;
    struct stat st;

    assert_int_equal(outfile_commit(m->f, &error), OUTFILE_OK);
    assert_int_equal(fstat(m->fd, &st), 0);
    char *text = xmalloc((size_t)st.st_size + 1);
    assert_int_equal(pread(m->fd, text, (size_t)st.st_size, 0), st.st_size);
    text[st.st_size] = '\0';
    return text;
}

// --- the timeline

static struct reader *open_timeline(int fd)
{
    char path[64], *error = NULL;

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct reader *r = reader_open_as(path, "timeline", &error);
    assert_non_null(r);
    return r;
}

static void check_lint(int fd, const char *timeline)
{
    struct reader *r = open_timeline(fd);

    if (!lint_run(r)) {
        for (long i = 0; i < reader_errors(r) && i < READER_ERRORS_MAX; i++)
            print_error("%s\n", reader_message(r, i));
        if (strlen(timeline) < 20000)
            print_error("%s", timeline);
        fail_msg("lint: %ld errors", reader_errors(r));
    }
    reader_close(r);
}

static void read_events(struct sim_run *run, int fd)
{
    struct reader *r = open_timeline(fd);
    struct reader_event e;
    size_t cap = 0;

    while (reader_next(r, &e)) {
        if (run->nevents == cap) {
            cap = cap == 0 ? 256 : cap * 2;
            run->events = xreallocarray(run->events, cap, sizeof *run->events);
        }
        struct sim_event *to = &run->events[run->nevents++];
        *to = (struct sim_event){.t = e.t,
                                 .core = e.core,
                                 .m = e.m,
                                 .p = e.p,
                                 .g = e.g,
                                 .event = e.event};
        for (int i = 0; i < 3; i++) {
            to->number[i] = e.number[i];
            to->text[i] =
                arena_strndup(&run->texts, e.text[i], strlen(e.text[i]));
        }
    }
    reader_close(r);
}

static int threads_peak(const struct sim_run *r)
{
    int n = 0, peak = 0;

    for (size_t i = 0; i < r->nevents; i++) {
        const struct sim_event *e = &r->events[i];
        n += e->event == EV_M_CREATE;
        n -= e->event == EV_M_PARK && strcmp(e->text[0], "exit") == 0;
        peak = n > peak ? n : peak;
    }
    return peak;
}

// What the figures say must be what the timeline shows.
static void check_figures(const struct sim_run *r)
{
    const struct summary *s = &r->result.summary;
    int64_t goroutines = 0, preemptions = 0, all = 0, run = 0, changes = 0;

    assert_int_equal(s->events, r->nevents);
    assert_int_equal(s->switches, sim_count(r, EV_GO_START) -
                                      sim_count_rule(r, RULE_GOMAXPROCS));
    assert_int_equal(s->steals, sim_count(r, EV_STEAL));
    assert_int_equal(s->threads_peak, threads_peak(r));
    assert_int_equal(s->timers_fired, sim_count(r, EV_TIMER_FIRE));
    assert_int_equal(s->syscalls, sim_count(r, EV_SYSCALL_BEGIN));
    for (size_t i = 0; i < r->nevents; i++) {
        const struct sim_event *e = &r->events[i];
        goroutines +=
            e->event == EV_GO_CREATE && strncmp(e->text[1], "runtime.", 8) != 0;
        preemptions += e->event == EV_GO_STOP &&
                       strcmp(e->text[0], "preempted") == 0 &&
                       r->events[i + 1].event != EV_PROC_STOP;
        changes += e->event == EV_PROCS_CHANGE;
    }
    assert_int_equal(s->goroutines, goroutines);
    assert_int_equal(s->makespan_ns, r->events[r->nevents - 1].t);
    for (int i = 0; i < s->procs_max; i++)
        run += s->run_ns_per_p[i];
    assert_int_equal(s->run_ns, run);
    all = s->run_ns + s->sched_ns + s->spin_ns + s->syscall_ns + s->idle_ns;
    if (changes == 1) { // GOMAXPROCS is constant
        assert_int_equal(s->preemptions, preemptions);
        assert_int_equal(all, s->makespan_ns * s->procs);
    }
}

// --- the run

struct models {
    struct sched_model *go;
    struct cost_model *costs;
    struct os_model *os;
    struct machine machine;
    struct machine_disk disk;
};

static void models_load(struct models *m, const struct simulation *what,
                        int cores)
{
    char *error = NULL;
    bool noinput;

    m->go = sched_model_load(what->go == NULL ? "go1.26" : what->go, &error,
                             &noinput);
    if (error == NULL)
        m->costs = cost_model_load("go", &error, &noinput);
    if (error == NULL)
        m->os = os_model_load("linux-6", &error, &noinput);
    if (error != NULL)
        fail_msg("%s", error);
    m->machine = (struct machine){.ncores = cores, .internet = -1};
    if (what->disk != NULL) {
        m->disk = *what->disk;
        m->machine.disk = &m->disk;
        m->machine.ndisk = 1;
    }
    for (int i = 0; i < cores; i++)
        m->machine.mhz[i] = what->mhz != NULL ? what->mhz[i] : 3000;
    if (what->place != NULL)
        what->place(&m->machine);
    if (what->adjust != NULL)
        what->adjust(m->go, m->costs, m->os);
}

static void models_release(struct models *m)
{
    sched_model_free(m->go);
    cost_model_free(m->costs);
    os_model_free(m->os);
}

static struct trace *trace_begin(struct outfile *f, const struct models *m,
                                 int procs)
{
    struct trace *t = trace_new(f, (int)m->go->go_minor);
    char number[16];

    snprintf(number, sizeof number, "%d", procs);
    trace_header(t, "procs", number);
    snprintf(number, sizeof number, "%d", m->machine.ncores);
    trace_header(t, "cores", number);
    return t;
}

// What the run has written, and whether it agrees.
static void keep(struct sim_run *run, struct memory_file *out,
                 struct memory_file *err, struct memory_file *timeline)
{
    run->out = memory_read(out);
    run->err = memory_read(err);
    run->timeline = memory_read(timeline);
    if (run->timeline[0] != '\0') {
        check_lint(timeline->fd, run->timeline);
        read_events(run, timeline->fd);
        check_figures(run);
    }
    close(out->fd);
    close(err->fd);
    close(timeline->fd);
}

struct sim_run *simulate(const struct simulation *what, const char *source)
{
    struct sim_run *run = xcalloc(1, sizeof *run);
    struct memory_file out = memory_open("out"), err = memory_open("err"),
                       timeline = memory_open("timeline");
    struct models m;
    int procs = what->procs == 0 ? 1 : what->procs;
    struct sched_config c = {.procs = procs,
                             .cores = what->cores == 0 ? procs : what->cores,
                             .seed = what->seed == 0 ? 1 : what->seed,
                             .time_limit = what->time_limit,
                             .event_limit = what->event_limit,
                             .memory_limit_bytes = what->memory_limit_bytes,
                             .quantum_ns = NSEC_USEC,
                             .out = out.f,
                             .err = err.f,
                             .schedtrace_ns = what->schedtrace_ns,
                             .scheddetail = what->scheddetail,
                             .interrupted = what->interrupted};
    char *text = whole_file(source);

    if (c.time_limit == 0)
        c.time_limit = 3600 * NSEC_SEC;
    if (c.memory_limit_bytes == 0)
        c.memory_limit_bytes = INT64_C(1) << 30;
    models_load(&m, what, c.cores);
    c.machine = &m.machine;
    c.go = m.go;
    c.policy = what->policy == NULL ? NULL : policy_find(what->policy);
    c.costs = m.costs;
    c.os = m.os;
    c.code = compile(text, 22);
    c.code->sync_timers = what->sync_timers;
    if (!what->no_timeline)
        c.trace = trace_begin(timeline.f, &m, procs);
    sched_run(&c, &run->result);
    bool cut =
        run->result.end == SCHED_LIMIT || run->result.end == SCHED_INTERRUPTED;
    if (c.trace != NULL)
        trace_finish(c.trace, cut ? run->result.why : NULL);
    keep(run, &out, &err, &timeline);
    code_free(c.code);
    free(text);
    models_release(&m);
    return run;
}

void sim_free(struct sim_run *r)
{
    sched_result_release(&r->result);
    arena_release(&r->texts);
    free(r->events);
    free(r->timeline);
    free(r->out);
    free(r->err);
    free(r);
}

void simulate_prints(const struct simulation *what, const char *source,
                     const char *want)
{
    struct sim_run *r = simulate(what, source);

    assert_string_equal(r->err, "");
    assert_int_equal(r->result.end, SCHED_EXIT);
    assert_int_equal(r->result.status, 0);
    assert_string_equal(r->out, want);
    sim_free(r);
}

// --- questions

int sim_count(const struct sim_run *r, enum trace_event event)
{
    int n = 0;

    for (size_t i = 0; i < r->nevents; i++)
        n += r->events[i].event == event;
    return n;
}

const struct sim_event *sim_next(const struct sim_run *r,
                                 const struct sim_event *after,
                                 enum trace_event event, uint32_t g)
{
    const struct sim_event *end = r->events + r->nevents;

    for (const struct sim_event *e = after == NULL ? r->events : after + 1;
         e < end; e++)
        if (e->event == event && (g == 0 || e->g == g))
            return e;
    return NULL;
}

const struct sim_event *sim_need(const struct sim_run *r,
                                 const struct sim_event *after,
                                 enum trace_event event, uint32_t g)
{
    const struct sim_event *e = sim_next(r, after, event, g);

    if (e == NULL)
        fail_msg("no %s of g %u", trace_event_name(event), g);
    return e;
}

const struct sim_event *sim_start(const struct sim_run *r,
                                  const struct sim_event *after,
                                  enum trace_rule rule)
{
    const struct sim_event *e = after;

    while ((e = sim_next(r, e, EV_GO_START, 0)) != NULL && e->number[0] != rule)
        ;
    return e;
}

int sim_count_rule(const struct sim_run *r, enum trace_rule rule)
{
    int n = 0;

    for (size_t i = 0; i < r->nevents; i++)
        n +=
            r->events[i].event == EV_GO_START && r->events[i].number[0] == rule;
    return n;
}

uint32_t sim_g(const struct sim_run *r, const char *fn, int n)
{
    const struct sim_event *e = NULL;

    while ((e = sim_next(r, e, EV_GO_CREATE, 0)) != NULL)
        if (strcmp(e->text[1], fn) == 0 && n-- == 0)
            return (uint32_t)e->number[0];
    fail_msg("no goroutine %s", fn);
    return 0;
}

void assert_near(int64_t got, int64_t want, int percent)
{
    int64_t off = got > want ? got - want : want - got;

    if (off > want * percent / 100)
        fail_msg("%lld is not within %d %% of %lld", (long long)got, percent,
                 (long long)want);
}
