// cmd_check: gmpsim check FILE…: errors in workloads and timelines, without
// running anything.
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "cli/cli.h"
#include "cli/goimport.h"
#include "cli/program.h"
#include "cli/tracefile.h"
#include "trace/account.h"

struct check_options {
    VEC(char *) files;
    enum program_dump dump;
    int lang_minor;
    bool all;
    int status;
};

enum { OPT_DUMP = 0x100, OPT_LANG, OPT_ALL };

static const struct argp_option options[] = {
    {"dump", OPT_DUMP, "ast|code", 0, "print the syntax tree or the bytecode",
     0},
    {"lang", OPT_LANG, "go1.N", 0,
     "language version (default: from go.mod, else 1.22)", 0},
    {"all", OPT_ALL, NULL, 0, "all errors, not only the first 10", 0},
    {0},
};

static const char doc[] =
    "Look for errors in workloads, in timelines (.trace, .trace.zst, or any "
    "file that begins as one) and in Go execution traces.\v"
    "  gmpsim check main.go\n"
    "  gmpsim check out.trace\n"
    "  gmpsim check --dump code main.go\n\n"
    "Exit status: 0 no errors, 1 errors, 66 a file cannot be read.";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct check_options *o = state->input;

    switch (key) {
    case OPT_DUMP:
        o->dump = strcmp(arg, "ast") == 0    ? DUMP_AST
                  : strcmp(arg, "code") == 0 ? DUMP_CODE
                                             : DUMP_NONE;
        if (o->dump != DUMP_NONE)
            return 0;
        o->status = cli_usage("--dump='%s': expected ast or code", arg);
        return EINVAL;
    case OPT_LANG:
        o->lang_minor = program_go_minor(arg);
        if (o->lang_minor != 0)
            return 0;
        o->status = cli_usage("--lang='%s': expected go1.N", arg);
        return EINVAL;
    case OPT_ALL:
        o->all = true;
        return 0;
    case ARGP_KEY_ARG:
        vec_push(&o->files, arg);
        return 0;
    case ARGP_KEY_END:
        if (o->files.n > 0)
            return 0;
        o->status = cli_usage("check needs a FILE");
        return EINVAL;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int check_go_trace(const char *path)
{
    struct goimport g = {0};
    int status = goimport_read(&g, path, path);

    if (status == EXIT_OK && g.trace.truncated != NULL) {
        cli_error("%s: %s", path, g.trace.truncated);
        status = EXIT_INPUT;
    }
    goimport_release(&g);
    return status;
}

static int check_timeline(const char *path)
{
    char *error = NULL;
    struct reader *r = reader_open(path, &error);
    int status = EXIT_OK;

    if (r == NULL) {
        cli_error("%s", error);
        free(error);
        return EXIT_NOINPUT;
    }
    if (!account_run(r))
        status = reader_failed(r) ? EXIT_IOERR : EXIT_INPUT;
    for (long i = 0; i < reader_errors(r) && i < READER_ERRORS_MAX; i++)
        fprintf(stderr, "%s\n", reader_message(r, i));
    if (reader_errors(r) > READER_ERRORS_MAX)
        fprintf(stderr, "too many errors\n");
    reader_close(r);
    return status;
}

static int check_workload(const char *path, const struct check_options *o)
{
    enum { GO_NEWEST = 99 };
    struct program p;
    int status =
        program_load(&p, &(struct program_source){.path = path,
                                                  .lang_minor = o->lang_minor,
                                                  .go_minor = GO_NEWEST,
                                                  .dump = o->dump,
                                                  .more_errors = o->all});

    if (status == EXIT_OK)
        program_release(&p);
    return status;
}

int cmd_check(int argc, char **argv)
{
    static const struct argp argp = {options, parse_option, "FILE...", doc,
                                     NULL,    NULL,         NULL};
    struct check_options o = {0};
    int status = EXIT_OK;

    argp_err_exit_status = EXIT_USAGE;
    if (argp_parse(&argp, argc, argv, 0, NULL, &o) != 0)
        status = o.status != 0 ? o.status : EXIT_USAGE;
    for (size_t i = 0; status != EXIT_USAGE && i < o.files.n; i++) {
        const char *path = o.files.v[i];
        enum tracefile_kind kind = tracefile_kind(path);
        int one = kind == TRACEFILE_TIMELINE ? check_timeline(path)
                  : kind == TRACEFILE_GO     ? check_go_trace(path)
                                             : check_workload(path, &o);
        if (one > status)
            status = one;
    }
    vec_release(&o.files);
    return status;
}
