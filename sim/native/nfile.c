// nfile: pipes and standard input. A pipe does not block: who finds it empty or
// full waits in epoll, edge-triggered, and tries again (internal/poll: FD.Read,
// FD.Write; runtime/netpoll.go: netpollblock, netpollunblock).
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "native/ngmp.h"
#include "native/nserver.h"

// What waits for a descriptor, by direction: 0, WAIT_READY when an event has
// come that nobody waited for, or the G. at.h
enum { WAIT_READY = 1 };
enum { READ_SIDE, WRITE_SIDE };

struct npolled {
    uint64_t waiter[2];
    uint32_t refs; // at.h: OPEN until it is closed, and operations under way
    const struct native_remote *remote; // of a connection
};

static const uint32_t OPEN = UINT32_C(1) << 31;

// Arguments of FILE_READ and FILE_WRITE; a write adds what is done to DONE.
enum {
    FD,
    DATA = 1 + SLICE_DATA,
    LEN = 1 + SLICE_LEN,
    DONE = 1 + SLICE_WORDS,
};

// Records stay when their descriptor is closed: one whose number is used again
// may get an event that was meant for the last one, and tries in vain.
static struct npolled *polled_of(struct nsched *s, word fd)
{
    CHECK(fd < NFDS_MAX);
    uint64_t p = at_load(&s->polled[fd]);
    CHECK(p != 0);
    return (struct npolled *)(uintptr_t)p;
}

void nfiles_release(struct nsched *s)
{
    for (int fd = 0; fd < NFDS_MAX; fd++) {
        uint64_t p = at_load(&s->polled[fd]);
        if (p == 0)
            continue;
        if (at_load32(&polled_of(s, (word)fd)->refs) != 0)
            close(fd);
        free((void *)(uintptr_t)p);
    }
}

static bool watch(struct nsched *s, int fd)
{
    struct epoll_event ev = {
        .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.fd = fd};

    if (at_load(&s->polled[fd]) == 0)
        at_store(&s->polled[fd],
                 (uint64_t)(uintptr_t)xcalloc(1, sizeof(struct npolled)));
    struct npolled *p = polled_of(s, (word)fd);
    at_store(&p->waiter[READ_SIDE], 0);
    at_store(&p->waiter[WRITE_SIDE], 0);
    at_store32(&p->refs, OPEN);
    return epoll_ctl(s->epfd, EPOLL_CTL_ADD, fd, &ev) == 0;
}

void nfile_pipe(struct m *mp)
{
    struct nsched *s = mp->sched;
    word *args = mp->vm.req.args;
    int fds[2] = {0, 0}, error = 0;

    if (pipe2(fds, O_NONBLOCK | O_CLOEXEC) != 0)
        error = errno;
    else if (fds[0] >= NFDS_MAX || fds[1] >= NFDS_MAX)
        error = EMFILE;
    if (error == EMFILE && fds[1] != 0) {
        close(fds[0]);
        close(fds[1]);
    } else if (error == 0) {
        CHECK(watch(s, fds[0]));
        CHECK(watch(s, fds[1]));
    }
    args[0] = (word)fds[0];
    args[1] = (word)fds[1];
    args[2] = (word)error;
}

// Takes who waits, or leaves word that something has happened (netpollunblock).
static struct g *unblock(struct npolled *p, int side)
{
    uint64_t old;

    do {
        old = at_load(&p->waiter[side]);
        if (old == WAIT_READY)
            return NULL;
    } while (!at_cas(&p->waiter[side], old, old == 0 ? WAIT_READY : 0));
    return (struct g *)(uintptr_t)old;
}

int nfile_event(struct nsched *s, int fd, uint32_t events, struct gqueue *list)
{
    struct npolled *p = polled_of(s, (word)fd);
    int n = 0;

    CHECK(list != NULL);
    for (int side = READ_SIDE; side <= WRITE_SIDE; side++) {
        uint32_t wanted = side == READ_SIDE ? EPOLLIN | EPOLLRDHUP : EPOLLOUT;
        if ((events & (wanted | EPOLLHUP | EPOLLERR)) == 0)
            continue;
        struct g *gp = unblock(p, side);
        if (gp == NULL)
            continue;
        ngqueue_push(list, gp);
        n++;
    }
    return n;
}

static bool is_open(struct npolled *p)
{
    return (at_load32(&p->refs) & OPEN) != 0;
}

// An operation begins; its descriptor is closed, and its number used again, not
// before it is over. False: it is closed already.
static bool hold(struct npolled *p)
{
    uint32_t old;

    do {
        old = at_load32(&p->refs);
        if ((old & OPEN) == 0)
            return false;
    } while (!at_cas32(&p->refs, old, old + 1));
    return true;
}

// It is over; the last one closes what was closed meanwhile.
static void drop(struct nsched *s, word fd)
{
    if (at_fetch_add32(&polled_of(s, fd)->refs, (uint32_t)-1) == 1)
        close((int)fd);
}

void nfile_close(struct m *mp)
{
    struct nsched *s = mp->sched;
    word *args = mp->vm.req.args;
    word fd = args[FD];
    struct npolled *p = polled_of(s, fd);

    args[0] = 0;
    CHECK(is_open(p)); // package os closes once
    CHECK(hold(p));
    at_fetch_add32(&p->refs, -OPEN);
    // Who waits for it gives up: its next attempt sees that it is closed.
    for (int side = READ_SIDE; side <= WRITE_SIDE; side++) {
        struct g *gp = unblock(p, side);
        if (gp == NULL)
            continue;
        at_fetch_add32(&s->netpoll_waiters, (uint32_t)-1);
        nready(mp, gp, true);
    }
    nentersyscall(mp, "close");
    drop(s, fd);
    nexitsyscall(mp);
}

// One system call; the P may be lost in it. Returns the bytes, or -1 and errno.
static ssize_t transfer(struct m *mp, const word *args, bool writes)
{
    int fd = (int)args[FD];
    void *p = (void *)(uintptr_t)args[DATA];
    size_t n = (size_t)args[LEN];

    if (fd != 0 && !is_open(polled_of(mp->sched, args[FD]))) {
        errno = EBADF;
        return -1;
    }
    ssize_t done = writes ? write(fd, p, n) : read(fd, p, n);
    if (done < 0 && errno == EAGAIN && fd == 0) {
        struct pollfd in = {.fd = 0, .events = POLLIN};
        poll(&in, 1, -1);
        errno = EINTR;
    }
    return done;
}

// Runs the system call of curg and notes what comes of it; curg goes on when it
// has a P again.
static void attempt(struct m *mp)
{
    struct g *gp = mp->curg;
    word *args = gp->file_args;
    bool writes = gp->todo == G_TODO_WRITE;

    nentersyscall(mp, writes ? "write" : "read");
    at_store32(&mp->in_kernel, 1);
    ssize_t n;
    do {
        n = transfer(mp, args, writes);
    } while (n < 0 && errno == EINTR && !nstopping(mp->sched));
    at_store32(&mp->in_kernel, 0);
    int error = n < 0 ? errno : 0;
    if (writes && n > 0) {
        args[DATA] += (word)n;
        args[LEN] -= (word)n;
        args[DONE] += (word)n;
    }
    if (error == EAGAIN) {
        gp->todo = writes ? G_TODO_WAIT_WRITE : G_TODO_WAIT_READ;
    } else if (error != 0 || !writes || args[LEN] == 0) {
        if (args[FD] != 0)
            drop(mp->sched, args[FD]);
        args[0] = writes ? args[DONE] : n > 0 ? (word)n : 0;
        args[1] = (word)error;
        gp->todo = G_TODO_NONE;
    }
    if (gp->todo != G_TODO_NONE)
        mp->attend = true;
    nexitsyscall(mp);
}

// Waits for an event, unless one has come since the last attempt began.
static void wait_event(struct m *mp)
{
    struct nsched *s = mp->sched;
    struct g *gp = mp->curg;
    bool talks = gp->todo == G_TODO_WAIT_ASK || gp->todo == G_TODO_WAIT_HEAR;
    bool writes = gp->todo == G_TODO_WAIT_WRITE || gp->todo == G_TODO_WAIT_ASK;
    int side = writes ? WRITE_SIDE : READ_SIDE;
    word fd = gp->file_args[FD];

    if (talks)
        gp->todo = writes ? G_TODO_ASK : G_TODO_HEAR;
    else
        gp->todo = writes ? G_TODO_WRITE : G_TODO_READ;
    mp->attend = true;
    struct npolled *p = polled_of(s, fd);
    if (!is_open(p))
        return;
    if (at_cas(&p->waiter[side], WAIT_READY, 0))
        return;
    mp->attend = false;
    npark(mp, WAIT_IO);
    at_fetch_add32(&s->netpoll_waiters, 1);
    if (at_cas(&p->waiter[side], 0, (uint64_t)(uintptr_t)gp))
        return; // gp may run now
    at_cas(&p->waiter[side], WAIT_READY, 0);
    at_fetch_add32(&s->netpoll_waiters, (uint32_t)-1);
    nready(mp, gp, true);
}

// --- connections

// The port of the server for all of them; 0 and errno: there is none.
static uint16_t server_port(struct nsched *s)
{
    at_lock(&s->server_lock);
    if (s->server == NULL)
        s->server = nserver_start(s->config->machine);
    uint16_t port = s->server == NULL ? 0 : nserver_port(s->server);
    at_unlock(&s->server_lock);
    return port;
}

static const struct native_remote *remote_named(struct nsched *s, word name)
{
    const struct gostr *host = (const struct gostr *)(uintptr_t)name;
    const char *text = host == NULL ? "" : (const char *)host->data;

    return nserver_remote(s->config->machine, text,
                          host == NULL ? 0 : (size_t)host->len);
}

void nfile_dial(struct m *mp)
{
    struct nsched *s = mp->sched;
    struct g *gp = mp->curg;
    word *args = mp->vm.req.args;
    const struct native_remote *r = remote_named(s, args[0]);

    if (r == NULL || server_port(s) == 0) {
        args[1] = (word)(r == NULL ? ENOENT : errno);
        args[0] = 0;
        return;
    }
    args[0] = (word)(uintptr_t)r;
    gp->file_args = args;
    gp->todo = G_TODO_DIAL;
    mp->attend = true;
    if (r->latency_ns + r->back_latency_ns > 0) {
        mp->attend = false;
        nio_wait(mp, r->latency_ns + r->back_latency_ns);
    }
}

// A socket on its way to the server, or -1 and errno.
static int connect_to(uint16_t port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    int one = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0)
        return -1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (fd < NFDS_MAX && (connect(fd, (struct sockaddr *)&to, sizeof to) == 0 ||
                          errno == EINPROGRESS))
        return fd;
    int error = fd < NFDS_MAX ? errno : EMFILE;
    close(fd);
    errno = error;
    return -1;
}

static void make_connection(struct m *mp)
{
    struct nsched *s = mp->sched;
    struct g *gp = mp->curg;
    word *args = gp->file_args;
    uint16_t port = server_port(s);

    gp->todo = G_TODO_NONE;
    nentersyscall(mp, "connect");
    int fd = connect_to(port), error = errno;
    if (fd >= 0) {
        CHECK(watch(s, fd));
        polled_of(s, (word)fd)->remote =
            (const struct native_remote *)(uintptr_t)args[0];
    }
    args[0] = fd >= 0 ? (word)fd : 0;
    args[1] = fd >= 0 ? 0 : (word)error;
    nexitsyscall(mp);
}

// Sends the request, which fits or does not: 0 or an error.
static int ask(struct m *mp, const word *args)
{
    char text[512];
    const struct native_remote *r = polled_of(mp->sched, args[FD])->remote;
    int64_t bytes = (int64_t)args[1];
    int n = snprintf(text, sizeof text,
                     "GET http://%s/?bytes=%" PRId64 " HTTP/1.1\r\n\r\n",
                     r->name, bytes < 0 ? r->http_bytes : bytes);

    CHECK(n > 0 && (size_t)n < sizeof text);
    ssize_t sent = send((int)args[FD], text, (size_t)n, MSG_NOSIGNAL);
    return sent == n ? 0 : sent < 0 ? errno : EPIPE;
}

// Takes the head of the answer: 0 and the length in *bytes, or an error.
static int hear(const word *args, word *bytes)
{
    char head[256];
    ssize_t n = recv((int)args[FD], head, sizeof head - 1, MSG_PEEK);

    if (n <= 0)
        return n < 0 ? errno : ECONNRESET;
    head[n] = '\0';
    const char *length = strstr(head, "Length: ");
    char *end = strstr(head, "\r\n\r\n");
    if (length == NULL || end == NULL)
        return EAGAIN;
    *bytes = (word)strtoll(length + 8, NULL, 10);
    n = recv((int)args[FD], head, (size_t)(end + 4 - head), 0);
    return n < 0 ? errno : 0;
}

static void converse(struct m *mp)
{
    struct nsched *s = mp->sched;
    struct g *gp = mp->curg;
    word *args = gp->file_args, bytes = 0;
    bool asks = gp->todo == G_TODO_ASK;
    int error;

    nentersyscall(mp, asks ? "write" : "read");
    do {
        error = !is_open(polled_of(s, args[FD])) ? EBADF
                : asks                           ? ask(mp, args)
                                                 : hear(args, &bytes);
    } while (error == EINTR && !nstopping(s));
    if (error == EAGAIN) {
        gp->todo = asks ? G_TODO_WAIT_ASK : G_TODO_WAIT_HEAR;
    } else if (error == 0 && asks) {
        gp->todo = G_TODO_HEAR;
    } else {
        drop(s, args[FD]);
        args[0] = bytes;
        args[1] = (word)error;
        gp->todo = G_TODO_NONE;
    }
    if (gp->todo != G_TODO_NONE)
        mp->attend = true;
    nexitsyscall(mp);
}

void nfile_get(struct m *mp)
{
    struct g *gp = mp->curg;
    word *args = mp->vm.req.args;

    if (!hold(polled_of(mp->sched, args[FD]))) {
        args[0] = 0;
        args[1] = EBADF;
        return;
    }
    gp->file_args = args;
    gp->todo = G_TODO_ASK;
    converse(mp);
}

void nfile_go_on(struct m *mp)
{
    enum g_todo todo = (enum g_todo)mp->curg->todo;

    if (todo == G_TODO_DIAL)
        make_connection(mp);
    else if (todo == G_TODO_ASK || todo == G_TODO_HEAR)
        converse(mp);
    else if (todo != G_TODO_READ && todo != G_TODO_WRITE)
        wait_event(mp);
    else
        attempt(mp);
}

void nfile_begin(struct m *mp, bool writes)
{
    struct g *gp = mp->curg;
    word *args = mp->vm.req.args;

    if (args[FD] != 0 && !hold(polled_of(mp->sched, args[FD]))) {
        args[0] = 0;
        args[1] = EBADF;
        return;
    }
    gp->file_args = args;
    gp->todo = writes ? G_TODO_WRITE : G_TODO_READ;
    attempt(mp);
}
