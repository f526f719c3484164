#include "cli/tracefile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);

    return n >= m && strcmp(s + n - m, end) == 0;
}

enum tracefile_kind tracefile_kind(const char *path)
{
    static const struct {
        const char *begin;
        enum tracefile_kind kind;
    } known[] = {
        {"# gmpsim timeline", TRACEFILE_TIMELINE},
        {"\x28\xb5\x2f\xfd", TRACEFILE_TIMELINE}, // zstd
        {"go 1.", TRACEFILE_GO},
    };
    enum { BEGIN_MAX = 32 };
    bool named = ends_with(path, ".trace") || ends_with(path, ".trace.zst");
    char head[BEGIN_MAX] = {0};
    struct stat st;
    FILE *f;

    // A pipe cannot be read twice.
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) ||
        (f = fopen(path, "re")) == NULL)
        return named ? TRACEFILE_TIMELINE : TRACEFILE_NONE;
    size_t n = fread(head, 1, sizeof head, f);
    fclose(f);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        size_t len = strlen(known[i].begin);
        // No Go program begins like a trace of one: that has a NUL.
        if (n >= len && memcmp(head, known[i].begin, len) == 0 &&
            (known[i].kind != TRACEFILE_GO || memchr(head, 0, n) != NULL))
            return known[i].kind;
    }
    return named ? TRACEFILE_TIMELINE : TRACEFILE_NONE;
}

struct reader *tracefile_open(const char *path, const char *name, int *status)
{
    char *error = NULL;
    struct reader *r = name == NULL ? reader_open(path, &error)
                                    : reader_open_as(path, name, &error);

    if (r == NULL) {
        cli_error("%s", error);
        free(error);
        *status = EXIT_NOINPUT;
    }
    return r;
}

int tracefile_report(const struct reader *r)
{
    if (cli_signal() != 0)
        return EXIT_IOERR;
    for (long i = 0; i < reader_errors(r) && i < READER_ERRORS_MAX; i++)
        fprintf(stderr, "%s\n", reader_message(r, i));
    if (reader_errors(r) >= READER_ERRORS_MAX)
        cli_error("too many errors");
    if (reader_failed(r))
        return EXIT_IOERR;
    return reader_errors(r) > 0 ? EXIT_INPUT : EXIT_OK;
}

struct outfile *tracefile_output(const char *path, const char *input,
                                 int *status)
{
    char *error = NULL;
    struct outfile *f;

    if (cli_same_file(path, input)) {
        cli_error("cannot create '%s': it is the input", path);
        *status = EXIT_CANTCREAT;
        return NULL;
    }
    f = outfile_open(path, &error);
    if (f == NULL) {
        cli_error("%s", error);
        free(error);
        *status = EXIT_CANTCREAT;
    }
    return f;
}

int tracefile_commit(struct outfile *f)
{
    char *error = NULL;

    switch (outfile_commit(f, &error)) {
    case OUTFILE_OK:
        return EXIT_OK;
    case OUTFILE_CANNOT_CREATE:
        cli_error("%s", error);
        free(error);
        return EXIT_CANTCREAT;
    case OUTFILE_IO:
        break;
    }
    cli_error("%s", error);
    free(error);
    return EXIT_IOERR;
}
