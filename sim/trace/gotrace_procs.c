// gotrace_procs: Ps and the threads that have them, and system calls.
#include "trace/gotrace_v2.h"

#include <string.h>

// --- Ps

static struct v2_p *find_p(struct v2 *v, uint64_t id)
{
    return id < v->ps.n && v->ps.v[id].status != V2_P_UNKNOWN ? &v->ps.v[id]
                                                              : NULL;
}

enum v2_advance v2_procs_change(struct v2 *v, struct v2_cursor *c)
{
    struct gowhere w = v2_where(v, c);

    if (!v2_has(v, c, V2_M | V2_P | V2_G) ||
        !v2_learn(v, c, v2_running(v, c), c->e.arg[1]))
        return V2_WRONG;
    if (c->e.arg[0] == 0 || c->e.arg[0] > GOTRACE_IDS_MAX)
        return v2_wrong(v, c, "GOMAXPROCS is %llu",
                        (unsigned long long)c->e.arg[0]);
    goemit_procs(v->emit, &w, (int32_t)c->e.arg[0]);
    return V2_DONE;
}

// The thread has P id from now on.
static void take_p(struct v2 *v, const struct v2_cursor *c, uint64_t id)
{
    struct v2_m *m = v2_m_at(v, c);

    v->ps.v[id].m = c->m;
    m->p = (int32_t)id;
    struct gowhere w = v2_where(v, c);
    // A timeline's thread has no P when its system call ends.
    if (m->g != V2_NONE && v->ps.v[id].status == V2_P_RUNNING &&
        v2_running(v, c)->status == V2_G_SYSCALL && !m->returned) {
        m->returned = true;
        goemit_syscall_end_blocked(v->emit, &w);
    }
    goemit_proc_start(v->emit, &w);
}

static void lose_p(struct v2 *v, uint64_t id)
{
    struct v2_p *p = &v->ps.v[id];

    if (p->m != V2_NONE)
        v->ms.v[p->m].p = V2_NONE;
    p->m = V2_NONE;
}

enum v2_advance v2_proc_start(struct v2 *v, struct v2_cursor *c)
{
    struct v2_p *p = find_p(v, c->e.arg[0]);

    if (!v2_has(v, c, V2_M))
        return V2_WRONG;
    if (p == NULL || p->status != V2_P_IDLE ||
        !v2_follows(v, c->e.arg[1], p->seq) || v2_m_at(v, c)->p != V2_NONE)
        return V2_LATER;
    p->status = V2_P_RUNNING;
    p->seq = v2_seq_of(v, c->e.arg[1]);
    take_p(v, c, c->e.arg[0]);
    return V2_DONE;
}

enum v2_advance v2_proc_stop(struct v2 *v, struct v2_cursor *c)
{
    struct gowhere w = v2_where(v, c);
    const struct v2_g *g = v2_running(v, c);

    if (!v2_has(v, c, V2_M | V2_P))
        return V2_WRONG;
    if (g != NULL && g->status == V2_G_RUNNING)
        return v2_wrong(v, c, "goroutine %u is running", g->id);
    goemit_proc_stop(v->emit, &w);
    v->ps.v[w.p].status = V2_P_IDLE;
    lose_p(v, (uint64_t)w.p);
    return V2_DONE;
}

enum v2_advance v2_proc_steal(struct v2 *v, struct v2_cursor *c)
{
    struct v2_p *p = find_p(v, c->e.arg[0]);
    int64_t from = idmap_find(&v->m_index, c->e.arg[2]);
    struct gowhere w = v2_where(v, c);

    if (!v2_has(v, c, V2_M))
        return V2_WRONG;
    if (p == NULL ||
        (p->status != V2_P_SYSCALL && p->status != V2_P_ABANDONED) ||
        !v2_follows(v, c->e.arg[1], p->seq))
        return V2_LATER;
    p->seq = v2_seq_of(v, c->e.arg[1]);
    if (p->status == V2_P_ABANDONED) { // it is idle in the timeline
        p->status = V2_P_IDLE;
        return V2_DONE;
    }
    if (from == IDMAP_NONE || p->m != from)
        return v2_wrong(v, c, "P %llu is not with that thread",
                        (unsigned long long)c->e.arg[0]);
    p->status = V2_P_IDLE;
    if (from == c->m)
        goemit_proc_stop(v->emit, &w);
    else
        goemit_proc_steal(v->emit, &w, (int32_t)c->e.arg[0], (int32_t)from);
    lose_p(v, c->e.arg[0]);
    return V2_DONE;
}

// A P that is known has the status that is tracked, or loses its thread.
static enum v2_advance known_p(struct v2 *v, struct v2_cursor *c,
                               struct v2_p *p)
{
    uint64_t status = c->e.arg[1];

    if (status == V2_P_ABANDONED && p->status == V2_P_SYSCALL)
        status = V2_P_SYSCALL; // who has it is known here
    else if (status == V2_P_RUNNING || status == V2_P_SYSCALL)
        if (p->m != c->m)
            return v2_wrong(v, c, "P %llu is not with this thread",
                            (unsigned long long)c->e.arg[0]);
    if (p->status != status)
        return v2_wrong(v, c, "P %llu is in another state",
                        (unsigned long long)c->e.arg[0]);
    p->seq = v2_seq_of(v, 0);
    return V2_DONE;
}

enum v2_advance v2_proc_status(struct v2 *v, struct v2_cursor *c)
{
    uint64_t id = c->e.arg[0], status = c->e.arg[1];
    struct v2_p *p = find_p(v, id);

    if (status == V2_P_UNKNOWN || status >= V2_P_STATUSES)
        return v2_wrong(v, c, "state %llu of P %llu",
                        (unsigned long long)status, (unsigned long long)id);
    if (p != NULL)
        return known_p(v, c, p);
    if (id >= GOTRACE_IDS_MAX)
        return v2_wrong(v, c, "P %llu: the number is out of range",
                        (unsigned long long)id);
    while (v->ps.n <= id)
        vec_push(&v->ps, ((struct v2_p){.m = V2_NONE}));
    v->ps.v[id].status = (enum v2_p_status)status;
    v->ps.v[id].seq = v2_seq_of(v, 0);
    if (status != V2_P_RUNNING && status != V2_P_SYSCALL)
        return V2_DONE;
    if (!v2_has(v, c, V2_M))
        return V2_WRONG;
    if (v2_m_at(v, c)->p != V2_NONE)
        return v2_wrong(v, c, "the thread has P %d", v2_m_at(v, c)->p);
    take_p(v, c, id);
    return V2_DONE;
}

static bool begins(struct gobatch_string s, const char *with)
{
    return s.len >= strlen(with) && memcmp(s.text, with, strlen(with)) == 0;
}

// The function that wants the system call: not the bridges to the kernel.
static struct gobatch_string call_of(const struct gobatch_frame *f, size_t n)
{
    static const char *const bridges[] = {
        "runtime.",        "internal/runtime/",  "runtime/internal/",
        "syscall.Syscall", "syscall.RawSyscall", "syscall.rawSyscall",
    };

    for (size_t i = 0; i < n; i++) {
        bool bridge = false;
        for (size_t k = 0; k < sizeof bridges / sizeof bridges[0]; k++)
            bridge = bridge || begins(f[i].fn, bridges[k]);
        if (!bridge)
            return f[i].fn;
    }
    return n == 0 ? (struct gobatch_string){"", 0} : f[0].fn;
}

// --- system calls

enum v2_advance v2_syscall_begin(struct v2 *v, struct v2_cursor *c)
{
    const struct gobatch_frame *f;
    size_t n;
    struct gowhere w = v2_where(v, c);

    if (!v2_has_running(v, c, V2_G_RUNNING) ||
        !v2_learn(v, c, v2_running(v, c), c->e.arg[1]) ||
        !v2_stack(v, c, c->e.arg[1], &f, &n))
        return V2_WRONG;
    struct v2_p *p = &v->ps.v[w.p];
    if (!v2_follows(v, c->e.arg[0], p->seq))
        return v2_wrong(v, c, "the sequence of P %d is broken", w.p);
    p->seq = v2_seq_of(v, c->e.arg[0]);
    p->status = V2_P_SYSCALL;
    v2_running(v, c)->status = V2_G_SYSCALL;
    v2_m_at(v, c)->returned = false;
    goemit_syscall_begin(v->emit, &w, call_of(f, n));
    return V2_DONE;
}

enum v2_advance v2_syscall_end(struct v2 *v, struct v2_cursor *c)
{
    struct gowhere w = v2_where(v, c);

    if (!v2_has_running(v, c, V2_G_SYSCALL))
        return V2_WRONG;
    if (v->ps.v[w.p].status != V2_P_SYSCALL)
        return v2_wrong(v, c, "P %d is in no system call", w.p);
    v->ps.v[w.p].status = V2_P_RUNNING;
    v2_running(v, c)->status = V2_G_RUNNING;
    goemit_syscall_end(v->emit, &w);
    return V2_DONE;
}

enum v2_advance v2_syscall_end_blocked(struct v2 *v, struct v2_cursor *c)
{
    struct gowhere w = v2_where(v, c);

    if (!v2_has(v, c, V2_M | V2_G))
        return V2_WRONG;
    if (w.p != V2_NONE && v->ps.v[w.p].status == V2_P_SYSCALL)
        return V2_LATER;
    struct v2_g *g = v2_running(v, c);
    if (g->status != V2_G_SYSCALL)
        return v2_wrong(v, c, "goroutine %u is %s", g->id,
                        v2_g_status_name[g->status]);
    g->status = V2_G_RUNNABLE;
    // A timeline's thread has no P when its system call ends; one that had both
    // when the trace began gives its P back for a moment.
    bool told = v2_m_at(v, c)->returned;
    if (!told && w.p != V2_NONE)
        goemit_proc_stop(v->emit, &w);
    if (!told)
        goemit_syscall_end_blocked(v->emit, &w);
    if (!told && w.p != V2_NONE)
        goemit_proc_start(v->emit, &w);
    v2_m_at(v, c)->returned = false;
    v2_m_at(v, c)->g = V2_NONE;
    return V2_DONE;
}

// A thread of C enters Go.
enum v2_advance v2_create_syscall(struct v2 *v, struct v2_cursor *c)
{
    if (!v2_has(v, c, V2_M))
        return V2_WRONG;
    if (v2_running(v, c) != NULL)
        return v2_wrong(v, c, "its thread has goroutine %u",
                        v2_running(v, c)->id);
    int64_t g = v2_new_g(v, c, c->e.arg[0], V2_G_SYSCALL);
    if (g == V2_NONE)
        return V2_WRONG;
    v2_m_at(v, c)->g = g;
    v2_m_at(v, c)->returned = false;
    struct gowhere w = v2_where(v, c);
    goemit_there(v->emit, &w, (struct gobatch_string){"", 0});
    goemit_was_in_syscall(v->emit, &w);
    return V2_DONE;
}

// It leaves Go, perhaps with a P, which it then has lost.
enum v2_advance v2_destroy_syscall(struct v2 *v, struct v2_cursor *c)
{
    if (!v2_has(v, c, V2_M | V2_G))
        return V2_WRONG;
    struct v2_g *g = v2_running(v, c);
    struct gowhere w = v2_where(v, c);
    if (g->status != V2_G_SYSCALL)
        return v2_wrong(v, c, "goroutine %u is %s", g->id,
                        v2_g_status_name[g->status]);
    if (w.p != V2_NONE) {
        if (v->ps.v[w.p].status != V2_P_SYSCALL)
            return v2_wrong(v, c, "P %d is in no system call", w.p);
        v->ps.v[w.p].status = V2_P_ABANDONED;
        goemit_proc_stop(v->emit, &w);
        lose_p(v, (uint64_t)w.p);
        w.p = V2_NONE;
    }
    g->status = V2_G_DEAD;
    goemit_destroy(v->emit, &w);
    v2_m_at(v, c)->g = V2_NONE;
    return V2_DONE;
}
