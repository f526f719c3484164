// cmd_go: gmpsim go FILE.go
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/outfile.h"
#include "base/xmalloc.h"
#include "cli/cli.h"
#include "cli/figures.h"
#include "cli/goimport.h"
#include "cli/gosummary.h"
#include "cli/gotool.h"
#include "cli/program.h"
#include "cli/runcommon.h"
#include "cli/tracefile.h"
#include "native/native.h"

enum { OPT_GC = OPT_OWN };

struct go_options {
    struct run_common common; // must be first
    bool collector;
};

static const struct argp_option options[] = {
    {"procs", 'p', "N", 0, "GOMAXPROCS (default: as Go has it)", 0},
    {"go", 'g', "VERSION", 0,
     "the toolchain of that version, 1.19 or newer (default: go on PATH)", 0},
    {"gc", OPT_GC, NULL, 0, "with the garbage collector (default: GOGC=off)",
     0},
    {"lang", OPT_LANG, "go1.N", 0,
     "language version (default: from go.mod, else the smaller of 1.22 and "
     "Go's)",
     0},
    {"trace", 't', "FILE", 0, "write the timeline", 0},
    {"summary", OPT_SUMMARY, "FILE", 0, "write the figures as JSON (-: stderr)",
     0},
    {"label", OPT_LABEL, "TEXT", 0, "a title for pictures", 0},
    {"wall-limit", OPT_WALL_LIMIT, "D", 0,
     "stop after this real time (default: none)", 0},
    {NULL, 'e', "CODE", 0, "the workload itself, instead of a file", 0},
    {"quiet", 'q', NULL, 0, "no summary on stderr", 0},
    {0},
};

static const char doc[] =
    "Build a Go program with the real Go toolchain, run it, and read its "
    "execution trace back as a timeline.\v"
    "The program's output goes to stdout, the summary to stderr; the exit "
    "status is the program's. The garbage collector is off, as in gmpsim's own "
    "executors, unless --gc is given. The first build with a Go version takes "
    "longer: Go's run time is built with a few lines more, so that the trace "
    "is "
    "whole however the program ends.\n\n"
    "  gmpsim go -p 2 main.go\n"
    "  gmpsim go --go 1.19 -t real.trace main.go\n"
    "  gmpsim go main.go -- its arguments\n\n"
    "FILE - is standard input.";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct go_options *o = state->input;

    if (key != OPT_GC)
        return run_common_option(&o->common, key, arg);
    o->collector = true;
    return 0;
}

// Everything about a run that has ended.
struct result {
    const struct gotool *tool;
    const struct program *program;
    const struct go_options *options;
    const struct gotool_run *run;
    struct goimport import;
    char *cut; // why the timeline is not whole, or NULL
};

static void header(const struct result *r, struct trace *t)
{
    char number[32];

    trace_header(t, "file", r->program->name);
    trace_header(t, "file_sha256", r->program->sha256);
    if (r->options->common.label != NULL)
        trace_header(t, "label", r->options->common.label);
    trace_header(t, "go", r->tool->version);
    snprintf(number, sizeof number, "go1.%d", r->program->lang_minor);
    trace_header(t, "lang", number);
    trace_header(t, "machine", "host");
    snprintf(number, sizeof number, "%d", native_cpus());
    trace_header(t, "cores", number);
    trace_header(t, "gc", r->options->collector ? "on" : "off");
}

static void write_timeline(struct result *r, struct outfile *f)
{
    static const char *const why[] = {
        [GOTOOL_UNKNOWN] = "signal",    [GOTOOL_EXIT] = "exit",
        [GOTOOL_PANIC] = "panic",       [GOTOOL_FATAL] = "fatal",
        [GOTOOL_DEADLOCK] = "deadlock", [GOTOOL_FULL] = "exit",
    };
    struct trace *t = goimport_begin(&r->import, f);

    header(r, t);
    goimport_write(&r->import, t);
    if (r->cut == NULL)
        trace_add(t,
                  &(struct trace_record){.t = r->import.trace.end,
                                         .a = r->run->status,
                                         .b = trace_string(t, why[r->run->end]),
                                         .m = -1,
                                         .core = -1,
                                         .p = -1,
                                         .event = EV_EXIT});
    trace_finish(t, r->cut);
}

// The trace that the program has left. Without a whole one the timeline is
// empty, and says why.
static int read_trace(struct result *r)
{
    const struct gotool_run *run = r->run;

    if (run->end == GOTOOL_UNKNOWN) {
        r->import.trace.measured = true;
        r->cut = run->limited
                     ? xstrdup("time limit: the program was killed, and its "
                               "trace is lost")
                     : xasprintf("the program ended without its trace, with "
                                 "status %d",
                                 run->status);
        return EXIT_OK;
    }
    int status = goimport_read(&r->import, r->tool->trace, "Go's trace");
    if (status == EXIT_OK && r->import.trace.truncated != NULL)
        r->cut = xstrdup(r->import.trace.truncated);
    else if (status == EXIT_OK && run->end == GOTOOL_FULL)
        r->cut = xstrdup("the trace has 64 MiB: what came later is not in it");
    return status;
}

// The figures of the timeline at path.
static int add_up(const struct result *r, const char *path, struct summary *s)
{
    int status = EXIT_OK;
    struct reader *reader = tracefile_open(path, "Go's trace", &status);

    if (reader == NULL)
        return status;
    if (!gosummary_read(reader, s))
        status = tracefile_report(reader);
    reader_close(reader);
    s->cores = native_cpus();
    s->cpu_ns = r->run->cpu_ns;
    s->exit = r->run->status;
    return status;
}

static int report(const struct result *r, const struct summary *s)
{
    const struct run_common *o = &r->options->common;
    struct figures f = {
        .summary = s,
        .executor = "go",
        .file = r->program->name,
        .file_sha256 = r->program->sha256,
        .go_version = r->tool->version,
        .machine = "host",
        .os = "host",
        .costs = "go",
        .label = o->label,
        .collector = r->options->collector,
        .truncated = r->cut,
        .host_wall_ns = r->run->wall_ns,
        .host_cpu_ns = r->run->cpu_ns,
        .peak_rss_bytes = r->run->peak_rss_bytes,
    };

    if (!o->quiet) {
        figures_print(&f);
        fprintf(stderr, "  garbage collector %s\n",
                r->options->collector ? "on" : "off");
        goimport_tell(&r->import);
    } else if (r->cut != NULL) {
        cli_error("stopped: %s", r->cut);
    }
    return o->summary_path == NULL ? EXIT_OK
                                   : figures_write(&f, o->summary_path);
}

// The timeline once for us, and once for the user.
static int tell(struct result *r, struct outfile *user)
{
    char *path = xasprintf("%s/timeline", r->tool->dir), *error = NULL;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    struct summary s = {0};
    int status = EXIT_IOERR;

    if (fd >= 0) {
        struct outfile *own = outfile_fd(fd, path);
        write_timeline(r, own);
        status =
            outfile_commit(own, &error) == OUTFILE_OK ? EXIT_OK : EXIT_IOERR;
        close(fd);
    }
    if (status != EXIT_OK)
        cli_error("%s", error == NULL ? "cannot write the timeline" : error);
    free(error);
    if (status == EXIT_OK)
        status = add_up(r, path, &s);
    if (status == EXIT_OK && user != NULL)
        write_timeline(r, user);
    if (user != NULL && status == EXIT_OK)
        status = run_common_commit(user, status);
    else if (user != NULL)
        outfile_abort(user);
    int reported = status == EXIT_OK ? report(r, &s) : status;
    free(s.run_ns_per_p);
    free(path);
    return reported;
}

static int run(const struct go_options *o, const struct gotool *t,
               const struct program *p)
{
    const struct run_common *c = &o->common;
    struct outfile *f = NULL;
    struct gotool_run r = {.args = c->args,
                           .nargs = c->nargs,
                           .procs = c->procs,
                           .collector = o->collector,
                           .wall_limit = c->wall_limit};
    struct result result = {t, p, o, &r, {0}, NULL};
    int status = run_common_check_summary(c);

    if (status == EXIT_OK)
        status = run_common_open_trace(c, &f);
    if (status != EXIT_OK)
        return status;
    status = gotool_run(t, &r);
    if (status == EXIT_OK)
        status = read_trace(&result);
    if (status == EXIT_OK)
        status = tell(&result, f);
    else if (f != NULL)
        outfile_abort(f);
    goimport_release(&result.import);
    free(result.cut);
    if (r.limited)
        return EXIT_LIMIT;
    return r.status != EXIT_OK ? r.status : status;
}

static int build_and_run(const struct go_options *o, struct gotool *t)
{
    const struct run_common *c = &o->common;
    struct program p = {0};
    char *text = NULL;
    size_t len;
    int status =
        program_read(&p,
                     &(struct program_source){.path = c->file,
                                              .inline_code = c->inline_code,
                                              .lang_minor = c->lang_minor,
                                              .go_minor = t->minor},
                     &text, &len);

    if (status == EXIT_OK)
        status = gotool_build(t, &p, text, len);
    free(text);
    if (status == EXIT_OK)
        status = run(o, t, &p);
    program_release(&p);
    return status;
}

int cmd_go(int argc, char **argv)
{
    static const struct argp argp = {
        options, parse_option, "FILE.go [ARGS...]", doc, NULL, NULL, NULL};
    struct go_options own = {.common = {.command = "go",
                                        .procs_max = GOTRACE_IDS_MAX,
                                        .cores_max = 1}};
    struct run_common *o = &own.common;
    struct gotool t = {0};

    o->args = argv;
    argp_err_exit_status = EXIT_USAGE;
    if (argp_parse(&argp, argc, argv, 0, NULL, &own) != 0)
        return o->status != 0 ? o->status : EXIT_USAGE;
    cli_signals();
    if (o->file != NULL && strcmp(o->file, "-") != 0 &&
        access(o->file, R_OK) != 0) {
        cli_error("cannot read '%s': %s", o->file, strerror(errno));
        return EXIT_NOINPUT;
    }
    int status = gotool_find(&t, o->go);
    if (status == EXIT_OK)
        status = build_and_run(&own, &t);
    gotool_release(&t);
    return status;
}
