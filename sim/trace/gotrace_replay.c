#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "trace/gotrace_v1.h"
#include "trace/idmap.h"

// What Go's parser.go (postProcessTrace) checks of the ordered events, and what
// they are in a timeline. These traces tell of Ps; which thread has one only
// ProcStart says.

enum g_state { NEW, RUNNABLE, RUNNING, WAITING, SYSCALL };

struct rg {
    uint32_t id;
    enum g_state state;
    int32_t m; // whose it is while in a system call, or V1_NONE
    bool told; // the timeline has the end of its system call already
};

struct rp {
    int32_t m;    // that has it, or V1_NONE
    int64_t g;    // that runs, or is in a system call that keeps the P
    bool stopped; // the timeline has its stop already, the trace tells it next
};

struct rm {
    int32_t p;
    int64_t g; // in a system call, also without P; or running
};

struct replay {
    struct v1 *v;
    struct goemit *emit;
    struct idmap m_index;
    struct idmap g_index;
    VEC(struct rg) gs;
    VEC(struct rp) ps;
    VEC(struct rm) ms;
    const struct v1_event *e;
    nsec t;
};

static bool wrong(struct replay *r, const char *what)
{
    return v1_wrong(r->v, r->e, "%s", what);
}

static struct gowhere at_p(const struct replay *r)
{
    int32_t p = r->e->p;
    struct gowhere w = {.t = r->t, .m = V1_NONE, .p = V1_NONE};

    if (p == V1_NONE || r->ps.v[p].m == V1_NONE)
        return w;
    w.p = p;
    w.m = r->ps.v[p].m;
    w.g = r->ps.v[p].g == V1_NONE ? 0 : r->gs.v[r->ps.v[p].g].id;
    return w;
}

// The index of the event's G; V1_NONE with a fault when it is not in state.
static int64_t g_in(struct replay *r, uint64_t id, enum g_state state)
{
    int64_t g = idmap_find(&r->g_index, (uint32_t)id);

    if (g == IDMAP_NONE || r->gs.v[g].state != state) {
        v1_wrong(r->v, r->e, "goroutine %llu is in another state",
                 (unsigned long long)id);
        return V1_NONE;
    }
    return g;
}

// The G that runs on the event's P; V1_NONE with a fault when there is none.
static int64_t running(struct replay *r)
{
    int32_t p = r->e->p;
    int64_t g = p == V1_NONE ? V1_NONE : r->ps.v[p].g;

    if (g == V1_NONE || r->gs.v[g].id != r->e->g ||
        r->gs.v[g].state != RUNNING) {
        wrong(r, "its goroutine does not run");
        return V1_NONE;
    }
    return g;
}

// --- Ps

// The thread of P p loses it, in the timeline too.
static void lose_p(struct replay *r, int32_t p)
{
    int32_t m = r->ps.v[p].m;
    struct gowhere w = {.t = r->t, .m = m, .p = p};

    CHECK(m != V1_NONE);
    if (r->ms.v[m].g == V1_NONE)
        goemit_proc_stop(r->emit, &w);
    else
        goemit_proc_steal(r->emit, &(struct gowhere){r->t, -1, -1, 0}, p, m);
    r->ms.v[m].p = V1_NONE;
    r->ps.v[p].m = V1_NONE;
}

// The thread comes back from its system call, whose end is told later.
static void come_back(struct replay *r, int32_t m)
{
    struct rg *g = &r->gs.v[r->ms.v[m].g];

    goemit_syscall_end_blocked(
        r->emit, &(struct gowhere){.t = r->t, .m = m, .p = -1, .g = g->id});
    g->told = true;
    r->ms.v[m].g = V1_NONE;
}

static void give_p(struct replay *r, int32_t p, int32_t m)
{
    r->ps.v[p].m = m;
    r->ms.v[m].p = p;
    goemit_proc_start(r->emit, &(struct gowhere){r->t, m, p, 0});
}

static bool proc_start(struct replay *r)
{
    const struct v1_event *e = r->e;
    int64_t m = idmap_get(&r->m_index, e->arg[0]);

    if (e->p == V1_NONE || r->ps.v[e->p].m != V1_NONE)
        return wrong(r, "the P has a thread");
    if (m >= GOTRACE_IDS_MAX)
        return wrong(r, "there are too many threads");
    while (r->ms.n <= (size_t)m)
        vec_push(&r->ms, ((struct rm){V1_NONE, V1_NONE}));
    // A P that was taken in a system call: it is told after the thread, back
    // from there, got another one.
    int32_t old = r->ms.v[m].p;
    if (old != V1_NONE) {
        int64_t g = r->ps.v[old].g;
        if (g != V1_NONE && r->gs.v[g].state != SYSCALL)
            return wrong(r, "the thread runs a goroutine on another P");
        lose_p(r, old);
        r->ps.v[old].stopped = true;
    }
    if (r->ms.v[m].g != V1_NONE)
        come_back(r, (int32_t)m);
    give_p(r, e->p, (int32_t)m);
    return true;
}

static bool proc_stop(struct replay *r)
{
    struct rp *p;

    if (r->e->p == V1_NONE)
        return wrong(r, "there is no P");
    p = &r->ps.v[r->e->p];
    if (p->stopped) {
        p->stopped = false;
        return true;
    }
    if (p->m == V1_NONE)
        return wrong(r, "the P has no thread");
    if (p->g != V1_NONE)
        return wrong(r, "a goroutine runs on the P");
    lose_p(r, r->e->p);
    return true;
}

static bool procs_change(struct replay *r)
{
    struct gowhere w = at_p(r);

    if (r->e->arg[0] == 0 || r->e->arg[0] > GOTRACE_IDS_MAX)
        return wrong(r, "GOMAXPROCS is out of range");
    goemit_procs(r->emit, &w, (int32_t)r->e->arg[0]);
    return true;
}

// --- goroutines

static bool create(struct replay *r)
{
    const struct v1_event *e = r->e;
    struct v1_stack start = v1_stack_of(r->v, e->arg[1]);
    struct v1_stack at = v1_stack_of(r->v, e->stack);
    struct gowhere w = at_p(r);
    uint32_t id = (uint32_t)e->arg[0];

    if (idmap_find(&r->g_index, id) != IDMAP_NONE)
        return wrong(r, "the goroutine exists already");
    if (e->g != 0 && running(r) == V1_NONE)
        return false;
    w.g = e->g;
    idmap_add(&r->g_index, id);
    vec_push(&r->gs, ((struct rg){id, RUNNABLE, V1_NONE, false}));
    goemit_create(r->emit, &w, id, v1_string(r->v, start.fn),
                  e->g == 0 ? 0 : at.line);
    return true;
}

static bool was(struct replay *r, enum g_state state)
{
    int64_t g = g_in(r, r->e->g, RUNNABLE);
    struct gowhere w = {.t = r->t, .m = -1, .p = -1, .g = r->e->g};

    if (g == V1_NONE)
        return false;
    r->gs.v[g].state = state;
    if (state == WAITING)
        goemit_was_waiting(r->emit, &w);
    else
        goemit_was_in_syscall(r->emit, &w);
    return true;
}

// The P of a thread that sits in a system call was taken by the thread of g,
// back from its own call, without a word: it moves there.
static bool move_p(struct replay *r, int32_t p, struct rg *g)
{
    int32_t m = g->m;

    if (m == V1_NONE || r->ms.v[m].p != V1_NONE || r->ms.v[m].g != V1_NONE)
        return wrong(r, "the thread of its P is in a system call");
    lose_p(r, p);
    give_p(r, p, m);
    return true;
}

static bool start(struct replay *r)
{
    int32_t p = r->e->p;
    int64_t g = g_in(r, r->e->g, RUNNABLE);

    if (g == V1_NONE)
        return false;
    if (p == V1_NONE || r->ps.v[p].m == V1_NONE)
        return wrong(r, "its P has no thread");
    if (r->ps.v[p].g != V1_NONE)
        return wrong(r, "a goroutine runs on its P");
    if (r->ms.v[r->ps.v[p].m].g != V1_NONE && !move_p(r, p, &r->gs.v[g]))
        return false;
    r->gs.v[g].state = RUNNING;
    r->ps.v[p].g = r->ms.v[r->ps.v[p].m].g = g;
    struct gowhere w = at_p(r);
    goemit_start(r->emit, &w);
    return true;
}

// The running G is that no more; *w is where it was.
static bool leave(struct replay *r, enum g_state to, struct gowhere *w)
{
    int64_t g = running(r);

    if (g == V1_NONE)
        return false;
    *w = at_p(r);
    r->gs.v[g].state = to;
    r->ps.v[w->p].g = r->ms.v[w->m].g = V1_NONE;
    return true;
}

static bool block(struct replay *r, enum wait_reason why)
{
    struct gowhere w;

    if (!leave(r, WAITING, &w))
        return false;
    goemit_block(r->emit, &w, why);
    return true;
}

static bool stop(struct replay *r, const char *why)
{
    struct gowhere w;

    if (!leave(r, RUNNABLE, &w))
        return false;
    goemit_stop(r->emit, &w, why);
    return true;
}

static bool end(struct replay *r)
{
    struct gowhere w;

    if (!leave(r, NEW, &w))
        return false;
    goemit_destroy(r->emit, &w);
    return true;
}

static bool unblock(struct replay *r)
{
    int64_t g = g_in(r, r->e->arg[0], WAITING);
    struct gowhere w = at_p(r);

    if (g == V1_NONE)
        return false;
    r->gs.v[g].state = RUNNABLE;
    goemit_unblock(r->emit, &w, r->gs.v[g].id);
    return true;
}

// --- system calls

// Those that kept their P tell nothing of their end: they take no time here.
static bool syscall_begin(struct replay *r)
{
    struct v1_stack s = v1_stack_of(r->v, r->e->stack);
    struct gowhere w = at_p(r);
    int64_t g = running(r);

    if (g == V1_NONE)
        return false;
    goemit_syscall_begin(r->emit, &w, v1_string(r->v, s.call));
    if (r->e->blocks) {
        r->gs.v[g].state = SYSCALL;
        r->gs.v[g].m = w.m;
    } else {
        goemit_syscall_end(r->emit, &w);
    }
    return true;
}

// The P will go elsewhere.
static bool syscall_block(struct replay *r)
{
    int32_t p = r->e->p;
    int64_t g = p == V1_NONE ? V1_NONE : r->ps.v[p].g;

    if (g == V1_NONE || r->gs.v[g].state != SYSCALL)
        return wrong(r, "its goroutine is in no system call");
    r->ps.v[p].g = V1_NONE;
    return true;
}

static bool syscall_exit(struct replay *r)
{
    int64_t g = g_in(r, r->e->g, SYSCALL);

    if (g == V1_NONE)
        return false;
    struct rg *x = &r->gs.v[g];
    int32_t m = x->m;
    x->state = RUNNABLE;
    if (x->told) {
        x->told = false;
        return true;
    }
    if (m == V1_NONE) { // since before the trace
        goemit_syscall_end_blocked(
            r->emit, &(struct gowhere){r->t, V1_NONE, V1_NONE, x->id});
        return true;
    }
    int32_t p = r->ms.v[m].p;
    if (p != V1_NONE) // it lost the P and got it back
        lose_p(r, p);
    come_back(r, m);
    x->told = false;
    if (p != V1_NONE)
        give_p(r, p, m);
    return true;
}

// --- remarks

static bool label(struct replay *r, const char *text)
{
    struct gowhere w = at_p(r);

    goemit_label(r->emit, &w, text, NULL);
    return true;
}

static bool user_log(struct replay *r)
{
    const struct v1_event *e = r->e;
    struct gowhere w = at_p(r);
    struct gobatch_string key = v1_string(r->v, e->arg[1]);
    struct gobatch_string value = {(const char *)r->v->file.base + e->arg[2],
                                   e->log_len};
    char name[GOBATCH_STRING_MAX + 1];
    size_t n = key.len < GOBATCH_STRING_MAX ? key.len : GOBATCH_STRING_MAX;

    memcpy(name, key.text, n);
    name[n] = '\0';
    goemit_label(r->emit, &w, name, &value);
    return true;
}

static bool drop(struct replay *r, enum gotrace_drop what)
{
    goemit_drop(r->emit, what, 1);
    return true;
}

static bool remark(struct replay *r)
{
    switch ((enum v1_type)r->e->type) {
    case V1_GC_START:
        return label(r, "a collection begins");
    case V1_GC_DONE:
        return label(r, "the collection ends");
    case V1_STW_START:
        return label(r, "the world stops");
    case V1_STW_DONE:
        return label(r, "the world goes on");
    case V1_USER_LOG:
        return user_log(r);
    case V1_HEAP_ALLOC:
    case V1_HEAP_GOAL:
        return drop(r, GODROP_HEAP);
    case V1_FUTILE_WAKEUP:
        return drop(r, GODROP_FUTILE);
    case V1_GC_SWEEP_START:
    case V1_GC_SWEEP_DONE:
    case V1_GC_MARK_ASSIST_START:
    case V1_GC_MARK_ASSIST_DONE:
        return drop(r, GODROP_SWEEP);
    default:
        return drop(r, GODROP_TASK);
    }
}

static bool replay(struct replay *r)
{
    switch ((enum v1_type)r->e->type) {
    case V1_GOMAXPROCS:
        return procs_change(r);
    case V1_PROC_START:
        return proc_start(r);
    case V1_PROC_STOP:
        return proc_stop(r);
    case V1_GO_CREATE:
        return create(r);
    case V1_GO_WAITING:
        return was(r, WAITING);
    case V1_GO_IN_SYSCALL:
        return was(r, SYSCALL);
    case V1_GO_START_LABEL:
        drop(r, GODROP_LABEL);
        return start(r);
    case V1_GO_START:
    case V1_GO_START_LOCAL:
        return start(r);
    case V1_GO_END:
        return end(r);
    case V1_GO_STOP:
        return block(r, WAIT_FOREVER);
    case V1_GO_SCHED:
        return stop(r, "Gosched");
    case V1_GO_PREEMPT:
        return stop(r, "preempted");
    case V1_GO_SLEEP:
        return block(r, WAIT_SLEEP);
    case V1_GO_BLOCK:
        return block(r, WAIT_NONE);
    case V1_GO_BLOCK_SEND:
        return block(r, WAIT_CHAN_SEND);
    case V1_GO_BLOCK_RECV:
        return block(r, WAIT_CHAN_RECEIVE);
    case V1_GO_BLOCK_SELECT:
        return block(r, WAIT_SELECT);
    case V1_GO_BLOCK_SYNC:
        return block(r, WAIT_SYNC);
    case V1_GO_BLOCK_COND:
        return block(r, WAIT_COND_WAIT);
    case V1_GO_BLOCK_NET:
        return block(r, WAIT_IO);
    case V1_GO_BLOCK_GC:
        return block(r, WAIT_GC_ASSIST);
    case V1_GO_UNBLOCK:
    case V1_GO_UNBLOCK_LOCAL:
        return unblock(r);
    case V1_GO_SYSCALL:
        return syscall_begin(r);
    case V1_GO_SYS_BLOCK:
        return syscall_block(r);
    case V1_GO_SYS_EXIT:
    case V1_GO_SYS_EXIT_LOCAL:
        return syscall_exit(r);
    default:
        return remark(r);
    }
}

static bool run(struct replay *r)
{
    uint64_t first = r->v->events.v[0].ticks;

    for (size_t i = 0; i < r->v->events.n; i++) {
        r->e = &r->v->events.v[i];
        while (r->e->p != V1_NONE && r->ps.n <= (size_t)r->e->p)
            vec_push(&r->ps, ((struct rp){V1_NONE, V1_NONE, false}));
        if (!gobatch_ns(r->e->ticks - first, r->v->ticks_per_s, &r->t))
            return wrong(r, "its time is out of range");
        if (!replay(r))
            return false;
    }
    return true;
}

bool v1_replay(struct v1 *v)
{
    struct replay r = {.v = v, .emit = v->emit};
    bool ok = run(&r);

    idmap_release(&r.m_index);
    idmap_release(&r.g_index);
    vec_release(&r.gs);
    vec_release(&r.ps);
    vec_release(&r.ms);
    return ok;
}
