#include "base/cgroup.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"

__extension__ typedef __int128 int128;

// The group of the process in the hierarchy that limits CPUs.
struct group {
    char *path; // NULL: there is none
    bool v1;
};

static FILE *open_under(const char *root, const char *path)
{
    char *full = xasprintf("%s%s", root, path);
    FILE *f = fopen(full, "re");

    free(full);
    return f;
}

// Whether word is one of the words of a list with commas.
static bool has_word(const char *list, const char *word)
{
    size_t n = strlen(word);

    for (;;) {
        size_t len = strcspn(list, ",");
        if (len == n && strncmp(list, word, n) == 0)
            return true;
        if (list[len] == '\0')
            return false;
        list += len + 1;
    }
}

// Lines of /proc/self/cgroup are NUMBER:CONTROLLERS:PATH; that of version 2 is
// 0::PATH.
static void take_group(struct group *g, char *line)
{
    char *controllers = strchr(line, ':');
    char *path = controllers == NULL ? NULL : strchr(controllers + 1, ':');

    if (path == NULL)
        return;
    *controllers++ = '\0';
    *path++ = '\0';
    bool v1 = has_word(controllers, "cpu");
    bool v2 = strcmp(line, "0") == 0 && *controllers == '\0';
    if ((!v1 && !v2) || g->v1)
        return;
    free(g->path);
    g->path = xstrdup(path);
    g->v1 = v1;
}

// Calls take with each line of a file, without its end.
static void each_line(const char *root, const char *path,
                      void (*take)(void *arg, char *line), void *arg)
{
    FILE *f = open_under(root, path);
    char *line = NULL;
    size_t cap = 0;

    if (f == NULL)
        return;
    while (getline(&line, &cap, f) >= 0) {
        line[strcspn(line, "\n")] = '\0';
        take(arg, line);
    }
    free(line);
    fclose(f);
}

static void take_group_line(void *arg, char *line)
{
    take_group(arg, line);
}

// --- where it is mounted

// The kernel writes blanks, line ends and backslashes as \ and three octal
// digits.
static void unescape(char *s)
{
    enum { DIGITS = 3, BITS = 3 };
    char *to = s;

    while (*s != '\0') {
        int value = 0, n = 0;
        while (*s == '\\' && n < DIGITS && s[1 + n] >= '0' && s[1 + n] <= '7')
            value = value << BITS | (s[1 + n++] - '0');
        if (n == DIGITS) {
            *to++ = (char)value;
            s += 1 + DIGITS;
        } else {
            *to++ = *s++;
        }
    }
    *to = '\0';
}

// What is left of path below dir; NULL when it is not below.
static const char *below(const char *path, const char *dir)
{
    size_t n = strlen(dir);

    while (n > 0 && dir[n - 1] == '/')
        n--;
    if (strncmp(path, dir, n) != 0 || (path[n] != '/' && path[n] != '\0'))
        return NULL;
    return path + n;
}

struct mount {
    const struct group *group;
    char *point; // NULL: not found yet
    char *rest;  // of the group's path, below the mount point
};

// proc(5): 36 35 98:0 ROOT POINT OPTIONS [TAG...] - TYPE SOURCE OPTIONS
static void take_mount(void *arg, char *line)
{
    enum { ROOT = 3, POINT = 4, FIXED = 6, TYPE = 1, OPTIONS = 3, AFTER = 4 };
    struct mount *m = arg;
    char *fixed[FIXED] = {0}, *after[AFTER] = {0}, *save = NULL;
    int nfixed = 0, nafter = -1; // -1: the dash is still to come

    if (m->point != NULL)
        return;
    for (char *w = strtok_r(line, " ", &save); w != NULL;
         w = strtok_r(NULL, " ", &save)) {
        if (nfixed < FIXED)
            fixed[nfixed++] = w;
        else if (nafter < 0)
            nafter = strcmp(w, "-") == 0 ? 1 : -1;
        else if (nafter < AFTER)
            after[nafter++] = w;
    }
    if (nafter < AFTER)
        return;
    bool right = m->group->v1 ? strcmp(after[TYPE], "cgroup") == 0 &&
                                    has_word(after[OPTIONS], "cpu")
                              : strcmp(after[TYPE], "cgroup2") == 0;
    if (!right)
        return;
    unescape(fixed[ROOT]);
    unescape(fixed[POINT]);
    const char *rest = below(m->group->path, fixed[ROOT]);
    if (rest == NULL) // it shows other groups
        return;
    m->point = xstrdup(fixed[POINT]);
    m->rest = xstrdup(rest);
}

// --- the limits

static bool read_number(const char *root, const char *dir, const char *file,
                        long long *value)
{
    char *path = xasprintf("%s/%s", dir, file);
    FILE *f = open_under(root, path);
    bool ok = f != NULL && fscanf(f, "%lld", value) == 1;

    free(path);
    if (f != NULL)
        fclose(f);
    return ok;
}

// cpu.max is "QUOTA PERIOD" or "max PERIOD".
static bool read_max(const char *root, const char *dir, long long *quota,
                     long long *period)
{
    char *path = xasprintf("%s/cpu.max", dir);
    FILE *f = open_under(root, path);
    bool ok = f != NULL && fscanf(f, "%lld %lld", quota, period) == 2;

    free(path);
    if (f != NULL)
        fclose(f);
    return ok;
}

static struct cgroup_limit limit_of(const char *root, const char *dir, bool v1)
{
    struct cgroup_limit l = {0}, none = {0};
    bool ok = v1 ? read_number(root, dir, "cpu.cfs_quota_us", &l.quota) &&
                       read_number(root, dir, "cpu.cfs_period_us", &l.period)
                 : read_max(root, dir, &l.quota, &l.period);

    // A quota of -1: no limit.
    return ok && l.quota > 0 && l.period > 0 ? l : none;
}

static bool is_less(struct cgroup_limit a, struct cgroup_limit b)
{
    if (a.quota == 0 || b.quota == 0)
        return a.quota != 0;
    return (int128)a.quota * b.period < (int128)b.quota * a.period;
}

// From the group up to the mount point.
static struct cgroup_limit least(const char *root, const struct mount *m)
{
    struct cgroup_limit smallest = {0};
    char *rest = m->rest;

    for (;;) {
        char *dir = xasprintf("%s%s", m->point, rest);
        struct cgroup_limit limit = limit_of(root, dir, m->group->v1);
        free(dir);
        if (is_less(limit, smallest))
            smallest = limit;
        char *slash = strrchr(rest, '/');
        if (slash == NULL)
            return smallest;
        *slash = '\0';
    }
}

struct cgroup_limit cgroup_limit(const char *root)
{
    struct group g = {0};
    struct mount m = {.group = &g};
    struct cgroup_limit limit = {0};

    CHECK(root != NULL);
    each_line(root, "/proc/self/cgroup", take_group_line, &g);
    if (g.path != NULL) {
        each_line(root, "/proc/self/mountinfo", take_mount, &m);
        if (m.point != NULL)
            limit = least(root, &m);
    }
    free(g.path);
    free(m.point);
    free(m.rest);
    return limit;
}

int cgroup_cpus(const char *root)
{
    struct cgroup_limit l = cgroup_limit(root);

    if (l.quota == 0)
        return INT_MAX;
    long long cpus = l.quota / l.period + (l.quota % l.period != 0);
    CHECK(cpus >= 1);
    return cpus < INT_MAX ? (int)cpus : INT_MAX;
}
