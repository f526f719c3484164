// compare: two timelines, of whatever made them. The first one, A, stands where
// the simulation does: its error is what B says.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xmalloc.h"
#include "cli/cli.h"
#include "cli/compare.h"
#include "cli/tracefile.h"

static const char *header(const struct reader *r, const char *key)
{
    const char *value = reader_header(r, key);

    return value == NULL ? "?" : value;
}

// Over a picture, where there is little room, and over the table.
static void name_executor(struct compare_executor *e, const char *path,
                          const struct reader *r)
{
    const char *slash = strrchr(path, '/');

    e->made =
        xasprintf("%s: %.40s (%.20s)", e->title,
                  slash == NULL ? path : slash + 1, header(r, "executor"));
    e->heading = e->made;
    e->line =
        xasprintf("%s: %s: %s, %s, %s, machine %s, GOMAXPROCS %s", e->title,
                  path, header(r, "file"), header(r, "executor"),
                  header(r, "go"), header(r, "machine"), header(r, "procs"));
}

static int open_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        cli_error("cannot open '%s': %s", path, strerror(errno));
    return fd;
}

// Reads timeline number k. It is read more than once: a pipe will not do.
static int read_trace(struct compare *c, int k, const char *path)
{
    struct compare_executor *e = &c->executor[k];
    struct compare_run *run = &e->run[0];
    char name[64];
    int status = EXIT_OK;

    run->trace_fd = open_file(path);
    if (run->trace_fd < 0)
        return EXIT_NOINPUT;
    if (lseek(run->trace_fd, 0, SEEK_CUR) < 0) {
        cli_error("'%s' is not a file: compare reads it more than once", path);
        return EXIT_NOINPUT;
    }
    snprintf(name, sizeof name, "/proc/self/fd/%d", run->trace_fd);
    struct reader *r = tracefile_open(name, path, &status);
    if (r == NULL)
        return status;
    struct stats *s = stats_read(r, false);
    if (s == NULL) {
        status = tracefile_report(r);
    } else {
        uint32_t *node = creation_of(&c->tree, s->fold);
        run->g = gfigures_of(s, node, creation_nodes(&c->tree));
        free(node);
        run->sum = s->sum;
        run->sum.run_ns_per_p = NULL;
        run->status = (int)s->sum.exit;
        e->cores = s->sum.cores;
        name_executor(e, path, r);
    }
    stats_free(s);
    reader_close(r);
    return status;
}

int compare_traces(struct compare *c, const struct compare_options *o)
{
    static const struct compare_executor executors[2] = {
        {.name = "a", .title = "A", .as = "as in A"},
        {.name = "b", .title = "B"},
    };
    int status = EXIT_OK;

    c->o = o;
    c->n = 2;
    c->about = (struct compare_about){.title = o->common.label};
    for (int k = 0; k < c->n; k++) {
        c->executor[k] = executors[k];
        compare_executor_init(&c->executor[k], 1);
    }
    for (int k = 0; k < c->n && status == EXIT_OK; k++)
        status = read_trace(c, k, o->traces[k]);
    return status;
}
