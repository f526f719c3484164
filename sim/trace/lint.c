#include "trace/lint.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/vec.h"
#include "base/xmalloc.h"
#include "trace/lint_impl.h"

enum { IDS_MAX = LINT_IDS_MAX, NONE = LINT_NONE };

static const char *const g_state_name[G_STATES] = {
    "runnable", "running", "in a system call", "waiting", "dead",
};

// Short here, where there are many.
enum { C = LINT_C, M = LINT_M, P = LINT_P, G = LINT_G };

struct lint *lint_new(struct reader *r)
{
    struct lint *l = xcalloc(1, sizeof *l);

    CHECK(r != NULL);
    l->r = r;
    const char *executor = reader_header(r, "executor");
    l->real = executor != NULL && strcmp(executor, "go") == 0;
    lint_queues_init(&l->queues, r);
    for (int i = 0; i < IDS_MAX; i++)
        l->p_m[i] = l->core_m[i] = NONE;
    for (int i = 0; i < 2; i++) {
        const char *key = i == 0 ? "cores" : "procs";
        int64_t v = reader_header_int(r, key, 1, IDS_MAX - 1, 0);

        // A trace of Go does not tell the cores.
        bool may_lack = i == 0 && l->real;
        if (v == 0 && reader_header(r, key) == NULL && !may_lack &&
            !reader_malformed(r))
            reader_error(r, "the header has no line '# %s: N'", key);
        *(i == 0 ? &l->cores : &l->procs) = v == 0 ? IDS_MAX - 1 : (int32_t)v;
    }
    return l;
}

void lint_free(struct lint *l)
{
    if (l == NULL)
        return;
    idmap_release(&l->g_index);
    idmap_release(&l->m_index);
    vec_release(&l->gs);
    vec_release(&l->ms);
    lint_queues_release(&l->queues);
    free(l);
}

struct lint_g *lint_find_g(struct lint *l, uint32_t id)
{
    int64_t i = idmap_find(&l->g_index, id);

    return i == IDMAP_NONE ? NULL : &l->gs.v[i];
}

struct lint_m *lint_find_m(struct lint *l, int32_t id)
{
    int64_t i = idmap_find(&l->m_index, (uint32_t)id);

    return i == IDMAP_NONE ? NULL : &l->ms.v[i];
}

void lint_set_state(struct lint *l, struct lint_g *g, enum g_state state)
{
    l->n[g->state]--;
    l->n[state]++;
    CHECK(l->n[g->state] >= 0);
    g->state = state;
}

// That G e->g is the one that M e->m has, on the P it says, on a core.
static bool check_has(struct lint *l, const struct reader_event *e)
{
    const struct lint_m *m = lint_find_m(l, e->m);
    const char *name = trace_event_name(e->event);

    CHECK(m != NULL);
    if (m->g != e->g) {
        if (m->g == 0)
            reader_error(l->r, "%s of G %u: M %d has no G", name, e->g, e->m);
        else
            reader_error(l->r, "%s of G %u: M %d has G %u", name, e->g, e->m,
                         m->g);
        return false;
    }
    if (e->p >= 0 && m->p != e->p) {
        reader_error(l->r, "%s on P %d, which M %d does not hold", name, e->p,
                     e->m);
        return false;
    }
    return true;
}

// That M e->m can act: it is on the core that e names, and on one at all.
static bool check_acts(struct lint *l, const struct reader_event *e)
{
    const struct lint_m *m = lint_find_m(l, e->m);
    const char *name = trace_event_name(e->event);

    CHECK(m != NULL);
    if (l->has_cores && m->core == NONE) {
        reader_error(l->r, "%s on M %d, which is on no core", name, e->m);
        return false;
    }
    if (l->has_cores && e->core >= 0 && m->core != e->core) {
        reader_error(l->r, "%s on core %d, but M %d is on core %d", name,
                     e->core, e->m, m->core);
        return false;
    }
    return true;
}

static bool check_state(struct lint *l, const struct reader_event *e,
                        enum g_state want)
{
    const struct lint_g *g = lint_find_g(l, e->g);

    CHECK(g != NULL);
    if (g->state == want)
        return true;
    reader_error(l->r, "%s of G %u, which is %s, must be %s",
                 trace_event_name(e->event), e->g, g_state_name[g->state],
                 g_state_name[want]);
    return false;
}

static void hold(struct lint *l, int32_t p, int32_t m)
{
    l->held += (m != NONE) - (l->p_m[p] != NONE);
    l->p_m[p] = m;
}

static void procs_change(struct lint *l, const struct reader_event *e)
{
    if (e->number[0] < 1 || e->number[0] >= IDS_MAX)
        reader_error(l->r, "procs=%lld must be 1 to %d",
                     (long long)e->number[0], IDS_MAX - 1);
    else
        l->procs = (int32_t)e->number[0];
    l->stopping = false;
}

static void core_start(struct lint *l, const struct reader_event *e)
{
    struct lint_m *m = lint_find_m(l, e->m);

    if (l->core_m[e->core] != NONE)
        reader_error(l->r, "M %d starts on core %d, where M %d is", e->m,
                     e->core, l->core_m[e->core]);
    else if (m->core != NONE)
        reader_error(l->r, "M %d starts on core %d, but is on core %d", e->m,
                     e->core, m->core);
    else if (m->parked)
        reader_error(l->r, "M %d starts on core %d, but is asleep", e->m,
                     e->core);
    if (m->core != NONE)
        l->core_m[m->core] = NONE;
    if (l->core_m[e->core] != NONE)
        lint_find_m(l, l->core_m[e->core])->core = NONE;
    l->core_m[e->core] = e->m;
    m->core = e->core;
    l->has_cores = true;
    m->parked = false;
}

static void core_stop(struct lint *l, const struct reader_event *e)
{
    struct lint_m *m = lint_find_m(l, e->m);

    if (m->core != e->core) {
        reader_error(l->r, "M %d leaves core %d, where it is not", e->m,
                     e->core);
        return;
    }
    if (strcmp(e->text[0], "blocked") == 0 && m->g != 0 &&
        lint_find_g(l, m->g)->state == G_RUNNING)
        reader_error(l->r, "M %d blocks while G %u is running on it", e->m,
                     m->g);
    CHECK(l->core_m[e->core] == e->m);
    l->core_m[e->core] = NONE;
    m->core = NONE;
}

static void m_create(struct lint *l, const struct reader_event *e)
{
    int64_t by = e->number[0];

    if (lint_find_m(l, e->m) != NULL) {
        reader_error(l->r, "M %d exists already", e->m);
        return;
    }
    if (by != NONE &&
        (by < 0 || by > INT32_MAX || lint_find_m(l, (int32_t)by) == NULL))
        reader_error(l->r, "by=%lld: no such M", (long long)by);
    idmap_add(&l->m_index, (uint32_t)e->m);
    vec_push(&l->ms, ((struct lint_m){.p = NONE, .core = NONE}));
    CHECK(l->ms.n == l->m_index.n);
}

static void m_park(struct lint *l, const struct reader_event *e)
{
    struct lint_m *m = lint_find_m(l, e->m);

    if (m->parked)
        reader_error(l->r, "M %d goes to sleep, but is asleep", e->m);
    else if (m->p != NONE)
        reader_error(l->r, "M %d goes to sleep, but holds P %d", e->m, m->p);
    else if (m->g != 0)
        reader_error(l->r, "M %d goes to sleep, but has G %u", e->m, m->g);
    else if (m->spinning)
        reader_error(l->r, "M %d goes to sleep, but is spinning", e->m);
    m->parked = true;
}

static void m_wake(struct lint *l, const struct reader_event *e)
{
    struct lint_m *m = lint_find_m(l, e->m);

    if (!m->parked)
        reader_error(l->r, "M %d is woken, but is not asleep", e->m);
    m->parked = false;
}

static void m_spin(struct lint *l, const struct reader_event *e)
{
    struct lint_m *m = lint_find_m(l, e->m);

    if (e->number[0] != 0 && e->number[0] != 1)
        reader_error(l->r, "on=%lld must be 0 or 1", (long long)e->number[0]);
    else if (m->spinning == (e->number[0] == 1))
        reader_error(l->r, "M %d is %s spinning", e->m,
                     m->spinning ? "already" : "not");
    m->spinning = e->number[0] == 1;
}

static void proc_start(struct lint *l, const struct reader_event *e)
{
    struct lint_m *m = lint_find_m(l, e->m);

    if (e->p >= l->procs)
        reader_error(l->r, "P %d: GOMAXPROCS is %d", e->p, l->procs);
    else if (l->p_m[e->p] != NONE)
        reader_error(l->r, "M %d acquires P %d, which M %d holds", e->m, e->p,
                     l->p_m[e->p]);
    else if (m->p != NONE)
        reader_error(l->r, "M %d acquires P %d, but holds P %d", e->m, e->p,
                     m->p);
    else if (m->parked)
        reader_error(l->r, "M %d acquires P %d, but is asleep", e->m, e->p);
    else
        check_acts(l, e);
    if (m->p != NONE)
        hold(l, m->p, NONE);
    if (l->p_m[e->p] != NONE)
        lint_find_m(l, l->p_m[e->p])->p = NONE;
    hold(l, e->p, e->m);
    m->p = e->p;
}

static void proc_stop(struct lint *l, const struct reader_event *e)
{
    struct lint_m *m = lint_find_m(l, e->m);

    if (m->p != e->p) {
        reader_error(l->r, "M %d releases P %d, which it does not hold", e->m,
                     e->p);
        return;
    }
    if (m->g != 0 && lint_find_g(l, m->g)->state == G_RUNNING)
        reader_error(l->r, "M %d releases P %d while G %u is running", e->m,
                     e->p, m->g);
    CHECK(l->p_m[e->p] == e->m);
    hold(l, e->p, NONE);
    m->p = NONE;
}

static void proc_steal(struct lint *l, const struct reader_event *e)
{
    int32_t from = l->p_m[e->p];
    struct lint_m *m;

    if (from == NONE || from != e->number[0]) {
        reader_error(l->r, "P %d is taken from M %lld, which does not hold it",
                     e->p, (long long)e->number[0]);
        return;
    }
    m = lint_find_m(l, from);
    CHECK(m != NULL && m->p == e->p);
    if (m->g == 0 || lint_find_g(l, m->g)->state != G_SYSCALL)
        reader_error(l->r,
                     "P %d is taken from M %d, which is in no system call",
                     e->p, from);
    hold(l, e->p, NONE);
    m->p = NONE;
}

static void go_create(struct lint *l, const struct reader_event *e)
{
    int64_t id = e->number[0];

    if (id < 1 || id > UINT32_MAX) {
        reader_error(l->r, "new=%lld must be 1 to %lld", (long long)id,
                     (long long)UINT32_MAX);
        return;
    }
    if (lint_find_g(l, (uint32_t)id) != NULL) {
        reader_error(l->r, "G %lld exists already", (long long)id);
        return;
    }
    if (e->g != 0 && check_state(l, e, G_RUNNING) && e->m >= 0 &&
        check_has(l, e))
        check_acts(l, e);
    idmap_add(&l->g_index, (uint32_t)id);
    vec_push(&l->gs, ((struct lint_g){.state = G_RUNNABLE, .m = NONE}));
    CHECK(l->gs.n == l->g_index.n);
    l->n[G_RUNNABLE]++;
}

static void go_start(struct lint *l, const struct reader_event *e)
{
    struct lint_m *m = lint_find_m(l, e->m);
    struct lint_g *g = lint_find_g(l, e->g);

    if (check_state(l, e, G_RUNNABLE)) {
        if (m->g != 0)
            reader_error(l->r, "GoStart of G %u: M %d has G %u", e->g, e->m,
                         m->g);
        else if (m->p != e->p)
            reader_error(l->r, "GoStart on P %d, which M %d does not hold",
                         e->p, e->m);
        else if (m->spinning)
            reader_error(l->r, "GoStart of G %u: M %d is still spinning", e->g,
                         e->m);
        else
            check_acts(l, e);
    }
    if (m->g != 0 && m->g != e->g) {
        lint_find_g(l, m->g)->m = NONE;
        lint_set_state(l, lint_find_g(l, m->g), G_RUNNABLE);
    }
    if (g->m != NONE)
        lint_find_m(l, g->m)->g = 0;
    m->g = e->g;
    m->spinning = false;
    g->m = e->m;
    g->seen = true;
    lint_set_state(l, g, G_RUNNING);
}

// The G that M e->m runs leaves it, into the state to.
static void go_leave(struct lint *l, const struct reader_event *e,
                     enum g_state from, enum g_state to)
{
    struct lint_g *g = lint_find_g(l, e->g);

    if (check_state(l, e, from) && check_has(l, e))
        check_acts(l, e);
    if (g->m != NONE)
        lint_find_m(l, g->m)->g = 0;
    g->m = NONE;
    lint_set_state(l, g, to);
}

static void go_unblock(struct lint *l, const struct reader_event *e)
{
    struct lint_g *g = lint_find_g(l, e->g);

    if (!check_state(l, e, G_WAITING))
        return; // a runnable G stays so; a second wakeup does not count
    if (e->m >= 0 && e->p >= 0 && lint_find_m(l, e->m)->p != e->p)
        reader_error(l->r, "GoUnblock on P %d, which M %d does not hold", e->p,
                     e->m);
    lint_set_state(l, g, G_RUNNABLE);
}

// Between running and in a system call, on the same M.
static void go_syscall(struct lint *l, const struct reader_event *e,
                       enum g_state from, enum g_state to)
{
    if (check_state(l, e, from) && check_has(l, e))
        check_acts(l, e);
    if (lint_find_g(l, e->g)->m != NONE)
        lint_set_state(l, lint_find_g(l, e->g), to);
}

static void syscall_end_blocked(struct lint *l, const struct reader_event *e)
{
    const struct lint_m *m = lint_find_m(l, e->m);

    if (m->g == e->g && m->p != NONE)
        reader_error(l->r, "SyscallEndBlocked of G %u: M %d still holds P %d",
                     e->g, e->m, m->p);
    go_leave(l, e, G_SYSCALL, G_RUNNABLE);
}

static void exit_event(struct lint *l, const struct reader_event *e)
{
    l->exited = true;
    // A trace of Go is stopped by a goroutine that runs.
    if (l->real || strcmp(e->text[1], "deadlock") != 0)
        return;
    for (int s = G_RUNNABLE; s <= G_SYSCALL; s++)
        if (l->n[s] > 0) {
            reader_error(l->r, "deadlock, but a G is %s", g_state_name[s]);
            return;
        }
}

static void go_stop(struct lint *l, const struct reader_event *e)
{
    go_leave(l, e, G_RUNNING, G_RUNNABLE);
}

static void go_block(struct lint *l, const struct reader_event *e)
{
    go_leave(l, e, G_RUNNING, G_WAITING);
}

static void go_destroy(struct lint *l, const struct reader_event *e)
{
    go_leave(l, e, G_RUNNING, G_DEAD);
}

static void syscall_begin(struct lint *l, const struct reader_event *e)
{
    go_syscall(l, e, G_RUNNING, G_SYSCALL);
}

static void syscall_end(struct lint *l, const struct reader_event *e)
{
    go_syscall(l, e, G_SYSCALL, G_RUNNING);
}

// What each event must have, and what it does; the others change no state.
static const struct {
    uint8_t need;
    void (*replay)(struct lint *l, const struct reader_event *e);
} rule[EV_COUNT] = {
    [EV_PROCS_CHANGE] = {0, procs_change},
    [EV_CORE_START] = {C | M, core_start},
    [EV_CORE_STOP] = {C | M, core_stop},
    [EV_M_CREATE] = {M, m_create},
    [EV_M_PARK] = {M, m_park},
    [EV_M_WAKE] = {M, m_wake},
    [EV_M_SPIN] = {M, m_spin},
    [EV_PROC_START] = {M | P, proc_start},
    [EV_PROC_STOP] = {M | P, proc_stop},
    [EV_PROC_STEAL] = {P, proc_steal},
    [EV_GO_CREATE] = {0, go_create},
    [EV_GO_START] = {M | P | G, go_start},
    [EV_GO_STOP] = {M | P | G, go_stop},
    [EV_GO_BLOCK] = {M | P | G, go_block},
    [EV_GO_UNBLOCK] = {G, go_unblock},
    [EV_GO_DESTROY] = {M | P | G, go_destroy},
    [EV_SYSCALL_BEGIN] = {M | P | G, syscall_begin},
    [EV_SYSCALL_END] = {M | P | G, syscall_end},
    [EV_SYSCALL_END_BLOCKED] = {M | G, syscall_end_blocked},
    [EV_STEAL] = {M | P, NULL},
    [EV_GLOBAL_GRAB] = {M | P, NULL},
    [EV_RUNQ_OVERFLOW] = {M | P, NULL},
    [EV_EXIT] = {0, exit_event},
};

// The columns of *e that must be there, and what they name.
static bool check_columns(struct lint *l, const struct reader_event *e,
                          uint8_t n)
{
    if ((n & C && e->core < 0) || (n & M && e->m < 0) || (n & P && e->p < 0) ||
        (n & G && e->g == 0)) {
        reader_error(l->r, "%s must have%s%s%s%s", trace_event_name(e->event),
                     n & C ? " core" : "", n & M ? " m" : "", n & P ? " p" : "",
                     n & G ? " g" : "");
        return false;
    }
    if (e->core >= l->cores) {
        reader_error(l->r, "core %d: the machine has %d cores", e->core,
                     l->cores);
        return false;
    }
    // After a shrink of GOMAXPROCS an M may still have to release its P.
    if (e->p >= l->procs && l->p_m[e->p] == NONE) {
        reader_error(l->r, "P %d: GOMAXPROCS is %d", e->p, l->procs);
        return false;
    }
    if (e->m >= 0 && e->event != EV_M_CREATE && lint_find_m(l, e->m) == NULL) {
        reader_error(l->r, "M %d does not exist", e->m);
        return false;
    }
    if (e->g != 0 && lint_find_g(l, e->g) == NULL) {
        reader_error(l->r, "G %u does not exist", e->g);
        return false;
    }
    return true;
}

// A G could run on an idle P, and no M is on its way to one: all sleep, are in
// system calls, or have a P.
static bool is_idle(const struct lint *l)
{
    if (l->n[G_RUNNABLE] == 0 || l->held >= l->procs || l->stopping)
        return false;
    for (size_t i = 0; i < l->ms.n; i++) {
        const struct lint_m *m = &l->ms.v[i];
        if (m->spinning || (!m->parked && m->p == NONE && m->g == 0))
            return false;
    }
    return true;
}

void lint_event(struct lint *l, const struct reader_event *e)
{
    // Events are missing where a line could not be read: do not mislead.
    if (reader_malformed(l->r))
        return;
    if (e->t < l->last)
        reader_error(l->r, "time goes back, from %lld to %lld",
                     (long long)l->last, (long long)e->t);
    else
        l->last = e->t;
    if (l->exited) {
        if (!l->after_exit)
            reader_error(l->r, "event after Exit");
        l->after_exit = true; // once is enough
    }
    if (l->queues.queues != NULL && e->t > l->checked)
        lint_queues_idle(&l->queues, l->r, is_idle(l), l->checked, e->t);
    l->checked = e->t;
    uint8_t need = rule[e->event].need;
    bool carries = lint_go_carries(l, e, &need);
    if (!check_columns(l, e, need))
        return;
    lint_queues_event(&l->queues, l->r, e);
    if (e->event == EV_PREEMPT && e->number[0] == RULE_GOMAXPROCS)
        l->stopping = true;
    if (carries)
        lint_go_replay(l, e);
    else if (rule[e->event].replay != NULL)
        rule[e->event].replay(l, e);
}

void lint_end(struct lint *l)
{
    // Where reading stopped early, the end was not seen.
    if (reader_malformed(l->r) || reader_errors(l->r) >= READER_ERRORS_MAX)
        return;
    // A trace of Go ends where it was stopped.
    if (!l->exited && !l->real && reader_truncated(l->r) == NULL)
        reader_error(l->r, "the timeline ends without Exit or '# truncated'");
}

bool lint_run(struct reader *r)
{
    struct lint *l = lint_new(r);
    struct reader_event e;

    while (reader_next(r, &e))
        lint_event(l, &e);
    lint_end(l);
    lint_free(l);
    return reader_errors(r) == 0;
}
