#include "cli/gotool.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "cli/cli.h"
#include "cli/gotool_patch.h"
#include "cli/runcommon.h"

enum {
    OUTPUT_MAX = 1 << 20, // of the go command
    PATHS_OPEN = 16,
    POLL_NS = 2000000,
    SIGNALLED = 128,
    GO_MINOR_MIN = 19,
};

// --- the go command

// What a command prints on standard output, or with errors on both; *status is
// its exit status, -1 when it could not be run.
static char *capture(char *const *argv, const char *cwd, bool errors,
                     int *status)
{
    int pipe_fd[2];
    char *text = xmalloc(OUTPUT_MAX + 1);
    size_t n = 0;
    ssize_t got;

    *status = -1;
    text[0] = '\0';
    if (pipe2(pipe_fd, O_CLOEXEC) != 0)
        return text;
    pid_t pid = fork();
    if (pid == 0) {
        dup2(pipe_fd[1], STDOUT_FILENO);
        if (errors)
            dup2(pipe_fd[1], STDERR_FILENO);
        setenv("GOTOOLCHAIN", "local", 1);
        setenv("GO111MODULE", "on", 1);
        setenv("GOFLAGS", "-mod=mod", 1);
        setenv("GOWORK", "off", 1);
        if (cwd == NULL || chdir(cwd) == 0)
            execv(argv[0], argv);
        _exit(127);
    }
    close(pipe_fd[1]);
    while (pid > 0 && (got = read(pipe_fd[0], text + n, OUTPUT_MAX - n)) != 0) {
        if (got < 0 && errno != EINTR)
            break;
        n += got > 0 ? (size_t)got : 0;
    }
    text[n] = '\0';
    close(pipe_fd[0]);
    int how;
    while (pid > 0 && waitpid(pid, &how, 0) < 0 && errno == EINTR)
        ;
    if (pid > 0 && WIFEXITED(how))
        *status = WEXITSTATUS(how);
    return text;
}

// Asks the go command for its version and GOROOT. False when it is none.
static bool ask(struct gotool *t, const char *go)
{
    char *argv[] = {xstrdup(go), "env", "GOVERSION", "GOROOT", NULL};
    int status;
    char *text = capture(argv, NULL, false, &status), *rest = NULL;
    char *version = strtok_r(text, "\n", &rest);
    char *root = strtok_r(NULL, "\n", &rest);
    bool ok = status == 0 && root != NULL;

    if (ok) {
        const char *number = strstr(version, "go1.");
        ok = number != NULL && sscanf(number, "go1.%d", &t->minor) == 1;
    }
    if (ok) {
        t->version = xstrdup(version);
        t->root = xstrdup(root);
        t->go = xstrdup(go);
    }
    free(argv[0]);
    free(text);
    return ok;
}

static void forget(struct gotool *t)
{
    free(t->go);
    free(t->version);
    free(t->root);
    t->go = t->version = t->root = NULL;
}

// "1.19" and "go1.19" are go1.19.8, and go1.19 itself.
static bool is_wanted(const struct gotool *t, const char *want)
{
    if (want == NULL)
        return true;
    if (strncmp(want, "go", 2) == 0)
        want += 2;
    const char *have = t->version + 2;
    size_t n = strlen(want);
    return strncmp(t->version, "go", 2) == 0 && strncmp(have, want, n) == 0 &&
           (have[n] == '\0' || have[n] == '.');
}

static bool try_path(struct gotool *t, const char *go, const char *want)
{
    if (access(go, X_OK) != 0 || !ask(t, go))
        return false;
    if (is_wanted(t, want))
        return true;
    forget(t);
    return false;
}

// name in the directories of PATH.
static bool search(struct gotool *t, const char *name, const char *want)
{
    const char *path = getenv("PATH");
    bool found = false;

    for (; path != NULL && !found;) {
        const char *colon = strchr(path, ':');
        int n = colon == NULL ? (int)strlen(path) : (int)(colon - path);
        char *go = xasprintf("%.*s/%s", n, path, name);
        found = n > 0 && try_path(t, go, want);
        free(go);
        path = colon == NULL ? NULL : colon + 1;
    }
    return found;
}

// Where versions lie: golang.org/dl's commands, Debian's packages, GOROOTs.
static bool search_version(struct gotool *t, const char *want)
{
    const char *number = strncmp(want, "go", 2) == 0 ? want + 2 : want;
    const char *home = getenv("HOME");
    char *name = xasprintf("go%s", number);
    char *debian = xasprintf("/usr/lib/go-%s/bin/go", number);
    char *sdk =
        xasprintf("%s/sdk/go%s/bin/go", home == NULL ? "" : home, number);
    bool found = strchr(number, '/') == NULL &&
                 (search(t, name, want) || search(t, "go", want) ||
                  try_path(t, debian, want) || try_path(t, sdk, want) ||
                  try_path(t, "/usr/local/go/bin/go", want));

    free(name);
    free(debian);
    free(sdk);
    return found;
}

int gotool_find(struct gotool *t, const char *want)
{
    bool found = want == NULL ? search(t, "go", NULL) : search_version(t, want);

    if (!found && want == NULL) {
        cli_error("no Go toolchain: there is no command 'go' on PATH. Install "
                  "one (Debian: apt install golang), or use gmpsim run or "
                  "native, which need none");
        return EXIT_NOINPUT;
    }
    if (!found) {
        cli_error("no Go toolchain of version %s: neither on PATH nor in "
                  "/usr/lib/go-1.N, ~/sdk or /usr/local/go; none is downloaded",
                  want);
        return EXIT_NOINPUT;
    }
    if (t->minor >= GO_MINOR_MIN)
        return EXIT_OK;
    cli_error("%s: too old; go1.%d or newer is needed", t->version,
              GO_MINOR_MIN);
    return EXIT_NOINPUT;
}

// --- building

static bool make_dirs(struct gotool *t)
{
    static const char *const sub[] = {"", "/main", "/tracer", "/work"};
    const char *tmp = getenv("TMPDIR");
    char *dir = xasprintf("%s/gmpsim-go-XXXXXX",
                          tmp == NULL || *tmp != '/' ? "/tmp" : tmp);

    if (mkdtemp(dir) == NULL) {
        cli_error("cannot create '%s': %s", dir, strerror(errno));
        free(dir);
        return false;
    }
    t->dir = dir;
    t->binary = xasprintf("%s/program", dir);
    t->trace = xasprintf("%s/trace.out", dir);
    for (size_t i = 1; i < sizeof sub / sizeof sub[0]; i++) {
        char *path = xasprintf("%s%s", dir, sub[i]);
        bool ok = mkdir(path, 0700) == 0;
        if (!ok)
            cli_error("cannot create '%s': %s", path, strerror(errno));
        free(path);
        if (!ok)
            return false;
    }
    return true;
}

// The path by which a program that real Go builds is known.
static char *full_name(const struct program *p)
{
    char *real = realpath(p->name, NULL);

    if (real == NULL) // standard input, -e
        return xasprintf("/%s.go", p->name);
    char *copy = xstrdup(real);
    free(real);
    return copy;
}

static bool write_module(struct gotool *t, const struct program *p,
                         const char *text, size_t len)
{
    char *dir[3] = {xasprintf("%s/main", t->dir),
                    xasprintf("%s/tracer", t->dir),
                    xasprintf("%s/work", t->dir)};
    int minor = p->lang_minor < t->minor ? p->lang_minor : t->minor;
    char *mod = xasprintf("module gmpsim\n\ngo 1.%d\n", minor);
    char *full = full_name(p);
    // Messages and tracebacks then name the user's file.
    char *source = xasprintf("//line %s:1:1\n%.*s", full, (int)len, text);
    bool ok = gotool_write(t->dir, "go.mod", mod, strlen(mod)) &&
              gotool_write(dir[0], "program.go", source, strlen(source)) &&
              gotool_write_embedded(dir[0], "gmpsim_main.go", "main.go") &&
              gotool_write_embedded(dir[1], "tracer.go", "tracer.go") &&
              gotool_write_embedded(dir[1], "tracer.s", "tracer.s") &&
              gotool_write_work(dir[2]);

    for (int i = 0; i < 3; i++)
        free(dir[i]);
    free(mod);
    free(full);
    free(source);
    return ok;
}

// A line of the compiler: its file's name, absolute or relative to cwd, becomes
// the user's.
static void tell_line(const struct gotool *t, const struct program *p,
                      const char *line, const char *full)
{
    const char *colon = strchr(line, ':');

    if (*line == '#' || *line == '\0')
        return;
    if (colon != NULL) {
        char *name =
            line[0] == '/'
                ? xasprintf("%.*s", (int)(colon - line), line)
                : xasprintf("%s/main/%.*s", t->dir, (int)(colon - line), line);
        char *real = realpath(name, NULL);
        bool is_users = strcmp(real == NULL ? name : real, full) == 0;
        free(real);
        free(name);
        if (is_users) {
            fprintf(stderr, "%s%s\n", p->name, colon);
            return;
        }
    }
    fprintf(stderr, "%s\n", line);
}

int gotool_build(struct gotool *t, const struct program *p, const char *text,
                 size_t len)
{
    if (!make_dirs(t) || !write_module(t, p, text, len))
        return EXIT_CANTCREAT;
    int status = gotool_patch(t);
    if (status != EXIT_OK)
        return status;
    char *overlay = xasprintf("%s/overlay.json", t->dir);
    char *cwd = xasprintf("%s/main", t->dir);
    char *full = full_name(p);
    char *argv[] = {t->go, "build",   "-overlay", overlay,
                    "-o",  t->binary, ".",        NULL};
    char *out = capture(argv, cwd, true, &status), *rest = NULL;
    if (status != 0) {
        for (char *line = strtok_r(out, "\n", &rest); line != NULL;
             line = strtok_r(NULL, "\n", &rest))
            tell_line(t, p, line, full);
    }
    free(out);
    free(full);
    free(cwd);
    free(overlay);
    if (status == 0)
        return EXIT_OK;
    if (status == -1 && cli_signal() == 0)
        cli_error("cannot run '%s'", t->go);
    return EXIT_INPUT;
}

// --- running

static void become(const struct gotool *t, const struct gotool_run *r)
{
    char **argv = xcalloc(r->nargs + 2U, sizeof *argv);
    char number[32];

    argv[0] = t->binary;
    for (uint32_t i = 0; i < r->nargs; i++)
        argv[i + 1] = r->args[i];
    snprintf(number, sizeof number, "%lld", (long long)r->procs);
    setenv("GMPSIM_GO_TRACE", t->trace, 1);
    if (r->procs > 0)
        setenv("GOMAXPROCS", number, 1);
    if (!r->collector)
        setenv("GOGC", "off", 1);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    execv(argv[0], argv);
    _exit(127);
}

// Waits for the program; passes our signals on, and ends it at the limit.
static int wait_for(pid_t pid, struct gotool_run *r, struct rusage *usage)
{
    long long began = run_common_now_ns(CLOCK_MONOTONIC);
    bool passed = false;
    int how = 0;

    for (;;) {
        pid_t got = wait4(pid, &how, WNOHANG, usage);
        if (got == pid || (got < 0 && errno != EINTR))
            return how;
        if (cli_signal() != 0 && !passed) {
            kill(pid, cli_signal());
            passed = true;
        }
        if (r->wall_limit > 0 && !r->limited &&
            run_common_now_ns(CLOCK_MONOTONIC) - began > r->wall_limit) {
            r->limited = true;
            kill(pid, SIGKILL);
        }
        nanosleep(&(struct timespec){.tv_nsec = POLL_NS}, NULL);
    }
}

static enum gotool_end read_end(const struct gotool *t)
{
    char *path = xasprintf("%s.end", t->trace);
    FILE *f = fopen(path, "re");
    int c = f == NULL ? EOF : fgetc(f);

    if (f != NULL)
        fclose(f);
    free(path);
    return c > '0' && c <= '0' + GOTOOL_FULL ? (enum gotool_end)(c - '0')
                                             : GOTOOL_UNKNOWN;
}

int gotool_run(const struct gotool *t, struct gotool_run *r)
{
    struct rusage usage = {0};
    long long began = run_common_now_ns(CLOCK_MONOTONIC);

    CHECK(t->binary != NULL);
    pid_t pid = fork();
    if (pid == 0)
        become(t, r);
    if (pid < 0) {
        cli_error("cannot start the program: %s", strerror(errno));
        return EXIT_OSERR;
    }
    int how = wait_for(pid, r, &usage);
    r->wall_ns = run_common_now_ns(CLOCK_MONOTONIC) - began;
    r->cpu_ns = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000LL +
                (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000LL;
    r->peak_rss_bytes = usage.ru_maxrss * 1024LL;
    r->status = WIFEXITED(how) ? WEXITSTATUS(how) : SIGNALLED + WTERMSIG(how);
    r->end = read_end(t);
    return EXIT_OK;
}

static int delete_one(const char *path, const struct stat *st, int type,
                      struct FTW *f)
{
    (void)st;
    (void)type;
    (void)f;
    remove(path);
    return 0;
}

void gotool_release(struct gotool *t)
{
    if (t->dir != NULL)
        nftw(t->dir, delete_one, PATHS_OPEN, FTW_DEPTH | FTW_PHYS);
    free(t->dir);
    free(t->binary);
    free(t->trace);
    forget(t);
    *t = (struct gotool){0};
}
