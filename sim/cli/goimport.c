#include "cli/goimport.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/diag.h"
#include "base/xmalloc.h"
#include "cli/cli.h"
#include "trace/tracein.h"

enum { NAME_SHOWN = 1024, FIRST_SIZE = 1 << 16 };

#define SIZE_LIMIT ((size_t)1 << 30)

// The file's bytes. Prints what is wrong and returns an exit status.
static int read_file(struct goimport *g, const char *path, const char *name)
{
    char *error = NULL;
    struct tracein *in = tracein_open(path, &error);
    size_t cap = FIRST_SIZE;
    const char *why;
    ssize_t got;

    if (in == NULL) {
        cli_error("%s", error);
        free(error);
        return EXIT_NOINPUT;
    }
    g->data = xmalloc(cap);
    while ((got = tracein_read(in, (char *)g->data + g->size, cap - g->size,
                               &why)) > 0) {
        g->size += (size_t)got;
        if (g->size < cap)
            continue;
        if (cap == SIZE_LIMIT) {
            tracein_close(in);
            cli_error("%s: more than %zu bytes", name, SIZE_LIMIT);
            return EXIT_INPUT;
        }
        cap *= 2;
        g->data = xrealloc(g->data, cap);
    }
    tracein_close(in);
    if (got == 0)
        return EXIT_OK;
    if (cli_signal() == 0)
        cli_error("cannot read '%s': %s", name, why);
    return got == -1 ? EXIT_IOERR : EXIT_INPUT;
}

int goimport_read(struct goimport *g, const char *path, const char *name)
{
    int status = read_file(g, path, name);
    char shown[NAME_SHOWN];

    if (status != EXIT_OK)
        return status;
    if (gotrace_read(&g->trace, g->data, g->size, NULL))
        return EXIT_OK;
    diag_escape(shown, sizeof shown, name, strlen(name));
    fprintf(stderr, "%s: error: %s at offset %" PRIu64 "\n", shown,
            g->trace.fault.text, g->trace.fault.offset);
    return EXIT_INPUT;
}

// "12 sizes of the heap, 3 CPU samples", or NULL.
static char *dropped(const struct gotrace *x)
{
    char *all = NULL;

    for (int i = 0; i < GODROPS; i++) {
        if (x->dropped[i] == 0)
            continue;
        char *more = xasprintf("%s%s%" PRIu64 " %s", all == NULL ? "" : all,
                               all == NULL ? "" : ", ", x->dropped[i],
                               gotrace_drop_name((enum gotrace_drop)i));
        free(all);
        all = more;
    }
    return all;
}

struct trace *goimport_begin(const struct goimport *g, struct outfile *f)
{
    struct trace *t = trace_new(f, g->trace.minor);
    char *drops = dropped(&g->trace);
    char text[32];

    CHECK(g->trace.measured);
    trace_header(t, "executor", "go");
    snprintf(text, sizeof text, "go 1.%d", g->trace.minor);
    if (g->data != NULL)
        trace_header(t, "format", text);
    snprintf(text, sizeof text, "%d",
             g->trace.procs == 0 ? 1 : (int)g->trace.procs);
    trace_header(t, "procs", text);
    if (drops != NULL)
        trace_header(t, "dropped", drops);
    free(drops);
    return t;
}

void goimport_write(struct goimport *g, struct trace *to)
{
    if (g->data == NULL) // nothing was read
        return;
    // The first reading has found it right.
    bool ok = gotrace_read(&g->trace, g->data, g->size, to);
    CHECK(ok);
}

void goimport_tell(const struct goimport *g)
{
    char *drops = dropped(&g->trace);

    if (drops != NULL)
        cli_error("not in the timeline: %s", drops);
    if (g->trace.truncated != NULL)
        cli_error("%s", g->trace.truncated);
    free(drops);
}

void goimport_release(struct goimport *g)
{
    gotrace_release(&g->trace);
    free(g->data);
    *g = (struct goimport){0};
}
