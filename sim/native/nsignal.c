// nsignal: SIGURG, Go's own signal for its threads. sysmon sends it to an M
// whose G was asked to stop and has not looked for it; the end of the program,
// to an M in a system call. What the M waits in returns EINTR and is begun
// again by whoever waits, after a look at what there is to look at; so there
// is no SA_RESTART, with which a write that blocks for ever would not end.
//
// The handler does nothing that could disturb what it interrupts, and needs so
// little stack that an M's own will do (no SA_ONSTACK). A SIGURG from another
// process, or one for another thread, is nothing to anybody.
#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/check.h"
#include "native/ngmp.h"

static _Thread_local struct m *self; // NULL: this thread is no M

static void on_urg(int sig)
{
    struct m *mp = self;

    (void)sig;
    if (mp != NULL) // nobody else writes it
        at_store32_rlx(&mp->urges, at_load32_rlx(&mp->urges) + 1);
}

void nsignal_thread(struct m *mp)
{
    self = mp;
}

void nsignal_leave(struct m *mp)
{
    at_store32(&mp->tid, 0);
    self = NULL;
}

void nsignal_install(struct sigaction *old)
{
    struct sigaction urg = {.sa_handler = on_urg};

    sigemptyset(&urg.sa_mask);
    CHECK(sigaction(SIGURG, &urg, old) == 0);
}

void nsignal_restore(const struct sigaction *old)
{
    CHECK(sigaction(SIGURG, old, NULL) == 0);
}

void nsignal_send(uint32_t tid)
{
    // A thread that has just ended is no error.
    if (tid != 0)
        CHECK(syscall(SYS_tgkill, getpid(), (pid_t)tid, SIGURG) == 0 ||
              errno == ESRCH || errno == EAGAIN);
}

// --- disturbing all Ms, for tests

static void *urge_main(void *arg)
{
    struct nsched *s = arg;

    while (!nstopping(s)) {
        at_futex_wait(&s->stopping, 0, s->config->urge_ns);
        at_lock(&s->lock);
        for (struct m *mp = s->allm; mp != NULL; mp = mp->alllink)
            nsignal_send(at_load32(&mp->tid));
        at_unlock(&s->lock);
    }
    return NULL;
}

bool nsignal_urge(struct nsched *s)
{
    if (s->config->urge_ns <= 0)
        return true;
    s->urging = pthread_create(&s->urger, NULL, urge_main, s) == 0;
    return s->urging;
}

void nsignal_urge_end(struct nsched *s)
{
    CHECK(nstopping(s));
    if (s->urging)
        pthread_join(s->urger, NULL);
    s->urging = false;
}
