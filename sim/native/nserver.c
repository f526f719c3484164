#include "native/nserver.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "base/heap.h"
#include "base/serial.h"
#include "base/xmalloc.h"

enum {
    HEAD_MAX = 4096,      // bytes of a request, or it is closed
    PIECE_MAX = 64 << 10, // of a body, that goes out at once
    ANSWER_MAX = 128,     // bytes of the head of an answer
    BACKLOG = 4096,
};

struct conn {
    int fd; // -1: free, in the list
    struct conn *next, *all;
    uint64_t gen; // of what is in the event list for it
    char in[HEAD_MAX];
    size_t nin;
    bool busy;                          // an answer is on its way
    const struct native_remote *remote; // of the answer, NULL: not found
    char out[ANSWER_MAX];
    size_t nout, sent; // of the head
    int64_t may_send;  // bytes of the body that have come over the link
    int64_t to_come;   // and that have not
};

struct nserver {
    const struct native_machine *machine;
    struct serial *link; // by remote
    int listener, epfd, timerfd, stopfd;
    int spare; // a descriptor that is there when there are no more
    uint16_t port;
    pthread_t thread;
    nsec now; // of the event at hand, not after the clock
    struct heap events;
    struct conn *all, *unused;
};

static nsec clock_now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * NSEC_SEC + ts.tv_nsec;
}

const struct native_remote *nserver_remote(const struct native_machine *m,
                                           const char *name, size_t n)
{
    const char *colon = memchr(name, ':', n);

    if (m == NULL)
        return NULL;
    if (colon != NULL)
        n = (size_t)(colon - name);
    for (size_t i = 0; i < m->nremote; i++)
        if (strlen(m->remote[i].name) == n &&
            memcmp(m->remote[i].name, name, n) == 0)
            return &m->remote[i];
    return m->internet < 0 ? NULL : &m->remote[m->internet];
}

static void hang_up(struct nserver *s, struct conn *c)
{
    CHECK(c->fd >= 0);
    close(c->fd);
    c->fd = -1;
    c->gen++; // what is in the event list is not for the next one
    c->next = s->unused;
    s->unused = c;
}

// ---- answers ----

static void later(struct nserver *s, struct conn *c, nsec when)
{
    heap_push(&s->events, when > s->now ? when : s->now, c, c->gen);
}

// The next piece of the body takes its turn on the link.
static void next_piece(struct nserver *s, struct conn *c)
{
    struct serial *link = &s->link[c->remote - s->machine->remote];
    int64_t n = c->to_come < PIECE_MAX ? c->to_come : PIECE_MAX;

    if (n > 0)
        later(s, c,
              serial_take(link, s->now,
                          serial_ns(n, c->remote->back_bytes_per_s, 0)));
}

static void read_request(struct nserver *s, struct conn *c);

// Sends what may go. Wakes by epoll go on when the socket is full.
static void flush(struct nserver *s, struct conn *c)
{
    static const char zeros[PIECE_MAX];

    while (c->sent < c->nout || c->may_send > 0) {
        bool head = c->sent < c->nout;
        size_t left = head                      ? c->nout - c->sent
                      : c->may_send < PIECE_MAX ? (size_t)c->may_send
                                                : PIECE_MAX;
        ssize_t n = send(c->fd, head ? c->out + c->sent : zeros, left,
                         MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return;
        if (n < 0) {
            hang_up(s, c);
            return;
        }
        if (head)
            c->sent += (size_t)n;
        else
            c->may_send -= n;
    }
    if (c->busy && c->nout > 0 && c->to_come == 0) {
        c->busy = false;
        c->nout = c->sent = 0;
        read_request(s, c); // another may be there
    }
}

// The time of a head or of a piece has come.
static void on_time(struct nserver *s, struct conn *c)
{
    if (c->nout == 0) {
        c->nout =
            (size_t)snprintf(c->out, sizeof c->out,
                             "HTTP/1.1 %s\r\nContent-Length: %lld\r\n\r\n",
                             c->remote == NULL ? "404 Not Found" : "200 OK",
                             (long long)c->to_come);
    } else {
        int64_t n = c->to_come < PIECE_MAX ? c->to_come : PIECE_MAX;
        c->to_come -= n;
        c->may_send += n;
    }
    if (c->remote != NULL)
        next_piece(s, c);
    flush(s, c);
}

// ---- requests ----

// The length that a target (n bytes) asks for, or preset.
static int64_t length_of(const char *target, size_t n, int64_t preset)
{
    static const char WORD[] = "bytes=";
    const size_t len = sizeof WORD - 1;

    for (size_t i = 1; i + len <= n; i++) {
        if ((target[i - 1] != '?' && target[i - 1] != '&') ||
            memcmp(target + i, WORD, len) != 0)
            continue;
        int64_t v = 0;
        for (i += len; i < n && target[i] >= '0' && target[i] <= '9'; i++) {
            v = v * 10 + (target[i] - '0');
            if (v > INT64_MAX / 20)
                return INT64_MAX / 20;
        }
        return v;
    }
    return preset;
}

// The name of the host that a request (n bytes) is for; NULL: it says none.
static const char *host_of(const char *request, const char *target,
                           size_t ntarget, size_t *n)
{
    static const char HTTP[] = "http://";
    const size_t len = sizeof HTTP - 1;
    const char *name;

    if (ntarget > len && memcmp(target, HTTP, len) == 0) {
        name = target + len;
        *n = strcspn(name, "/? ");
        return name;
    }
    name = strcasestr(request, "\r\nHost:");
    if (name == NULL)
        return NULL;
    name += 7;
    name += strspn(name, " \t");
    *n = strcspn(name, " \t\r");
    return name;
}

// A whole request lies in c->in, NUL-terminated. False: it is none.
static bool begin_answer(struct nserver *s, struct conn *c)
{
    static const char GET[] = "GET ";
    const char *target = c->in + sizeof GET - 1;
    size_t n, nname;

    if (strncmp(c->in, GET, sizeof GET - 1) != 0)
        return false;
    n = strcspn(target, " \r");
    const char *name = host_of(c->in, target, n, &nname);
    if (name == NULL)
        return false;
    const struct native_remote *r = nserver_remote(s->machine, name, nname);
    c->busy = true;
    c->remote = r;
    c->nout = c->sent = 0;
    c->may_send = 0;
    c->to_come = r == NULL ? 0 : length_of(target, n, r->http_bytes);
    nsec d = r == NULL ? 0
                       : nsec_add(nsec_add(r->latency_ns, r->back_latency_ns),
                                  r->http_ns);
    later(s, c, nsec_add(s->now, d));
    return true;
}

// Reads until there is a whole request, unless one is being answered.
static void read_request(struct nserver *s, struct conn *c)
{
    while (!c->busy) {
        c->in[c->nin] = '\0';
        char *end = strstr(c->in, "\r\n\r\n");
        if (end != NULL) {
            size_t n = (size_t)(end - c->in) + 4;
            if (!begin_answer(s, c)) {
                hang_up(s, c);
                return;
            }
            memmove(c->in, c->in + n, c->nin - n);
            c->nin -= n;
            return;
        }
        ssize_t n =
            recv(c->fd, c->in + c->nin, HEAD_MAX - 1 - c->nin, MSG_DONTWAIT);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0) { // closed by it, or its request is too long
            hang_up(s, c);
            return;
        }
        c->nin += (size_t)n;
    }
}

// ---- the thread ----

static bool watch(struct nserver *s, int fd, uint32_t events, void *p)
{
    struct epoll_event ev = {.events = events, .data.ptr = p};

    return epoll_ctl(s->epfd, EPOLL_CTL_ADD, fd, &ev) == 0;
}

// Without descriptors nobody may wait in the backlog for ever: who does is hung
// up on, with the one that is kept for that.
static bool turn_away(struct nserver *s)
{
    if (s->spare < 0)
        return false;
    close(s->spare);
    int fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd >= 0)
        close(fd);
    s->spare = eventfd(0, EFD_CLOEXEC);
    return fd >= 0;
}

// False: nobody else knocks.
static bool accept_one(struct nserver *s)
{
    int one = 1,
        fd = accept4(s->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

    if (fd < 0 && (errno == EMFILE || errno == ENFILE))
        return turn_away(s);
    if (fd < 0)
        return errno == EINTR || errno == ECONNABORTED;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct conn *c = s->unused;
    if (c != NULL) {
        s->unused = c->next;
    } else {
        c = xcalloc(1, sizeof *c);
        c->all = s->all;
        s->all = c;
    }
    c->fd = fd;
    c->nin = c->nout = c->sent = 0;
    c->busy = false;
    c->may_send = c->to_come = 0;
    if (!watch(s, fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, c))
        hang_up(s, c);
    return true;
}

static void run_due(struct nserver *s)
{
    nsec now = clock_now();

    while (heap_peek(&s->events) <= now) {
        struct heap_entry e = heap_pop(&s->events);
        struct conn *c = e.p;
        s->now = e.key; // as if it were never late: the rate stays right
        if (c->fd >= 0 && c->gen == e.tag)
            on_time(s, c);
    }
    s->now = now;
}

static void arm(struct nserver *s)
{
    struct itimerspec at = {0};
    nsec when = heap_peek(&s->events);

    if (when != NSEC_MAX) {
        at.it_value.tv_sec = (time_t)(when / NSEC_SEC);
        at.it_value.tv_nsec = (long)(when % NSEC_SEC);
    }
    CHECK(timerfd_settime(s->timerfd, TFD_TIMER_ABSTIME, &at, NULL) == 0);
}

static void *serve(void *arg)
{
    enum { EVENTS = 64 };
    struct nserver *s = arg;
    struct epoll_event ev[EVENTS];

    for (;;) {
        run_due(s);
        while (accept_one(s))
            ;
        arm(s);
        int n = epoll_wait(s->epfd, ev, EVENTS, -1);
        CHECK(n >= 0 || errno == EINTR);
        s->now = clock_now();
        for (int i = 0; i < n; i++) {
            struct conn *c = ev[i].data.ptr;
            if (ev[i].data.ptr == &s->stopfd)
                return NULL;
            if (ev[i].data.ptr == s || c->fd < 0)
                continue; // the listener, the timer, or closed just now
            read_request(s, c);
            if (c->fd >= 0)
                flush(s, c);
        }
    }
}

// ---- start and end ----

static bool listen_on_loopback(struct nserver *s)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t len = sizeof at;

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    s->listener =
        socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s->listener < 0 ||
        bind(s->listener, (const struct sockaddr *)&at, sizeof at) != 0 ||
        listen(s->listener, BACKLOG) != 0 ||
        getsockname(s->listener, (struct sockaddr *)&at, &len) != 0)
        return false;
    s->port = ntohs(at.sin_port);
    return true;
}

static bool start_thread(struct nserver *s)
{
    sigset_t all, old;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int error = pthread_create(&s->thread, NULL, serve, s);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    errno = error;
    return error == 0;
}

static void release(struct nserver *s)
{
    int fds[] = {s->listener, s->epfd, s->timerfd, s->stopfd, s->spare};

    while (s->all != NULL) {
        struct conn *c = s->all;
        s->all = c->all;
        if (c->fd >= 0)
            close(c->fd);
        free(c);
    }
    for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    heap_release(&s->events);
    free(s->link);
    free(s);
}

struct nserver *nserver_start(const struct native_machine *m)
{
    struct nserver *s = xcalloc(1, sizeof *s);

    CHECK(m != NULL);
    s->machine = m;
    s->link = xcalloc(m->nremote + 1, sizeof *s->link);
    s->listener = -1;
    s->epfd = epoll_create1(EPOLL_CLOEXEC);
    s->timerfd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    s->stopfd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    s->spare = eventfd(0, EFD_CLOEXEC);
    if (s->spare >= 0 && s->epfd >= 0 && s->timerfd >= 0 && s->stopfd >= 0 &&
        listen_on_loopback(s) && watch(s, s->listener, EPOLLIN | EPOLLET, s) &&
        watch(s, s->timerfd, EPOLLIN | EPOLLET, s) &&
        watch(s, s->stopfd, EPOLLIN, &s->stopfd) && start_thread(s))
        return s;
    int error = errno;
    release(s);
    errno = error;
    return NULL;
}

uint16_t nserver_port(const struct nserver *s)
{
    return s->port;
}

void nserver_stop(struct nserver *s)
{
    uint64_t one = 1;

    if (s == NULL)
        return;
    while (write(s->stopfd, &one, sizeof one) < 0)
        CHECK(errno == EINTR);
    pthread_join(s->thread, NULL);
    release(s);
}
