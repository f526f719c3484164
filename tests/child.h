// child: runs a function in a forked process, for tests of what ends a process
// or changes it (limits, user, umask).
#ifndef CHILD_H
#define CHILD_H

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "testing.h"

struct child {
    int status;          // exit status, or 128 + signal
    char out[64 * 1024]; // what it wrote to descriptors 1 and 2, NUL-terminated
    size_t len;
};

// fn(arg) in a child; returning from it is exit status 0.
static inline void child_run(struct child *c, void (*fn)(void *), void *arg)
{
    int end[2];
    assert_int_equal(pipe(end), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        dup2(end[1], STDOUT_FILENO);
        dup2(end[1], STDERR_FILENO);
        close(end[0]);
        close(end[1]);
        fn(arg);
        _exit(0);
    }
    close(end[1]);
    c->len = 0;
    ssize_t n;
    while ((n = read(end[0], c->out + c->len, sizeof c->out - 1 - c->len)) >
               0 ||
           (n < 0 && errno == EINTR))
        c->len += n > 0 ? (size_t)n : 0;
    c->out[c->len] = '\0';
    close(end[0]);
    int status;
    while (waitpid(pid, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    c->status =
        WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static inline int child_status(void (*fn)(void *), void *arg)
{
    static struct child c;
    child_run(&c, fn, arg);
    return c.status;
}

#endif
