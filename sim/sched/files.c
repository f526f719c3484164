// files: pipes of the simulated kernel, and reading standard input. A pipe does
// not block: who finds it empty or full waits in the poller and tries again
// (internal/poll: FD.Read, FD.Write).
#include <errno.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "sched/event.h"
#include "sched/gmp.h"

enum { PIPE_BYTES = 65536, PIPE_ATOMIC = 4096, FIRST_FD = 3, FDS_MAX = 1024 };
enum { READ_END, WRITE_END };

struct pipe {
    unsigned char buf[PIPE_BYTES];
    size_t head, n; // bytes in it begin at head
    bool closed[2];
    struct g *waiter[2];
};

// Arguments of FILE_READ and FILE_WRITE; a write adds what is done to DONE.
enum {
    FD,
    DATA = 1 + SLICE_DATA,
    LEN = 1 + SLICE_LEN,
    DONE = 1 + SLICE_WORDS,
};

static struct pipe *pipe_of(struct sched *s, word fd, int *end)
{
    CHECK(fd >= FIRST_FD && (fd - FIRST_FD) / 2 < s->pipes.n);
    *end = (int)((fd - FIRST_FD) % 2);
    return s->pipes.v[(fd - FIRST_FD) / 2];
}

void files_release(struct sched *s)
{
    for (size_t i = 0; i < s->pipes.n; i++)
        xunmap(s->pipes.v[i], sizeof(struct pipe));
    vec_release(&s->pipes);
}

static void make_pipe(struct m *mp)
{
    struct sched *s = mp->sched;
    word *args = mp->req.args;
    size_t fd = FIRST_FD + 2 * s->pipes.n;

    spend_ns(mp, s->cost->syscall_ns);
    mp->next = m_go;
    if (fd + 1 >= FDS_MAX) {
        args[0] = args[1] = 0;
        args[2] = EMFILE;
        return;
    }
    struct pipe *pipe = xmap(sizeof *pipe);
    vec_push(&s->pipes, pipe);
    args[0] = fd + READ_END;
    args[1] = fd + WRITE_END;
    args[2] = 0;
}

static void wake(struct sched *s, struct pipe *pipe, int end)
{
    struct g *gp = pipe->waiter[end];

    if (gp == NULL)
        return;
    pipe->waiter[end] = NULL;
    gqueue_push(&s->netpoll_ready, gp);
    netpoll_break(s);
}

static void close_end(struct m *mp)
{
    struct sched *s = mp->sched;
    int end;
    struct pipe *pipe = pipe_of(s, mp->req.args[FD], &end);

    CHECK(!pipe->closed[end]);
    pipe->closed[end] = true;
    mp->req.args[0] = 0;
    entersyscall(mp, "close");
    spend_ns(mp, s->cost->syscall_ns);
    mp->next = exitsyscall;
    // Who waits for this end gives up, who waits for the other one need not.
    wake(s, pipe, READ_END);
    wake(s, pipe, WRITE_END);
}

// The ring holds n bytes from at on; up to len of them go out.
static size_t take(struct pipe *pipe, word *to, size_t len)
{
    unsigned char *p = (unsigned char *)(uintptr_t)*to;
    size_t n = len < pipe->n ? len : pipe->n;
    size_t first = PIPE_BYTES - pipe->head < n ? PIPE_BYTES - pipe->head : n;

    memcpy(p, pipe->buf + pipe->head, first);
    memcpy(p + first, pipe->buf, n - first);
    pipe->head = (pipe->head + n) % PIPE_BYTES;
    pipe->n -= n;
    return n;
}

static size_t put(struct pipe *pipe, const word *from, size_t len)
{
    const unsigned char *p = (const unsigned char *)(uintptr_t)*from;
    size_t room = PIPE_BYTES - pipe->n, n = len < room ? len : room;
    size_t at = (pipe->head + pipe->n) % PIPE_BYTES;

    if (len <= PIPE_ATOMIC && n < len)
        return 0;
    size_t first = PIPE_BYTES - at < n ? PIPE_BYTES - at : n;
    memcpy(pipe->buf + at, p, first);
    memcpy(pipe->buf, p + first, n - first);
    pipe->n += n;
    return n;
}

static int read_pipe(struct sched *s, word *args, size_t *n)
{
    int end;
    struct pipe *pipe = pipe_of(s, args[FD], &end);

    CHECK(end == READ_END);
    *n = 0;
    if (pipe->closed[READ_END])
        return EBADF;
    *n = take(pipe, &args[DATA], (size_t)args[LEN]);
    if (*n == 0)
        return pipe->closed[WRITE_END] ? 0 : EAGAIN;
    wake(s, pipe, WRITE_END);
    return 0;
}

static int write_pipe(struct sched *s, word *args, size_t *n)
{
    int end;
    struct pipe *pipe = pipe_of(s, args[FD], &end);

    CHECK(end == WRITE_END);
    *n = 0;
    if (pipe->closed[WRITE_END])
        return EBADF;
    if (pipe->closed[READ_END])
        return EPIPE;
    *n = put(pipe, &args[DATA], (size_t)args[LEN]);
    if (*n == 0 && args[LEN] > 0)
        return EAGAIN;
    wake(s, pipe, READ_END);
    return 0;
}

static int read_input(struct sched *s, word *args, size_t *n)
{
    const struct sched_config *c = s->config;

    *n = 0;
    if (c->input == NULL)
        return 0;
    int64_t got = c->input((void *)(uintptr_t)args[DATA], (size_t)args[LEN]);
    if (got < 0)
        return EIO;
    *n = (size_t)got;
    return 0;
}

// One read or write. Whatever it brings, it is a system call that ends soon.
static void attempt(struct m *mp)
{
    struct sched *s = mp->sched;
    struct g *gp = mp->curg;
    word *args = gp->file_args;
    bool writes = gp->file_op == FILE_WRITES;
    size_t n;
    int error = writes          ? write_pipe(s, args, &n)
                : args[FD] == 0 ? read_input(s, args, &n)
                                : read_pipe(s, args, &n);

    entersyscall(mp, writes ? "write" : "read");
    spend_ns(mp, s->cost->syscall_ns);
    if (error != EAGAIN)
        spend_ns(mp,
                 s->cost->write_ns + s->cost->write_kb_ns * (int64_t)n / 1024);
    mp->next = exitsyscall;
    gp->file_wait = error == EAGAIN;
    if (writes) {
        args[DATA] += n;
        args[LEN] -= n;
        args[DONE] += n;
        n = (size_t)args[DONE];
        if (error == 0 && args[LEN] > 0)
            return; // the rest does not fit
    }
    if (error == EAGAIN)
        return;
    gp->file_op = FILE_NOTHING;
    args[0] = n;
    args[1] = (word)error;
}

// Whether the next attempt would not find the pipe as it was.
static bool is_ready(struct sched *s, const word *args, bool writes)
{
    int end;
    const struct pipe *pipe = pipe_of(s, args[FD], &end);

    if (pipe->closed[READ_END] || pipe->closed[WRITE_END])
        return true;
    size_t room = PIPE_BYTES - pipe->n;
    if (writes)
        return room > 0 && (room >= args[LEN] || args[LEN] > PIPE_ATOMIC);
    return pipe->n > 0;
}

void file_go_on(struct m *mp)
{
    struct sched *s = mp->sched;
    struct g *gp = mp->curg;
    bool writes = gp->file_op == FILE_WRITES;
    int end;

    if (gp->file_op >= NET_ASKS) {
        net_go_on(mp);
        return;
    }
    if (!gp->file_wait || is_ready(s, gp->file_args, writes)) {
        attempt(mp);
        return;
    }
    gp->file_wait = false;
    struct pipe *pipe = pipe_of(s, gp->file_args[FD], &end);
    CHECK(pipe->waiter[end] == NULL); // package os lets one wait
    pipe->waiter[end] = gp;
    s->netpoll_waiters++;
    park(mp, WAIT_IO);
}

// A read or write.
static void begin(struct m *mp)
{
    struct g *gp = mp->curg;

    gp->file_args = mp->req.args;
    gp->file_op = mp->stop == REQ_FILE_WRITE ? FILE_WRITES : FILE_READS;
    gp->file_wait = false;
    attempt(mp);
}

void file_request(struct m *mp)
{
    if (mp->stop == REQ_PIPE)
        make_pipe(mp);
    else if (mp->stop == REQ_FILE_CLOSE)
        close_end(mp);
    else
        begin(mp);
}
