// serve: many runs of gmpsim without the start of as many processes, most of
// which is loading libraries, by forking. A line on standard input is
//
//   SECONDS OUT ERR ARGUMENT...
//
// with tabs between: gmpsim ARGUMENT... with its standard output and error in
// these files and nothing to read, killed after so many seconds. The answer on
// standard output is a line with the exit status, 128 and more for a signal,
// 124 when the time was over.
#include "gen/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ARGS_MAX = 64, OVER = 124, BROKEN = 125 };

static void reopen(int fd, const char *path, int flags)
{
    int opened = open(path, flags, 0666);

    if (opened < 0 || dup2(opened, fd) < 0)
        _exit(BROKEN);
    if (opened != fd)
        close(opened);
}

static void child(const sigset_t *mask, int argc, char **argv)
{
    static char name[] = "gmpsim";
    const char *out = argv[1], *err = argv[2];

    setpgid(0, 0);
    sigprocmask(SIG_SETMASK, mask, NULL);
    reopen(0, "/dev/null", O_RDONLY);
    reopen(1, out, O_WRONLY | O_CREAT | O_TRUNC);
    reopen(2, err, O_WRONLY | O_CREAT | O_TRUNC);
    argv[2] = name;
    exit(gmpsim_main(argc - 2, argv + 2));
}

// SIGCHLD is blocked, so that none is missed. Returns the exit status.
static int await(pid_t pid, long seconds)
{
    struct timespec left = {.tv_sec = seconds};
    sigset_t set;
    int status, over = 0;

    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (sigtimedwait(&set, NULL, &left) < 0 && errno == EAGAIN) {
            kill(-pid, SIGKILL);
            over = 1;
        }
    }
    if (over)
        return OVER;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int serve(char *line, const sigset_t *mask)
{
    char *argv[ARGS_MAX + 1];
    int argc = 0;

    line[strcspn(line, "\n")] = '\0';
    for (char *arg = line; arg != NULL && argc < ARGS_MAX;) {
        argv[argc++] = arg;
        arg = strchr(arg, '\t');
        if (arg != NULL)
            *arg++ = '\0';
    }
    argv[argc] = NULL;
    if (argc < 4)
        return BROKEN;
    pid_t pid = fork();
    if (pid == 0)
        child(mask, argc, argv);
    if (pid < 0)
        return BROKEN;
    setpgid(pid, pid); // as the child does: whoever is first
    return await(pid, strtol(argv[0], NULL, 10));
}

int main(void)
{
    char *line = NULL;
    size_t size = 0;
    sigset_t set, mask;

    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, &mask);
    while (getline(&line, &size, stdin) > 0) {
        printf("%d\n", serve(line, &mask));
        fflush(stdout);
    }
    free(line);
    return 0;
}
