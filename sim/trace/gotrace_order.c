// gotrace_order: what all kinds of events share, and which one is done by whom.
#include "trace/gotrace_v2.h"

#include <string.h>

#include "base/check.h"

const char *const v2_g_status_name[V2_G_STATUSES] = {
    "dead", "runnable", "running", "in a system call", "waiting",
};

// --- where an event happens

struct v2_m *v2_m_at(struct v2 *v, const struct v2_cursor *c)
{
    return c->m == V2_NONE ? NULL : &v->ms.v[c->m];
}

struct v2_g *v2_running(struct v2 *v, const struct v2_cursor *c)
{
    const struct v2_m *m = v2_m_at(v, c);

    return m == NULL || m->g == V2_NONE ? NULL : &v->gs.v[m->g];
}

struct gowhere v2_where(struct v2 *v, const struct v2_cursor *c)
{
    const struct v2_m *m = v2_m_at(v, c);
    const struct v2_g *g = v2_running(v, c);

    return (struct gowhere){
        .t = c->t,
        .m = c->m,
        .p = m == NULL ? V2_NONE : m->p,
        .g = g == NULL ? 0 : g->id,
    };
}

// That the event's thread has what need says.
bool v2_has(struct v2 *v, const struct v2_cursor *c, unsigned need)
{
    const struct v2_m *m = v2_m_at(v, c);

    if (need & V2_M && m == NULL)
        v2_wrong(v, c, "no thread does it");
    else if (need & V2_P && m->p == V2_NONE)
        v2_wrong(v, c, "its thread has no P");
    else if (need & V2_G && m->g == V2_NONE)
        v2_wrong(v, c, "its thread has no goroutine");
    else
        return true;
    return false;
}

// That a goroutine with that status is on the thread, which has a P.
bool v2_has_running(struct v2 *v, const struct v2_cursor *c,
                    enum v2_g_status status)
{
    if (!v2_has(v, c, V2_M | V2_P | V2_G))
        return false;
    const struct v2_g *g = v2_running(v, c);
    if (g->status == status)
        return true;
    v2_wrong(v, c, "goroutine %u is %s, not %s", g->id,
             v2_g_status_name[g->status], v2_g_status_name[status]);
    return false;
}

struct v2_seq v2_seq_of(const struct v2 *v, uint64_t n)
{
    return (struct v2_seq){v->gen.number, n};
}

bool v2_follows(const struct v2 *v, uint64_t n, struct v2_seq old)
{
    return old.generation == v->gen.number && n != 0 && old.n == n - 1;
}

// --- goroutines, Ps, texts by the numbers that the event has

// The index of goroutine id, V2_NONE when there is none.
int64_t v2_find_g(const struct v2 *v, uint64_t id)
{
    return id > UINT32_MAX ? V2_NONE : idmap_find(&v->g_index, (uint32_t)id);
}

// A new goroutine; V2_NONE with a fault when there is one with that number.
int64_t v2_new_g(struct v2 *v, const struct v2_cursor *c, uint64_t id,
                 enum v2_g_status status)
{
    int64_t i = v2_find_g(v, id);

    if (id == 0 || id >= GOEMIT_AGAIN) {
        v2_wrong(v, c, "goroutine %llu: the number is out of range",
                 (unsigned long long)id);
        return V2_NONE;
    }
    if (i != V2_NONE && v->gs.v[i].status != V2_G_DEAD) {
        v2_wrong(v, c, "goroutine %llu exists already", (unsigned long long)id);
        return V2_NONE;
    }
    struct v2_g g = {
        .id = (uint32_t)id, .status = status, .seq = v2_seq_of(v, 0)};
    if (i != V2_NONE) { // a thread of C comes again
        g.id = GOEMIT_AGAIN + v->again++;
        v->gs.v[i] = g;
        return i;
    }
    vec_push(&v->gs, g);
    return idmap_add(&v->g_index, (uint32_t)id);
}

bool v2_text(struct v2 *v, const struct v2_cursor *c, uint64_t id,
             struct gobatch_string *out)
{
    const struct gobatch_string *s = gobatch_string(&v->gen, id);

    if (s == NULL) {
        v2_wrong(v, c, "string %llu does not exist", (unsigned long long)id);
        return false;
    }
    *out = *s;
    return true;
}

// The frames of a stack; *n is their number.
bool v2_stack(struct v2 *v, const struct v2_cursor *c, uint64_t id,
              const struct gobatch_frame **frames, size_t *n)
{
    const struct gobatch_stack *s = gobatch_stack(&v->gen, id);

    if (s == NULL) {
        v2_wrong(v, c, "stack %llu does not exist", (unsigned long long)id);
        return false;
    }
    *n = s->n;
    *frames = s->n == 0 ? NULL : &v->gen.frames.v[s->first];
    return true;
}

// The stack of goroutine g tells which function it began with, unless it is
// cut.
bool v2_learn(struct v2 *v, const struct v2_cursor *c, struct v2_g *g,
              uint64_t id)
{
    const struct gobatch_frame *f;
    size_t n;

    if (!v2_stack(v, c, id, &f, &n))
        return false;
    if (g == NULL || g->named || n == 0 || n >= GOBATCH_FRAMES_MAX)
        return true;
    g->named = true;
    goemit_name(v->emit, g->id, f[n - 1].fn);
    return true;
}

enum { TYPES = 256 };

// The others are dropped.
static enum v2_advance (*const handler[TYPES])(struct v2 *v,
                                               struct v2_cursor *c) = {
    [GOBATCH_PROCS_CHANGE] = v2_procs_change,
    [GOBATCH_PROC_START] = v2_proc_start,
    [GOBATCH_PROC_STOP] = v2_proc_stop,
    [GOBATCH_PROC_STEAL] = v2_proc_steal,
    [GOBATCH_PROC_STATUS] = v2_proc_status,
    [GOBATCH_GO_CREATE] = v2_go_create,
    [GOBATCH_GO_CREATE_BLOCKED] = v2_go_create,
    [GOBATCH_GO_CREATE_SYSCALL] = v2_create_syscall,
    [GOBATCH_GO_START] = v2_go_start,
    [GOBATCH_GO_DESTROY] = v2_go_destroy,
    [GOBATCH_GO_DESTROY_SYSCALL] = v2_destroy_syscall,
    [GOBATCH_GO_STOP] = v2_go_stop,
    [GOBATCH_GO_BLOCK] = v2_go_block,
    [GOBATCH_GO_UNBLOCK] = v2_go_unblock,
    [GOBATCH_GO_SWITCH] = v2_go_switch,
    [GOBATCH_GO_SWITCH_DESTROY] = v2_go_switch,
    [GOBATCH_GO_SYSCALL_BEGIN] = v2_syscall_begin,
    [GOBATCH_GO_SYSCALL_END] = v2_syscall_end,
    [GOBATCH_GO_SYSCALL_END_BLOCKED] = v2_syscall_end_blocked,
    [GOBATCH_GO_STATUS] = v2_go_status,
    [GOBATCH_GO_STATUS_STACK] = v2_go_status,
    [GOBATCH_STW_BEGIN] = v2_world,
    [GOBATCH_STW_END] = v2_world,
    [GOBATCH_GC_ACTIVE] = v2_collector,
    [GOBATCH_GC_BEGIN] = v2_collector,
    [GOBATCH_GC_END] = v2_collector,
    [GOBATCH_USER_LOG] = v2_user_log,
};

enum v2_advance v2_advance(struct v2 *v, struct v2_cursor *c)
{
    enum v2_advance got =
        handler[c->e.type] == NULL ? v2_drop(v, c) : handler[c->e.type](v, c);

    CHECK(got != V2_WRONG || v->fault->text != NULL);
    return got;
}
