// program: reading and compiling a workload.
#include "cli/program.h"

#include <ctype.h>
#include <sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/outfile.h"
#include "base/xmalloc.h"
#include "cli/cli.h"
#include "lang/ast_print.h"
#include "lang/emit.h"
#include "lang/lang.h"
#include "lang/parse.h"
#include "vm/disasm.h"
#include "vm/verify.h"

enum { GOMOD_MAX = 1 << 20, FAULT_MAX = 256, LANG_NEWEST = 22 };

int program_go_minor(const char *text)
{
    int minor, used = 0;

    if (strncmp(text, "go", 2) == 0)
        text += 2;
    if (sscanf(text, "1.%d%n", &minor, &used) != 1 || minor < 0 || minor > 99)
        return 0;
    // A patch level may follow: 1.22.3.
    if (text[used] != '\0' && text[used] != '.')
        return 0;
    return minor;
}

// The language version of the go.mod in dir: 0 when there is none.
static int gomod_minor(const char *dir)
{
    char *path = xasprintf("%s/go.mod", dir);
    char *error = NULL, *line, *rest = NULL;
    size_t len;
    int minor = 0;

    if (access(path, R_OK) == 0) {
        char *text = infile_read(path, GOMOD_MAX, &len, &error);
        if (text != NULL) {
            for (line = strtok_r(text, "\r\n", &rest); line != NULL;
                 line = strtok_r(NULL, "\r\n", &rest)) {
                char version[32];
                if (sscanf(line, "go %31s", version) == 1)
                    minor = program_go_minor(version);
            }
        }
        free(text);
        free(error);
    }
    free(path);
    return minor;
}

// From go.mod beside the file or above it.
static int find_lang_minor(const char *path)
{
    char *dir = realpath(path, NULL);
    int minor = 0;

    if (dir == NULL)
        return 0;
    for (char *slash = strrchr(dir, '/'); slash != NULL && minor == 0;
         slash = strrchr(dir, '/')) {
        *slash = '\0';
        minor = gomod_minor(dir);
    }
    free(dir);
    return minor;
}

// Whether the snippet names the package: "time." counts, "runtime." does not.
static bool names_package(const char *code, const char *name)
{
    for (const char *at = strstr(code, name); at != NULL;
         at = strstr(at + 1, name))
        if (at == code ||
            (!isalnum((unsigned char)at[-1]) && at[-1] != '_' && at[-1] != '.'))
            return true;
    return false;
}

// A snippet becomes a program on its own lines, with the imports it names.
static char *wrap_snippet(const char *code)
{
    static const char *const packages[][2] = {
        {"errors.", "errors"}, {"fmt.", "fmt"},
        {"os.", "os"},         {"runtime.", "runtime"},
        {"sync.", "sync"},     {"atomic.", "sync/atomic"},
        {"time.", "time"},     {"work.", "gmpsim/work"},
    };
    char *imports = xstrdup("");

    if (strncmp(code, "package", 7) == 0 || strstr(code, "\npackage") != NULL)
        goto whole;
    for (size_t i = 0; i < sizeof packages / sizeof packages[0]; i++) {
        if (!names_package(code, packages[i][0]))
            continue;
        char *more = xasprintf("%simport \"%s\"; ", imports, packages[i][1]);
        free(imports);
        imports = more;
    }
    char *text =
        xasprintf("package main; %sfunc main() {\n%s\n}\n", imports, code);
    free(imports);
    return text;
whole:
    free(imports);
    return xstrdup(code);
}

static int read_source(const struct program_source *source, char **text,
                       size_t *len)
{
    char *error = NULL;

    if (source->inline_code != NULL) {
        *text = wrap_snippet(source->inline_code);
        *len = strlen(*text);
        return EXIT_OK;
    }
    *text = infile_read(source->path, LANG_SOURCE_MAX_BYTES, len, &error);
    if (*text != NULL)
        return EXIT_OK;
    cli_error("%s", error);
    free(error);
    return EXIT_NOINPUT;
}

static void dump_text(enum program_dump what, struct lang *l,
                      struct package *pkg, const struct code *code)
{
    struct outfile *out = outfile_fd(STDOUT_FILENO, "standard output");
    char *error = NULL;

    for (size_t i = 0; what == DUMP_AST && i < pkg->nfiles; i++) {
        const char *text = ast_print_file(&l->arena, pkg->files[i]);
        outfile_write(out, text, strlen(text));
    }
    if (what == DUMP_CODE)
        disasm_code(code, out);
    if (outfile_commit(out, &error) != OUTFILE_OK)
        cli_error("%s", error);
    free(error);
}

// Go 1.23's channels of timers need that version of the scheduler, and of the
// language too where it is said (GODEBUG asynctimerchan).
static bool has_sync_timers(const struct program *p,
                            const struct program_source *source)
{
    enum { SYNC_TIMERS_SINCE = 23 };

    return source->go_minor >= SYNC_TIMERS_SINCE &&
           (!p->lang_said || p->lang_minor >= SYNC_TIMERS_SINCE);
}

static int compile(struct program *p, const struct program_source *source,
                   const char *text, size_t len)
{
    struct diag d = {.more_errors = source->more_errors};
    struct lang l = {0};
    char fault[FAULT_MAX];
    int status = EXIT_OK;

    lang_init(&l, &d, p->lang_minor);
    struct package *pkg = lang_check(&l, p->name, text, len);
    p->code = pkg == NULL ? NULL : emit_program(&l, pkg);
    if (p->code == NULL) {
        diag_print(&d, STDERR_FILENO);
        status = EXIT_INPUT;
    } else if (!verify_code(p->code, fault, sizeof fault)) {
        cli_error("internal error: %s", fault);
        status = EXIT_BUG;
    } else {
        p->code->sync_timers = has_sync_timers(p, source);
        for (size_t i = 0; i < l.npackages; i++)
            p->has_os |= strcmp(l.packages[i]->path, "os") == 0;
    }
    if (status == EXIT_OK && source->dump != DUMP_NONE)
        dump_text(source->dump, &l, pkg, p->code);
    lang_release(&l);
    diag_release(&d);
    return status;
}

int program_read(struct program *p, const struct program_source *source,
                 char **text, size_t *len)
{
    *p = (struct program){0};
    int status = read_source(source, text, len);
    if (status != EXIT_OK)
        return status;
    SHA256Data((const uint8_t *)*text, *len, p->sha256);
    p->name = xstrdup(source->inline_code != NULL      ? "-e"
                      : strcmp(source->path, "-") == 0 ? "stdin"
                                                       : source->path);
    if (source->path != NULL)
        p->mod_minor = find_lang_minor(source->path);
    p->lang_minor = source->lang_minor != 0 ? source->lang_minor : p->mod_minor;
    p->lang_said = p->lang_minor != 0;
    if (!p->lang_said)
        p->lang_minor =
            source->go_minor < LANG_NEWEST ? source->go_minor : LANG_NEWEST;
    return EXIT_OK;
}

int program_load(struct program *p, const struct program_source *source)
{
    char *text;
    size_t len;
    int status = program_read(p, source, &text, &len);

    if (status != EXIT_OK)
        return status;
    status = compile(p, source, text, len);
    free(text);
    if (status != EXIT_OK) {
        program_release(p);
        return status;
    }
    p->code->args = source->args;
    p->code->nargs = source->nargs;
    return status;
}

void program_release(struct program *p)
{
    if (p->code != NULL)
        code_free(p->code);
    free(p->name);
    *p = (struct program){0};
}
