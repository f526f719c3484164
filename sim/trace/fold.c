#include "trace/fold.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "trace/fold_impl.h"

enum { NONE = FOLD_NONE };

static const struct open_span nothing = {
    .state = SPAN_IDLE,
    .core = NONE,
    .m = NONE,
    .p = NONE,
    .g = NONE,
    .detail = "",
};

static bool same(const struct open_span *a, const struct open_span *b)
{
    return a->exists == b->exists && a->state == b->state &&
           a->core == b->core && a->m == b->m && a->p == b->p && a->g == b->g &&
           a->run == b->run && a->detail == b->detail;
}

static uint32_t track_id(const struct fold *f, enum span_track track,
                         size_t index)
{
    if (track == TRACK_G)
        return f->gs.v[index].id;
    return track == TRACK_M ? (uint32_t)f->ms.v[index].id : (uint32_t)index;
}

static struct span span_of(const struct fold *f, enum span_track track,
                           size_t index, const struct open_span *o, nsec end)
{
    return (struct span){
        .start = o->start,
        .end = end,
        .track = track,
        .state = (enum span_state)o->state,
        .id = track_id(f, track, index),
        .index = (uint32_t)index,
        .core = o->core,
        .m = o->m,
        .p = o->p,
        .g = o->g == NONE ? 0 : f->gs.v[o->g].id,
        .g_index = o->g == NONE ? 0 : (uint32_t)o->g,
        .fn = o->g == NONE ? "" : f->gs.v[o->g].fn,
        .detail = o->detail,
    };
}

static bool is_running(const struct open_span *o)
{
    return o->exists && o->state == SPAN_RUNNING;
}

// The track does next from now on.
static void change(struct fold *f, enum span_track track, size_t index,
                   struct open_span *open, struct open_span next)
{
    struct span s;

    if (same(open, &next))
        return;
    CHECK(open->start <= f->now);
    if (open->exists && open->start < f->now) {
        s = span_of(f, track, index, open, f->now);
        f->sink(f->arg, &s);
    }
    if (track == TRACK_G)
        f->running += is_running(&next) - is_running(open);
    next.start = f->now;
    *open = next;
    if (next.exists && f->begin != NULL) {
        s = span_of(f, track, index, open, -1);
        f->begin(f->arg, &s);
    }
}

// What a core or P does on whose behalf M number mi acts.
static struct open_span of_m(const struct fold *f, int64_t mi)
{
    const struct fold_m *m = &f->ms.v[mi];
    struct open_span o = nothing;

    CHECK(m->g == NONE || f->gs.v[m->g].m == mi);
    o.exists = true;
    o.core = m->core;
    o.m = m->id;
    o.p = m->p;
    o.g = m->g;
    if (m->g == NONE) {
        o.state = m->spinning ? SPAN_SPIN : SPAN_SCHED;
        return o;
    }
    o.state = f->gs.v[m->g].state;
    o.detail = f->gs.v[m->g].detail;
    o.run = f->gs.v[m->g].run;
    if (o.state == SPAN_RUNNING && f->has_cores && m->core == NONE)
        o.state = SPAN_NO_CORE;
    return o;
}

static void refresh_core(struct fold *f, int32_t core)
{
    struct open_span o = nothing;

    if (core == NONE)
        return;
    o.exists = true;
    o.core = core;
    if (f->cores.v[core].m != NONE)
        o = of_m(f, f->cores.v[core].m);
    change(f, TRACK_CORE, (size_t)core, &f->cores.v[core].now, o);
}

static void refresh_p(struct fold *f, int32_t p)
{
    struct open_span o = nothing;

    if (p == NONE)
        return;
    o.exists = p < f->procs;
    o.p = p;
    if (f->ps.v[p].m != NONE)
        o = of_m(f, f->ps.v[p].m);
    change(f, TRACK_P, (size_t)p, &f->ps.v[p].now, o);
}

static void refresh_g(struct fold *f, int64_t gi)
{
    const struct fold_gstate *g;
    struct open_span o = nothing;

    if (gi == NONE)
        return;
    g = &f->gs.v[gi];
    if (g->m != NONE)
        o = of_m(f, g->m);
    o.exists = !g->dead;
    o.g = gi;
    if (g->m == NONE)
        o.state = g->state;
    o.detail = g->detail;
    o.run = g->run;
    change(f, TRACK_G, (size_t)gi, &f->gs.v[gi].now, o);
}

static void refresh_m_itself(struct fold *f, int64_t mi)
{
    struct fold_m *m = &f->ms.v[mi];
    struct open_span o = of_m(f, mi);

    o.exists = m->exists;
    if (m->g == NONE && m->asleep != NULL) {
        o.state = SPAN_IDLE;
        o.detail = m->asleep;
    } else if (m->g == NONE && f->has_cores && m->core == NONE) {
        o.state = SPAN_NO_CORE;
    }
    change(f, TRACK_M, (size_t)mi, &m->now, o);
}

static void refresh_m(struct fold *f, int64_t mi)
{
    const struct fold_m *m = &f->ms.v[mi];

    if (f->with_ms)
        refresh_m_itself(f, mi);
    refresh_core(f, m->core);
    refresh_p(f, m->p);
    refresh_g(f, m->g);
}

// The index of M id, which is made up when it is new; NONE for NONE.
static int64_t m_at(struct fold *f, int32_t id)
{
    int64_t i;

    if (id < 0)
        return NONE;
    i = idmap_find(&f->m_index, (uint32_t)id);
    if (i != IDMAP_NONE)
        return i;
    vec_push(&f->ms, ((struct fold_m){.id = id,
                                      .p = NONE,
                                      .core = NONE,
                                      .g = NONE,
                                      .exists = true,
                                      .now = nothing}));
    return idmap_add(&f->m_index, (uint32_t)id);
}

static int64_t g_at(struct fold *f, uint32_t id)
{
    struct fold_gstate g = {
        .id = id,
        .state = SPAN_RUNNABLE,
        .m = NONE,
        .creator = NONE,
        .fn = "",
        .detail = "",
        .rule = "",
        .created = f->now,
        .now = nothing,
    };
    int64_t i;

    if (id == 0)
        return NONE;
    i = idmap_find(&f->g_index, id);
    if (i != IDMAP_NONE)
        return i;
    vec_push(&f->gs, g);
    return idmap_add(&f->g_index, id);
}

static void need_core(struct fold *f, int32_t core)
{
    struct fold_core c = {.m = NONE, .now = nothing};

    c.now.start = f->started ? f->first : 0;
    while (f->cores.n <= (size_t)core) {
        c.now.exists = true;
        c.now.core = (int32_t)f->cores.n;
        vec_push(&f->cores, c);
    }
}

static void need_p(struct fold *f, int32_t p)
{
    while (f->ps.n <= (size_t)p)
        vec_push(&f->ps, ((struct fold_p){.m = NONE, .now = nothing}));
}

struct fold *fold_new(int cores, int procs, fold_sink *sink, void *arg)
{
    struct fold *f = xcalloc(1, sizeof *f);

    CHECK(cores > 0 && cores <= INT16_MAX && procs > 0 && procs <= INT16_MAX);
    CHECK(sink != NULL);
    f->sink = sink;
    f->arg = arg;
    f->procs = procs;
    need_core(f, cores - 1);
    need_p(f, procs - 1);
    return f;
}

void fold_ms(struct fold *f)
{
    CHECK(!f->started);
    f->with_ms = true;
}

void fold_begins(struct fold *f, fold_sink *begin)
{
    CHECK(!f->started);
    f->begin = begin;
}

static void start(struct fold *f, nsec t)
{
    f->started = true;
    f->first = f->now = t;
    for (size_t i = 0; i < f->cores.n; i++)
        f->cores.v[i].now.start = t;
    for (size_t i = 0; i < f->ps.n; i++)
        refresh_p(f, (int32_t)i);
}

static void procs_change(struct fold *f, const struct reader_event *e)
{
    if (e->number[0] < 1 || e->number[0] > INT16_MAX)
        return;
    f->procs = (int32_t)e->number[0];
    need_p(f, f->procs - 1);
    for (size_t i = 0; i < f->ps.n; i++)
        refresh_p(f, (int32_t)i);
}

// M number mi leaves its core, if it is on one.
static void leave_core(struct fold *f, int64_t mi)
{
    int32_t core = f->ms.v[mi].core;

    if (core == NONE)
        return;
    CHECK(f->cores.v[core].m == mi);
    f->cores.v[core].m = NONE;
    f->ms.v[mi].core = NONE;
    refresh_core(f, core);
    refresh_m(f, mi);
}

static void core_start(struct fold *f, const struct reader_event *e)
{
    int64_t mi = m_at(f, e->m);

    if (mi == NONE || e->core < 0)
        return;
    need_core(f, e->core);
    leave_core(f, mi);
    if (f->cores.v[e->core].m != NONE)
        leave_core(f, f->cores.v[e->core].m);
    f->cores.v[e->core].m = mi;
    f->ms.v[mi].core = e->core;
    if (!f->has_cores) {
        // Ms that are on no core until now were waiting for one.
        f->has_cores = true;
        for (size_t i = 0; i < f->ms.n; i++)
            refresh_m(f, (int64_t)i);
    }
    refresh_m(f, mi);
}

static void core_stop(struct fold *f, const struct reader_event *e)
{
    if (e->m >= 0)
        leave_core(f, m_at(f, e->m));
}

// M number mi gives its P back, if it has one.
static void leave_p(struct fold *f, int64_t mi)
{
    int32_t p = f->ms.v[mi].p;

    if (p == NONE)
        return;
    CHECK(f->ps.v[p].m == mi);
    f->ps.v[p].m = NONE;
    f->ms.v[mi].p = NONE;
    refresh_p(f, p);
    refresh_m(f, mi);
}

static void proc_start(struct fold *f, const struct reader_event *e)
{
    int64_t mi = m_at(f, e->m);

    if (mi == NONE || e->p < 0)
        return;
    need_p(f, e->p);
    leave_p(f, mi);
    if (f->ps.v[e->p].m != NONE)
        leave_p(f, f->ps.v[e->p].m);
    f->ps.v[e->p].m = mi;
    f->ms.v[mi].p = e->p;
    refresh_m(f, mi);
}

static void proc_stop(struct fold *f, const struct reader_event *e)
{
    if (e->m >= 0)
        leave_p(f, m_at(f, e->m));
}

static void proc_steal(struct fold *f, const struct reader_event *e)
{
    if (e->p < 0 || (size_t)e->p >= f->ps.n || f->ps.v[e->p].m == NONE)
        return;
    leave_p(f, f->ps.v[e->p].m);
}

// G number gi is on no M any more, and is in the given state.
static void leave_m(struct fold *f, int64_t gi, enum span_state state,
                    const char *detail)
{
    struct fold_gstate *g;
    int64_t mi;

    if (gi == NONE)
        return;
    g = &f->gs.v[gi];
    mi = g->m;
    g->m = NONE;
    g->state = (uint8_t)state;
    g->detail = strtab_cstr(&f->names, detail);
    if (mi != NONE) {
        f->ms.v[mi].g = NONE;
        refresh_m(f, mi);
    }
    refresh_g(f, gi);
}

static void go_create(struct fold *f, const struct reader_event *e)
{
    int64_t gi;

    if (e->number[0] < 1 || e->number[0] > UINT32_MAX)
        return;
    gi = g_at(f, (uint32_t)e->number[0]);
    f->gs.v[gi].fn = strtab_cstr(&f->names, e->text[1]);
    f->gs.v[gi].creator = e->g == 0 ? NONE : idmap_find(&f->g_index, e->g);
    leave_m(f, gi, SPAN_RUNNABLE, "created");
}

static void go_start(struct fold *f, const struct reader_event *e)
{
    int64_t mi = m_at(f, e->m), gi = g_at(f, e->g);
    struct fold_gstate *g;

    if (mi == NONE || gi == NONE)
        return;
    leave_m(f, gi, SPAN_RUNNABLE, "");
    leave_m(f, f->ms.v[mi].g, SPAN_RUNNABLE, "");
    g = &f->gs.v[gi];
    g->m = mi;
    g->state = SPAN_RUNNING;
    g->run = ++f->runs;
    if (g->starts++ == 0)
        g->started = g->run;
    g->rule = g->detail = trace_rule_name((enum trace_rule)e->number[0]);
    f->ms.v[mi].g = gi;
    f->ms.v[mi].spinning = false;
    refresh_m(f, mi);
}

// A trace of real Go begins with G number gi in a system call on that M, if it
// is known.
static void was_in_syscall(struct fold *f, const struct reader_event *e,
                           int64_t gi)
{
    int64_t mi = m_at(f, e->m);

    if (mi == NONE)
        return;
    leave_m(f, f->ms.v[mi].g, SPAN_RUNNABLE, "");
    f->gs.v[gi].m = mi;
    f->ms.v[mi].g = gi;
}

// Between running and a system call, on the same M.
static void go_syscall(struct fold *f, const struct reader_event *e)
{
    int64_t gi = g_at(f, e->g);
    struct fold_gstate *g;

    if (gi == NONE)
        return;
    g = &f->gs.v[gi];
    if (g->m == NONE && e->event == EV_SYSCALL_BEGIN)
        was_in_syscall(f, e, gi);
    if (e->event == EV_SYSCALL_BEGIN) {
        g->state = SPAN_SYSCALL;
        g->detail = strtab_cstr(&f->names, e->text[0]);
    } else if (g->m != NONE) {
        g->state = SPAN_RUNNING;
        g->detail = g->rule;
    }
    if (g->m == NONE)
        refresh_g(f, gi);
    else
        refresh_m(f, g->m);
}

static void go_destroy(struct fold *f, const struct reader_event *e)
{
    int64_t gi = g_at(f, e->g);

    if (gi == NONE)
        return;
    f->gs.v[gi].dead = true;
    leave_m(f, gi, SPAN_RUNNABLE, "");
}

static void m_spin(struct fold *f, const struct reader_event *e)
{
    int64_t mi = m_at(f, e->m);

    if (mi == NONE)
        return;
    f->ms.v[mi].spinning = e->number[0] != 0;
    refresh_m(f, mi);
}

static void m_create(struct fold *f, const struct reader_event *e)
{
    int64_t mi = m_at(f, e->m);

    if (mi != NONE)
        refresh_m(f, mi);
}

static void m_sleep(struct fold *f, const struct reader_event *e)
{
    int64_t mi = m_at(f, e->m);
    struct fold_m *m;

    if (mi == NONE)
        return;
    m = &f->ms.v[mi];
    m->asleep = NULL;
    if (e->event == EV_M_PARK) {
        m->exists = strcmp(e->text[0], "exit") != 0;
        m->asleep = strtab_cstr(&f->names, e->text[0]);
    }
    refresh_m(f, mi);
}

// The G leaves its M, or another wait.
static void go_wait(struct fold *f, const struct reader_event *e)
{
    leave_m(f, g_at(f, e->g),
            e->event == EV_GO_BLOCK ? SPAN_BLOCKED : SPAN_RUNNABLE,
            e->event == EV_SYSCALL_END_BLOCKED ? "syscall" : e->text[0]);
}

// What each event does; the others change no span.
static void (*const apply[EV_COUNT])(struct fold *f,
                                     const struct reader_event *e) = {
    [EV_PROCS_CHANGE] = procs_change,
    [EV_CORE_START] = core_start,
    [EV_CORE_STOP] = core_stop,
    [EV_M_SPIN] = m_spin,
    [EV_PROC_START] = proc_start,
    [EV_PROC_STOP] = proc_stop,
    [EV_PROC_STEAL] = proc_steal,
    [EV_GO_CREATE] = go_create,
    [EV_GO_START] = go_start,
    [EV_GO_STOP] = go_wait,
    [EV_GO_BLOCK] = go_wait,
    [EV_GO_UNBLOCK] = go_wait,
    [EV_GO_DESTROY] = go_destroy,
    [EV_SYSCALL_BEGIN] = go_syscall,
    [EV_SYSCALL_END] = go_syscall,
    [EV_SYSCALL_END_BLOCKED] = go_wait,
    [EV_M_CREATE] = m_create,
    [EV_M_PARK] = m_sleep,
    [EV_M_WAKE] = m_sleep,
};

void fold_event(struct fold *f, const struct reader_event *e)
{
    CHECK((unsigned)e->event < EV_COUNT);
    if (!f->started)
        start(f, e->t);
    if (e->t > f->now)
        f->now = e->t;
    if (apply[e->event] != NULL)
        apply[e->event](f, e);
}

void fold_end(struct fold *f)
{
    for (size_t i = 0; f->has_cores && i < f->cores.n; i++)
        change(f, TRACK_CORE, i, &f->cores.v[i].now, nothing);
    for (size_t i = 0; i < f->ps.n; i++)
        change(f, TRACK_P, i, &f->ps.v[i].now, nothing);
    for (size_t i = 0; f->with_ms && i < f->ms.n; i++)
        change(f, TRACK_M, i, &f->ms.v[i].now, nothing);
    for (size_t i = 0; i < f->gs.n; i++)
        change(f, TRACK_G, i, &f->gs.v[i].now, nothing);
}
