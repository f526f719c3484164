#include "cli/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/vec.h"
#include "base/xmalloc.h"
#include "cli/cli.h"

enum { MESSAGES_MAX = 64 << 10 };

#define MESSAGES "messages"
#define PICTURE  "picture."

// All that may lie in the directory: removed by name, since the process may be
// dying where no directory can be read.
static const char *const files[] = {
    GNUPLOT_DATA,  GNUPLOT_TITLE, GNUPLOT_INPUT, MESSAGES,
    PICTURE "svg", PICTURE "png", PICTURE "pdf",
};

static struct {
    int fd; // of the directory, when path is not empty
    char path[PATH_MAX];
    pid_t child; // gnuplot, or 0
} dir;

// Async-signal-safe.
static void remove_all(void)
{
    if (dir.path[0] == '\0')
        return;
    if (dir.child > 0)
        kill(dir.child, SIGKILL);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        unlinkat(dir.fd, files[i], 0);
    rmdir(dir.path);
}

bool gnuplot_begin(int *status)
{
    const char *tmp = getenv("TMPDIR");
    int n;

    CHECK(dir.path[0] == '\0');
    if (tmp == NULL || tmp[0] == '\0')
        tmp = "/tmp";
    n = snprintf(dir.path, sizeof dir.path, "%s/gmpsim-XXXXXX", tmp);
    if (n < 0 || (size_t)n >= sizeof dir.path || mkdtemp(dir.path) == NULL) {
        dir.path[0] = '\0';
        cli_error("cannot create a directory in '%s': %s", tmp,
                  strerror(errno));
        *status = EXIT_CANTCREAT;
        return false;
    }
    dir.fd = open(dir.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir.fd < 0) {
        cli_error("cannot open '%s': %s", dir.path, strerror(errno));
        rmdir(dir.path);
        dir.path[0] = '\0';
        *status = EXIT_OSERR;
        return false;
    }
    check_at_death(remove_all);
    return true;
}

void gnuplot_end(void)
{
    if (dir.path[0] == '\0')
        return;
    remove_all();
    close(dir.fd);
    dir.path[0] = '\0';
}

char *gnuplot_path(const char *name)
{
    CHECK(dir.path[0] != '\0');
    return xasprintf("%s/%s", dir.path, name);
}

int gnuplot_create(const char *name, int *status)
{
    int fd;

    CHECK(dir.path[0] != '\0');
    fd = openat(dir.fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        cli_error("cannot create '%s/%s': %s", dir.path, name, strerror(errno));
        *status = EXIT_CANTCREAT;
    }
    return fd;
}

// The path of the script: in the directory that GMPSIM_PLOTS names, in the
// sources, or where it was installed. NULL when there is none. Absolute, so
// that gnuplot takes it for a file, however it starts.
static char *find_script(const char *script)
{
    const char *places[3] = {getenv("GMPSIM_PLOTS"), NULL, NULL};
    char real[PATH_MAX];

    if (places[0] == NULL || places[0][0] == '\0') {
        places[0] = GMPSIM_SOURCE_DIR "/plots";
#ifdef GMPSIM_DATA_DIR
        places[1] = GMPSIM_DATA_DIR "/plots";
#endif
    }
    for (int i = 0; places[i] != NULL; i++) {
        char *path = xasprintf("%s/%s", places[i], script);
        bool found = realpath(path, real) != NULL && access(real, R_OK) == 0;

        free(path);
        if (found)
            return xstrdup(real);
    }
    cli_error("cannot read '%s/%s': %s", places[0], script, strerror(errno));
    return NULL;
}

// The environment for gnuplot: ours without what would change the picture.
static char **environment(void)
{
    static char locale[] = "LC_ALL=C.UTF-8";
    VEC(char *) env = {0};

    for (char **e = environ; *e != NULL; e++)
        if (strncmp(*e, "LC_ALL=", 7) != 0 && strncmp(*e, "GNUPLOT", 7) != 0 &&
            strncmp(*e, "GNUTERM", 7) != 0 && strncmp(*e, "GDFONT", 6) != 0)
            vec_push(&env, *e);
    vec_push(&env, locale);
    vec_push(&env, NULL);
    return env.v;
}

// Starts gnuplot in the directory. Returns 0 or an errno.
static int start(char **argv)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t signals;
    char **env = environment();
    pid_t pid = 0;
    int error;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, dir.path);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, MESSAGES,
                                     O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    posix_spawnattr_init(&attr);
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE); // we ignore them, gnuplot should not
    sigaddset(&signals, SIGXFSZ);
    posix_spawnattr_setsigdefault(&attr, &signals);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
    error = posix_spawnp(&pid, "gnuplot", &actions, &attr, argv, env);
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&actions);
    free(env);
    dir.child = error == 0 ? pid : 0;
    return error;
}

// Waits for gnuplot; a signal that asks us to stop also stops it. Returns
// whether it ended well.
static bool finished(void)
{
    int wait_status = 0;

    while (waitpid(dir.child, &wait_status, 0) < 0) {
        CHECK(errno == EINTR);
        if (cli_signal() != 0)
            kill(dir.child, SIGTERM);
    }
    dir.child = 0;
    return WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0;
}

// Says that gnuplot failed, and what it said.
static int failed(void)
{
    char *error = NULL, *path = gnuplot_path(MESSAGES);
    size_t len = 0;
    char *text = infile_read(path, MESSAGES_MAX, &len, &error);

    if (cli_signal() == 0)
        cli_error("gnuplot failed: %.1000s", text == NULL ? error : text);
    free(text);
    free(error);
    free(path);
    return EXIT_OSERR;
}

// Copies the picture to out.
static int copy(const char *picture, struct outfile *out)
{
    int fd = openat(dir.fd, picture, O_RDONLY | O_CLOEXEC);
    char buf[16384];
    ssize_t n;

    if (fd < 0)
        return failed();
    while ((n = read(fd, buf, sizeof buf)) > 0)
        outfile_write(out, buf, (size_t)n);
    close(fd);
    if (n < 0) {
        cli_error("cannot read the picture: %s", strerror(errno));
        return EXIT_IOERR;
    }
    return outfile_size(out) == 0 ? failed() : EXIT_OK;
}

int gnuplot_run(const char *script, const char *format, int width,
                struct outfile *out)
{
    char program[] = "gnuplot", defaults[] = "-d", call[] = "-c";
    char data[] = GNUPLOT_DATA, title[] = GNUPLOT_TITLE;
    char picture[sizeof PICTURE + 3], wide[16];
    char *path = find_script(script);
    char *argv[] = {program, defaults, call, path, data,
                    picture, title,    wide, NULL};
    int error;

    if (path == NULL)
        return EXIT_NOINPUT;
    CHECK(strlen(format) == 3);
    snprintf(picture, sizeof picture, PICTURE "%s", format);
    snprintf(wide, sizeof wide, "%d", width);
    error = start(argv);
    free(path);
    if (error == ENOENT) {
        cli_error("gnuplot is not installed; pictures in files need it");
        return EXIT_OSERR;
    }
    if (error != 0) {
        cli_error("cannot run gnuplot: %s", strerror(error));
        return EXIT_OSERR;
    }
    return finished() ? copy(picture, out) : failed();
}
