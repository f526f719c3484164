// lint_go: what timelines of real Go may contain that no other may. Its traces
// begin in the middle: goroutines are there that wait already, or are in system
// calls, on threads that may be unknown. And threads of C come into Go and
// leave it.
#include "base/check.h"
#include "trace/lint_impl.h"

bool lint_go_carries(struct lint *l, const struct reader_event *e,
                     uint8_t *need)
{
    const struct lint_g *g = e->g == 0 ? NULL : lint_find_g(l, e->g);

    if (!l->real || g == NULL)
        return false;
    bool fresh = g->state == G_RUNNABLE && !g->seen;
    switch (e->event) {
    case EV_GO_BLOCK:
        if (!fresh || e->m >= 0)
            return false;
        *need = LINT_G;
        return true;
    case EV_SYSCALL_BEGIN:
        if (!fresh || e->p >= 0)
            return false;
        *need = LINT_G;
        return true;
    case EV_SYSCALL_END_BLOCKED:
        if (g->state != G_SYSCALL || g->m != LINT_NONE || e->m >= 0)
            return false;
        *need = LINT_G;
        return true;
    case EV_GO_DESTROY:
        if (g->state != G_SYSCALL || g->m != e->m || e->p >= 0)
            return false;
        *need = LINT_M | LINT_G;
        return true;
    default:
        return false;
    }
}

static void begin_syscall(struct lint *l, const struct reader_event *e,
                          struct lint_g *g)
{
    struct lint_m *m;

    lint_set_state(l, g, G_SYSCALL);
    if (e->m < 0)
        return;
    m = lint_find_m(l, e->m);
    if (m->g != 0) {
        reader_error(l->r, "SyscallBegin of G %u: M %d has G %u", e->g, e->m,
                     m->g);
        return;
    }
    m->g = e->g;
    g->m = e->m;
}

void lint_go_replay(struct lint *l, const struct reader_event *e)
{
    struct lint_g *g = lint_find_g(l, e->g);

    CHECK(l->real && g != NULL);
    g->seen = true;
    if (e->event == EV_GO_BLOCK) {
        lint_set_state(l, g, G_WAITING);
    } else if (e->event == EV_SYSCALL_BEGIN) {
        begin_syscall(l, e, g);
    } else if (e->event == EV_SYSCALL_END_BLOCKED) {
        lint_set_state(l, g, G_RUNNABLE);
    } else {
        CHECK(e->event == EV_GO_DESTROY);
        if (g->m != LINT_NONE)
            lint_find_m(l, g->m)->g = 0;
        g->m = LINT_NONE;
        lint_set_state(l, g, G_DEAD);
    }
}
