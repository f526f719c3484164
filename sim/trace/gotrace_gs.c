// gotrace_gs: goroutines.
#include "trace/gotrace_v2.h"

#include <string.h>

static bool begins(struct gobatch_string s, const char *with)
{
    return s.len >= strlen(with) && memcmp(s.text, with, strlen(with)) == 0;
}

// --- goroutines

enum v2_advance v2_go_create(struct v2 *v, struct v2_cursor *c)
{
    bool blocked = c->e.type == GOBATCH_GO_CREATE_BLOCKED;
    const struct gobatch_frame *start, *at;
    size_t nstart, nat;
    struct gowhere w = v2_where(v, c);

    if (!v2_has(v, c, V2_M | V2_P) ||
        !v2_stack(v, c, c->e.arg[1], &start, &nstart) ||
        !v2_stack(v, c, c->e.arg[2], &at, &nat))
        return V2_WRONG;
    if (w.g != 0 && !v2_has_running(v, c, V2_G_RUNNING))
        return V2_WRONG;
    int64_t g =
        v2_new_g(v, c, c->e.arg[0], blocked ? V2_G_WAITING : V2_G_RUNNABLE);
    if (g == V2_NONE || !v2_learn(v, c, v2_running(v, c), c->e.arg[2]))
        return V2_WRONG;
    v->gs.v[g].named = true;
    goemit_create(v->emit, &w, v->gs.v[g].id,
                  nstart == 0 ? (struct gobatch_string){"", 0} : start[0].fn,
                  nat == 0 ? 0 : at[0].line);
    if (blocked)
        goemit_was_waiting(v->emit,
                           &(struct gowhere){.t = c->t, .g = v->gs.v[g].id});
    return V2_DONE;
}

void v2_start(struct v2 *v, struct v2_cursor *c, int64_t g)
{
    v->gs.v[g].status = V2_G_RUNNING;
    v2_m_at(v, c)->g = g;
    struct gowhere w = v2_where(v, c);
    goemit_start(v->emit, &w);
}

enum v2_advance v2_go_start(struct v2 *v, struct v2_cursor *c)
{
    int64_t g = v2_find_g(v, c->e.arg[0]);

    if (g == V2_NONE || v->gs.v[g].status != V2_G_RUNNABLE ||
        !v2_follows(v, c->e.arg[1], v->gs.v[g].seq))
        return V2_LATER;
    if (!v2_has(v, c, V2_M | V2_P))
        return V2_WRONG;
    if (v2_running(v, c) != NULL)
        return v2_wrong(v, c, "its thread has goroutine %u",
                        v2_running(v, c)->id);
    v->gs.v[g].seq = v2_seq_of(v, c->e.arg[1]);
    v2_start(v, c, g);
    return V2_DONE;
}

enum v2_advance v2_go_stop(struct v2 *v, struct v2_cursor *c)
{
    struct gobatch_string why;
    struct gowhere w = v2_where(v, c);

    if (!v2_has_running(v, c, V2_G_RUNNING) ||
        !v2_text(v, c, c->e.arg[0], &why) ||
        !v2_learn(v, c, v2_running(v, c), c->e.arg[1]))
        return V2_WRONG;
    v2_running(v, c)->status = V2_G_RUNNABLE;
    if (begins(why, "runtime.Gosched"))
        goemit_stop(v->emit, &w, "Gosched");
    else
        goemit_stop(v->emit, &w, begins(why, "preempted") ? "preempted" : "-");
    v2_m_at(v, c)->g = V2_NONE;
    return V2_DONE;
}

enum v2_advance v2_go_block(struct v2 *v, struct v2_cursor *c)
{
    struct gobatch_string why;
    struct gowhere w = v2_where(v, c);

    if (!v2_has_running(v, c, V2_G_RUNNING) ||
        !v2_text(v, c, c->e.arg[0], &why) ||
        !v2_learn(v, c, v2_running(v, c), c->e.arg[1]))
        return V2_WRONG;
    v2_running(v, c)->status = V2_G_WAITING;
    goemit_block(v->emit, &w, goemit_reason(v->emit, why));
    v2_m_at(v, c)->g = V2_NONE;
    return V2_DONE;
}

enum v2_advance v2_go_destroy(struct v2 *v, struct v2_cursor *c)
{
    struct gowhere w = v2_where(v, c);

    if (!v2_has_running(v, c, V2_G_RUNNING))
        return V2_WRONG;
    v2_running(v, c)->status = V2_G_DEAD;
    goemit_destroy(v->emit, &w);
    v2_m_at(v, c)->g = V2_NONE;
    return V2_DONE;
}

enum v2_advance v2_go_unblock(struct v2 *v, struct v2_cursor *c)
{
    int64_t g = v2_find_g(v, c->e.arg[0]);
    struct gowhere w = v2_where(v, c);

    if (g == V2_NONE || v->gs.v[g].status != V2_G_WAITING ||
        !v2_follows(v, c->e.arg[1], v->gs.v[g].seq))
        return V2_LATER;
    if (!v2_learn(v, c, v2_running(v, c), c->e.arg[2]))
        return V2_WRONG;
    v->gs.v[g].status = V2_G_RUNNABLE;
    v->gs.v[g].seq = v2_seq_of(v, c->e.arg[1]);
    goemit_unblock(v->emit, &w, v->gs.v[g].id);
    return V2_DONE;
}

// A coroutine gives its thread to another goroutine: it waits or ends, the
// other one is woken and starts.
enum v2_advance v2_go_switch(struct v2 *v, struct v2_cursor *c)
{
    int64_t next = v2_find_g(v, c->e.arg[0]);
    bool ends = c->e.type == GOBATCH_GO_SWITCH_DESTROY;
    struct gowhere w = v2_where(v, c);

    if (!v2_has_running(v, c, V2_G_RUNNING))
        return V2_WRONG;
    if (next == V2_NONE || v->gs.v[next].status != V2_G_WAITING ||
        !v2_follows(v, c->e.arg[1], v->gs.v[next].seq))
        return V2_LATER;
    v->gs.v[next].seq = v2_seq_of(v, c->e.arg[1]);
    v2_running(v, c)->status = ends ? V2_G_DEAD : V2_G_WAITING;
    goemit_unblock(v->emit, &w, v->gs.v[next].id);
    if (ends)
        goemit_destroy(v->emit, &w);
    else
        goemit_block(v->emit, &w, WAIT_COROUTINE);
    v2_start(v, c, next);
    return V2_DONE;
}

// --- how a goroutine was when a generation began

static enum v2_advance status_running(struct v2 *v, struct v2_cursor *c,
                                      int64_t g, bool known)
{
    if (!v2_has(v, c, V2_M | V2_P))
        return V2_WRONG;
    const struct v2_m *m = v2_m_at(v, c);
    if (m->g != g && (known || m->g != V2_NONE))
        return v2_wrong(v, c, "goroutine %u is not with this thread",
                        v->gs.v[g].id);
    if (!known)
        v2_start(v, c, g);
    return V2_DONE;
}

static enum v2_advance status_syscall(struct v2 *v, struct v2_cursor *c,
                                      int64_t g, bool known)
{
    if (c->e.arg[1] == GOBATCH_NONE)
        return v2_wrong(v, c, "it has no thread");
    int32_t m = v2_m_of(v, c, c->e.arg[1]);
    if (m == V2_NONE)
        return V2_WRONG;
    if (v->ms.v[m].g != g && (known || v->ms.v[m].g != V2_NONE))
        return v2_wrong(v, c, "goroutine %u is not with that thread",
                        v->gs.v[g].id);
    if (known)
        return V2_DONE;
    v->ms.v[m].g = g;
    v->ms.v[m].returned = false;
    goemit_was_in_syscall(
        v->emit, &(struct gowhere){
                     .t = c->t, .m = m, .p = v->ms.v[m].p, .g = v->gs.v[g].id});
    return V2_DONE;
}

// What is seen first in the first generation is taken over.
static int64_t take_over(struct v2 *v, struct v2_cursor *c)
{
    struct gobatch_string none = {"", 0};
    enum v2_g_status status = (enum v2_g_status)c->e.arg[2];

    if (v->gen.number != v->first) {
        v2_wrong(v, c, "goroutine %llu was not there before",
                 (unsigned long long)c->e.arg[0]);
        return V2_NONE;
    }
    int64_t g = v2_new_g(v, c, c->e.arg[0], status);
    if (g == V2_NONE)
        return V2_NONE;
    struct gowhere w = {.t = c->t, .m = -1, .p = -1, .g = v->gs.v[g].id};
    goemit_there(v->emit, &w, none);
    if (status == V2_G_WAITING)
        goemit_was_waiting(v->emit, &w);
    return g;
}

enum v2_advance v2_go_status(struct v2 *v, struct v2_cursor *c)
{
    int64_t g = v2_find_g(v, c->e.arg[0]);
    bool known = g != V2_NONE;
    uint64_t status = c->e.arg[2];

    if (status == V2_G_DEAD || status >= V2_G_STATUSES)
        return v2_wrong(v, c, "state %llu", (unsigned long long)status);
    if (!known)
        g = take_over(v, c);
    if (g == V2_NONE)
        return V2_WRONG;
    if (v->gs.v[g].status != status)
        return v2_wrong(v, c, "goroutine %u was %s, not %s", v->gs.v[g].id,
                        v2_g_status_name[v->gs.v[g].status],
                        v2_g_status_name[status]);
    v->gs.v[g].seq = v2_seq_of(v, 0);
    if (c->e.type == GOBATCH_GO_STATUS_STACK &&
        !v2_learn(v, c, &v->gs.v[g], c->e.arg[3]))
        return V2_WRONG;
    if (status == V2_G_RUNNING)
        return status_running(v, c, g, known);
    if (status == V2_G_SYSCALL)
        return status_syscall(v, c, g, known);
    return V2_DONE;
}
