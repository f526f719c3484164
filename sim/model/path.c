#include "model/path.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "base/diag.h"
#include "base/vec.h"
#include "base/xmalloc.h"
#include "model/model.h"

enum { NAME_BYTES_MAX = 200 };

static bool is_directory(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_there(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

// The models directory of an installed program, or NULL.
static char *installed_dir(void)
{
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);

    if (n <= 0)
        return NULL;
    exe[n] = '\0';
    char *slash = strrchr(exe, '/');
    if (slash == NULL)
        return NULL;
    *slash = '\0';
    char *dir = xasprintf("%s/../share/gmpsim/models", exe);
    if (is_directory(dir))
        return dir;
    free(dir);
    return NULL;
}

char *model_dir(void)
{
    const char *env = getenv("GMPSIM_MODELS");

    if (env != NULL && env[0] != '\0')
        return xstrdup(env);
    char *dir = installed_dir();
    return dir != NULL ? dir : xstrdup(GMPSIM_SOURCE_DIR "/models");
}

static const char *ending_of(const char *kind)
{
    return strcmp(kind, "machines") == 0 ? ".xml" : ".yaml";
}

static bool ends_with(const char *s, const char *ending)
{
    size_t n = strlen(s), m = strlen(ending);

    return n > m && strcmp(s + n - m, ending) == 0;
}

static char *path_in(const char *kind, const char *prefix, const char *name)
{
    const char *ending =
        ends_with(name, ending_of(kind)) ? "" : ending_of(kind);
    char *dir = model_dir();
    char *path = xasprintf("%s/%s/%s%s%s", dir, kind, prefix, name, ending);

    free(dir);
    return path;
}

// N of the name "go1.N", or -1.
static int minor_of(const char *name)
{
    int n = 0;

    if (strncmp(name, "go1.", 4) != 0 || name[4] == '\0')
        return -1;
    for (const char *p = name + 4; *p != '\0'; p++) {
        if (*p < '0' || *p > '9' || n > 99)
            return -1;
        n = n * 10 + (*p - '0');
    }
    return n;
}

// The name go1.N with the largest N, or NULL.
static char *newest(void)
{
    size_t n;
    char **names = model_names("schedulers", &n);
    int best = -1;
    char *found = NULL;

    for (size_t i = 0; i < n; i++) {
        if (minor_of(names[i]) <= best)
            continue;
        best = minor_of(names[i]);
        free(found);
        found = xstrdup(names[i]);
    }
    model_names_free(names, n);
    return found;
}

static char *path_if_there(char *path)
{
    if (is_there(path))
        return path;
    free(path);
    return NULL;
}

char *model_path(const char *kind, const char *name)
{
    CHECK(kind != NULL && name != NULL);
    bool sched = strcmp(kind, "schedulers") == 0;

    if (strchr(name, '/') != NULL)
        return xstrdup(name);
    if (name[0] == '\0' || name[0] == '.')
        return NULL;
    if (sched && strcmp(name, "newest") == 0) {
        char *best = newest();
        char *path = best == NULL ? NULL : path_in(kind, "", best);
        free(best);
        return path;
    }
    char *path = path_if_there(path_in(kind, "", name));
    if (path == NULL && sched)
        path = path_if_there(path_in(kind, "go", name));
    return path;
}

// ---- lists ----

static int compare_names(const void *a, const void *b)
{
    return strverscmp(*(char *const *)a, *(char *const *)b);
}

char **model_names(const char *kind, size_t *n)
{
    CHECK(kind != NULL && n != NULL);
    VEC(char *) names = {0};
    const char *ending = ending_of(kind);
    char *models = model_dir();
    char *dir_name = xasprintf("%s/%s", models, kind);
    DIR *dir = opendir(dir_name);
    struct dirent *entry;

    while (dir != NULL && (entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.' && ends_with(entry->d_name, ending)) {
            size_t len = strlen(entry->d_name) - strlen(ending);
            vec_push(&names, xstrndup(entry->d_name, len));
        }
    if (dir != NULL)
        closedir(dir);
    free(dir_name);
    free(models);
    // Names in one directory differ, so the order is total.
    if (names.n > 0)
        qsort(names.v, names.n, sizeof *names.v, compare_names);
    *n = names.n;
    return names.v;
}

void model_names_free(char **names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(names[i]);
    free(names);
}

// For a version of Go, as 1.21 or go1.21.3: "; nearest: go1.19 and go1.22", the
// ones before and after it; else "". xmalloc'd.
static char *nearest(const char *name, char **names, size_t n)
{
    const char *version = strncmp(name, "go", 2) == 0 ? name + 2 : name;
    size_t len = strlen("1.");
    int before = -1, after = INT_MAX;

    if (strncmp(version, "1.", len) != 0)
        return xstrdup("");
    len += strcspn(version + len, ".");
    char *go = xasprintf("go%.*s", (int)len, version);
    int minor = minor_of(go);
    free(go);
    if (minor < 0)
        return xstrdup("");
    for (size_t i = 0; i < n; i++) {
        int other = minor_of(names[i]);
        if (other < 0)
            continue;
        if (other <= minor && other > before)
            before = other;
        if (other >= minor && other < after)
            after = other;
    }
    if (before >= 0 && after < INT_MAX && before != after)
        return xasprintf("; nearest: go1.%d and go1.%d", before, after);
    if (before < 0 && after == INT_MAX)
        return xstrdup("");
    return xasprintf("; nearest: go1.%d", before >= 0 ? before : after);
}

char *model_unknown(const char *kind, const char *what, const char *name)
{
    CHECK(kind != NULL && what != NULL && name != NULL);
    char shown[NAME_BYTES_MAX];
    size_t n;
    char **names = model_names(kind, &n);
    char *list = xstrdup(n == 0 ? "none" : "");

    for (size_t i = 0; i < n; i++) {
        char other[NAME_BYTES_MAX];
        diag_escape(other, sizeof other, names[i], strlen(names[i]));
        char *longer = xasprintf("%s%s%s", list, i == 0 ? "" : ", ", other);
        free(list);
        list = longer;
    }
    char *near =
        strcmp(kind, "schedulers") == 0 ? nearest(name, names, n) : xstrdup("");
    model_names_free(names, n);
    diag_escape(shown, sizeof shown, name, strlen(name));
    const char *hint = access(name, F_OK) == 0
                           ? "; a file is named with a '/', as ./FILE"
                           : "";
    char *text = xasprintf("no %s named '%s' (there are: %s%s%s)", what, shown,
                           list, near, hint);
    free(near);
    free(list);
    return text;
}
