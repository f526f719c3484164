// conns: connections to the other hosts of the machine's platform. Who waits
// for an answer waits in the poller, as for a pipe (files.c); a read is a
// system call that brings what is there.
//
// A request takes the latency there, the host's http_ns, and then comes back:
// its head after the latency, its body as host/net.h says.

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "host/net.h"
#include "sched/event.h"
#include "sched/gmp.h"

// Each may have an actor of SimGrid's.
enum { CONNS_MAX = 16384 };

enum { CONN, HOST = CONN, BYTES, DATA = 1 + SLICE_DATA, LEN = 1 + SLICE_LEN };

struct net_conn {
    struct sched *sched;
    const struct machine_remote *remote; // NULL: nobody has it
    struct g *waiter;
    struct host_timer timer; // connected, request there, head here
    struct net_flow body;
    int64_t left; // of the body, to be read
    bool head;    // the head of the answer is here
    bool flies;   // the body is on its way
};

static struct net_conn *conn_of(struct sched *s, word n)
{
    CHECK(n < s->conns.n);
    CHECK(s->conns.v[n]->remote != NULL);
    return s->conns.v[n];
}

void net_release(struct sched *s)
{
    for (size_t i = 0; i < s->conns.n; i++)
        free(s->conns.v[i]);
    vec_release(&s->conns);
}

static void wake(struct net_conn *c)
{
    struct g *gp = c->waiter;

    if (gp == NULL)
        return;
    c->waiter = NULL;
    gqueue_push(&c->sched->netpoll_ready, gp);
    netpoll_break(c->sched);
}

static void wait(struct m *mp, struct net_conn *c)
{
    CHECK(c->waiter == NULL); // the library lets one wait
    c->waiter = mp->curg;
    mp->sched->netpoll_waiters++;
    park(mp, WAIT_IO);
}

static void connected(void *arg)
{
    wake(arg);
}

static void head_here(void *arg)
{
    struct net_conn *c = arg;

    c->head = true;
    wake(c);
}

static void body_here(void *arg)
{
    struct net_conn *c = arg;

    c->flies = false;
    wake(c);
}

static void at(struct net_conn *c, host_fn *fn, nsec d)
{
    struct host *h = &c->sched->host;

    CHECK(!c->timer.armed);
    c->timer.fn = fn;
    c->timer.arg = c;
    host_at(h, &c->timer, nsec_add(h->now, d));
}

static void request_there(void *arg)
{
    struct net_conn *c = arg;

    at(c, head_here, c->remote->back_latency_ns);
    if (c->left > 0)
        net_start(&c->sched->host, &c->body, c->remote, c->left);
}

// A connection that nobody has, and that nothing is on its way to; its number.
static int conn_find(struct sched *s, word *number)
{
    struct net_conn *c;

    for (size_t i = 0; i < s->conns.n; i++) {
        c = s->conns.v[i];
        if (c->remote == NULL && !c->flies) {
            *number = i;
            return 0;
        }
    }
    if (s->conns.n == CONNS_MAX)
        return EMFILE;
    c = xcalloc(1, sizeof *c);
    c->sched = s;
    *number = s->conns.n;
    vec_push(&s->conns, c);
    return 0;
}

static int find_remote(struct sched *s, word host,
                       const struct machine_remote **remote)
{
    const struct gostr *name = (const struct gostr *)(uintptr_t)host;

    if (s->config->fluid) // SimGrid is stepped otherwise there
        return EOPNOTSUPP;
    if (name == NULL)
        return ENOENT;
    char *text = xstrndup((const char *)name->data, (size_t)name->len);
    *remote = machine_remote_named(s->config->machine, text);
    free(text);
    return *remote == NULL ? ENOENT : 0;
}

static void dial(struct m *mp)
{
    struct sched *s = mp->sched;
    word *args = mp->req.args, number = 0;
    const struct machine_remote *remote = NULL;
    int error = find_remote(s, args[HOST], &remote);

    if (error == 0)
        error = conn_find(s, &number);
    args[0] = number;
    args[1] = (word)error;
    if (error != 0) {
        mp->next = m_go;
        return;
    }
    struct net_conn *c = s->conns.v[number];
    c->remote = remote;
    c->left = 0;
    at(c, connected, nsec_add(remote->latency_ns, remote->back_latency_ns));
    wait(mp, c);
}

static void begin_call(struct m *mp, const char *call, int64_t bytes)
{
    const struct cost_model *cost = mp->sched->cost;

    entersyscall(mp, call);
    spend_ns(mp, cost->syscall_ns + cost->write_ns);
    spend_ns(mp, cost->write_kb_ns * bytes / 1024);
    mp->next = exitsyscall;
}

static void ask(struct m *mp)
{
    struct g *gp = mp->curg;
    word *args = mp->req.args;
    struct net_conn *c = conn_of(mp->sched, args[CONN]);
    int64_t bytes = (int64_t)args[BYTES];

    CHECK(!c->flies);
    c->left = bytes < 0 ? c->remote->http_bytes : bytes;
    c->head = false;
    c->flies = c->left > 0;
    c->body = (struct net_flow){.fn = body_here, .arg = c};
    at(c, request_there, nsec_add(c->remote->latency_ns, c->remote->http_ns));
    gp->file_op = NET_ASKS;
    gp->file_args = args;
    begin_call(mp, "write", 0);
}

static void read_body(struct m *mp, struct net_conn *c)
{
    struct g *gp = mp->curg;
    word *args = gp->file_args;
    int64_t n = (int64_t)args[LEN] < c->left ? (int64_t)args[LEN] : c->left;

    if (n > 0)
        memset((void *)(uintptr_t)args[DATA], '.', (size_t)n);
    c->left -= n;
    gp->file_op = FILE_NOTHING;
    args[0] = (word)n;
    args[1] = 0;
    begin_call(mp, "read", n);
}

void net_go_on(struct m *mp)
{
    struct g *gp = mp->curg;
    struct net_conn *c = conn_of(mp->sched, gp->file_args[CONN]);

    if (gp->file_op == NET_READS ? c->flies : !c->head) {
        wait(mp, c);
        return;
    }
    if (gp->file_op == NET_READS) {
        read_body(mp, c);
        return;
    }
    gp->file_op = FILE_NOTHING;
    gp->file_args[0] = (word)c->left;
    gp->file_args[1] = 0;
    mp->next = m_go;
}

static void hang_up(struct m *mp)
{
    struct net_conn *c = conn_of(mp->sched, mp->req.args[CONN]);

    CHECK(c->waiter == NULL && !c->timer.armed);
    c->remote = NULL;
    mp->req.args[0] = 0;
    entersyscall(mp, "close");
    spend_ns(mp, mp->sched->cost->syscall_ns);
    mp->next = exitsyscall;
}

void net_request(struct m *mp)
{
    switch (mp->stop) {
    case REQ_NET_DIAL:
        dial(mp);
        return;
    case REQ_NET_GET:
        ask(mp);
        return;
    case REQ_NET_CLOSE:
        hang_up(mp);
        return;
    default:
        mp->curg->file_op = NET_READS;
        mp->curg->file_args = mp->req.args;
        net_go_on(mp);
        return;
    }
}
