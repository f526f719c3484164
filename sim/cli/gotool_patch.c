#include "cli/gotool_patch.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/outfile.h"
#include "base/xmalloc.h"
#include "cli/cli.h"
#include "embedded_gotool.h"

enum { SOURCE_MAX = 4 << 20 };

enum patch_how { AFTER, BEFORE, INSTEAD };

static const struct patch {
    const char *file;
    int first, last; // Go versions
    enum patch_how how;
    const char *at, *what;
} patches[] = {
#define PATCH(file, first, last, how, at, what)                                \
    {file, first, last, how, at, what},
#include "cli/gotool/patches.def"
#undef PATCH
};

enum { NPATCHES = sizeof patches / sizeof patches[0], NEW_PARK = 22 };

bool gotool_write(const char *dir, const char *name, const char *text, size_t n)
{
    char *path = xasprintf("%s/%s", dir, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool ok = fd >= 0;

    for (size_t done = 0; ok && done < n;) {
        ssize_t got = write(fd, text + done, n - done);
        if (got < 0 && errno == EINTR)
            continue;
        ok = got > 0;
        done += ok ? (size_t)got : 0;
    }
    if (fd >= 0)
        ok = close(fd) == 0 && ok;
    if (!ok)
        cli_error("cannot write '%s': %s", path, strerror(errno));
    free(path);
    return ok;
}

bool gotool_write_embedded(const char *dir, const char *name,
                           const char *embedded)
{
    for (size_t i = 0; embedded_gotool[i].name != NULL; i++)
        if (strcmp(embedded_gotool[i].name, embedded) == 0)
            return gotool_write(dir, name, embedded_gotool[i].text,
                                embedded_gotool[i].size);
    CHECK_UNREACHABLE();
}

// Those that are not of gotool/.
bool gotool_write_work(const char *dir)
{
    static const char *const own[] = {"tracer.", "main.", "os_end.",
                                      "runtime_"};
    bool ok = true;

    for (size_t i = 0; ok && embedded_gotool[i].name != NULL; i++) {
        const char *name = embedded_gotool[i].name;
        bool is_own = false;
        for (size_t k = 0; k < sizeof own / sizeof own[0]; k++)
            is_own = is_own || strncmp(name, own[k], strlen(own[k])) == 0;
        if (!is_own)
            ok = gotool_write_embedded(dir, name, name);
    }
    return ok;
}

static bool applies(const struct gotool *t, const struct patch *p)
{
    return t->minor >= p->first && t->minor <= p->last;
}

// text with the patch, or NULL when there is no such place.
static char *apply(const char *text, const struct patch *p)
{
    const char *at = strstr(text, p->at);

    if (at == NULL)
        return NULL;
    size_t head = (size_t)(at - text);
    const char *rest = at + strlen(p->at);
    if (p->how == AFTER)
        return xasprintf("%.*s%s%s%s", (int)head, text, p->at, p->what, rest);
    if (p->how == BEFORE)
        return xasprintf("%.*s%s%s", (int)head, text, p->what, at);
    return xasprintf("%.*s%s%s", (int)head, text, p->what, rest);
}

// The file with all of its patches, as NAME in the directory; replace says so.
static int patch_file(const struct gotool *t, const char *file, json_t *replace)
{
    char *path = xasprintf("%s/src/%s", t->root, file), *error = NULL;
    size_t len;
    char *text = infile_read(path, SOURCE_MAX, &len, &error);
    int status = EXIT_OK;

    if (text == NULL) {
        cli_error("%s", error);
        free(error);
        free(path);
        return EXIT_NOINPUT;
    }
    for (int i = 0; i < NPATCHES && status == EXIT_OK; i++) {
        if (!applies(t, &patches[i]) || strcmp(patches[i].file, file) != 0)
            continue;
        char *next = apply(text, &patches[i]);
        if (next == NULL) {
            cli_error("%s: its %s is not as expected; see docs/cli.md for the "
                      "versions of Go that are known",
                      t->version, file);
            status = EXIT_NOINPUT;
            continue;
        }
        free(text);
        text = next;
    }
    char *name = xstrdup(file);
    *strchr(name, '/') = '_';
    if (status == EXIT_OK && !gotool_write(t->dir, name, text, strlen(text)))
        status = EXIT_IOERR;
    json_object_set_new(replace, path, json_sprintf("%s/%s", t->dir, name));
    free(name);
    free(text);
    free(path);
    return status;
}

static bool add_file(const struct gotool *t, const char *name,
                     const char *embedded, json_t *replace)
{
    char *path = xasprintf("%s/src/%s", t->root, name);

    json_object_set_new(replace, path, json_sprintf("%s/%s", t->dir, embedded));
    free(path);
    return gotool_write_embedded(t->dir, embedded, embedded);
}

int gotool_patch(const struct gotool *t)
{
    json_t *replace = json_object();
    int status = EXIT_OK;

    for (int i = 0; i < NPATCHES && status == EXIT_OK; i++) {
        bool done = !applies(t, &patches[i]);
        for (int k = 0; k < i; k++)
            done = done || (applies(t, &patches[k]) &&
                            strcmp(patches[k].file, patches[i].file) == 0);
        if (!done)
            status = patch_file(t, patches[i].file, replace);
    }
    if (status == EXIT_OK &&
        !(add_file(t, "os/gmpsim_end.go", "os_end.go", replace) &&
          add_file(t, "runtime/gmpsim_end.go", "runtime_end.go", replace) &&
          add_file(t, "runtime/gmpsim_park.go",
                   t->minor < NEW_PARK ? "runtime_park_old.go"
                                       : "runtime_park_new.go",
                   replace)))
        status = EXIT_IOERR;
    json_t *all = json_pack("{s:o}", "Replace", replace);
    char *text = json_dumps(all, JSON_INDENT(1));
    if (text == NULL && status == EXIT_OK) {
        cli_error("the path of Go or of the temporary directory is not UTF-8");
        status = EXIT_NOINPUT;
    }
    if (status == EXIT_OK &&
        !gotool_write(t->dir, "overlay.json", text, strlen(text)))
        status = EXIT_IOERR;
    free(text);
    json_decref(all);
    return status;
}
