#include "trace/explain.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/diag.h"
#include "base/xmalloc.h"
#include "trace/explain_impl.h"
#include "trace/lint.h"

enum { NONE = EXPLAIN_NONE, TEXT_MAX = 512 };

struct ex_g *explain_g(struct explainer *x, uint32_t id)
{
    int64_t i = idmap_find(&x->g_index, id);

    return i == IDMAP_NONE ? NULL : &x->gs.v[i];
}

struct ex_m *explain_m(struct explainer *x, int32_t id)
{
    int64_t i = id < 0 ? IDMAP_NONE : idmap_find(&x->m_index, (uint32_t)id);

    return i == IDMAP_NONE ? NULL : &x->ms.v[i];
}

struct ex_p *explain_p(struct explainer *x, int32_t id)
{
    CHECK(id >= 0);
    while (x->ps.n <= (size_t)id)
        vec_push(&x->ps, ((struct ex_p){NONE, 0}));
    return &x->ps.v[id];
}

static const char *keep(struct explainer *x, const char *text)
{
    char shown[TEXT_MAX];

    diag_escape(shown, sizeof shown, text, strnlen(text, TEXT_MAX / 4 - 1));
    return strtab_cstr(&x->texts, shown);
}

static void set_state(struct explainer *x, struct ex_g *g, enum ex_state state)
{
    g->state = state;
    g->since = x->now;
}

static void create(struct explainer *x, const struct reader_event *e)
{
    struct ex_g g = {
        .id = (uint32_t)e->number[0],
        .state = EX_RUNNABLE,
        .since = e->t,
        .via = EX_CREATED,
        .why = "",
        .fn = keep(x, e->text[1]),
        .created = e->t,
        .creator = e->g,
        .line = e->number[2],
        .m = NONE,
        .p = NONE,
        .asked = -1,
        .p_lost = -1,
    };

    idmap_add(&x->g_index, g.id);
    vec_push(&x->gs, g);
}

static struct ex_rivals rivals_of(const struct explainer *x, int32_t p)
{
    const struct queues *q = x->queues;

    return (struct ex_rivals){
        .runnext = queues_at(q, QUEUE_RUNNEXT, p, 0),
        .ring = queues_at(q, QUEUE_RING, p, 0),
        .global = queues_at(q, QUEUE_GLOBAL, -1, 0),
        .nring = queues_length(q, QUEUE_RING, p),
        .nglobal = queues_length(q, QUEUE_GLOBAL, -1),
    };
}

static void start(struct explainer *x, const struct reader_event *e,
                  struct ex_g *g)
{
    struct ex_m *m = explain_m(x, e->m);

    set_state(x, g, EX_RUNNING);
    g->m = e->m;
    g->p = e->p;
    g->rule = (enum trace_rule)e->number[0];
    g->victim = e->number[1];
    g->stolen = e->number[2];
    g->asked = -1;
    m->g = e->g;
    m->spinning = false;
    if (e->g == x->g) // the queues are without it already
        x->rivals = rivals_of(x, e->p);
}

// It leaves its M.
static void leave(struct explainer *x, struct ex_g *g, enum ex_state state,
                  enum ex_via via, const char *why)
{
    struct ex_m *m = explain_m(x, g->m);

    if (m != NULL && m->g == g->id)
        m->g = 0;
    g->m = g->p = NONE;
    g->via = via;
    g->why = keep(x, why);
    set_state(x, g, state);
}

static void of_g(struct explainer *x, const struct reader_event *e,
                 struct ex_g *g)
{
    switch (e->event) {
    case EV_GO_START:
        start(x, e, g);
        break;
    case EV_GO_STOP:
        leave(x, g, EX_RUNNABLE, EX_STOPPED, e->text[0]);
        break;
    case EV_GO_BLOCK:
        leave(x, g, EX_WAITING, EX_WOKEN, e->text[0]);
        break;
    case EV_GO_DESTROY:
        leave(x, g, EX_DEAD, EX_WOKEN, "");
        break;
    case EV_GO_UNBLOCK:
        g->wakes++;
        g->woken_at = e->t;
        g->woken_by = explain_m(x, e->m) == NULL ? 0 : explain_m(x, e->m)->g;
        g->via = EX_WOKEN;
        g->why = keep(x, e->text[0]);
        set_state(x, g, EX_RUNNABLE);
        break;
    case EV_SYSCALL_BEGIN:
        g->why = keep(x, e->text[0]);
        g->p_lost = -1;
        g->m = e->m; // a trace of real Go may begin with this
        set_state(x, g, EX_SYSCALL);
        break;
    case EV_SYSCALL_END:
        set_state(x, g, EX_RUNNING);
        break;
    case EV_SYSCALL_END_BLOCKED:
        leave(x, g, EX_RUNNABLE, EX_SYSCALL_ENDED, "");
        break;
    case EV_PREEMPT:
        g->asked = e->t;
        g->asked_rule = (enum trace_rule)e->number[0];
        break;
    default:
        break;
    }
}

static void proc_steal(struct explainer *x, const struct reader_event *e)
{
    struct ex_p *p = explain_p(x, e->p);
    struct ex_m *m = explain_m(x, p->m);

    p->m = NONE;
    p->since = e->t;
    if (m == NULL)
        return;
    m->p = NONE;
    struct ex_g *g = explain_g(x, m->g);
    if (g == NULL)
        return;
    g->p = NONE;
    g->p_lost = e->t;
    g->p_lost_rule = (enum trace_rule)e->number[1];
}

static void of_m(struct explainer *x, const struct reader_event *e,
                 struct ex_m *m)
{
    switch (e->event) {
    case EV_CORE_START:
        x->has_cores = true;
        m->core = e->core;
        m->since = e->t;
        break;
    case EV_CORE_STOP:
        m->core = NONE;
        m->since = e->t;
        break;
    case EV_M_PARK:
        m->parked = true;
        m->spinning = false;
        break;
    case EV_M_WAKE:
        m->parked = false;
        break;
    case EV_M_SPIN:
        m->spinning = e->number[0] == 1;
        break;
    case EV_PROC_START:
        *explain_p(x, e->p) = (struct ex_p){e->m, e->t};
        m->p = e->p;
        break;
    case EV_PROC_STOP:
        *explain_p(x, e->p) = (struct ex_p){NONE, e->t};
        m->p = NONE;
        break;
    default:
        break;
    }
}

static void replay(struct explainer *x, const struct reader_event *e)
{
    struct ex_g *g;
    struct ex_m *m;

    x->now = e->t;
    queues_event(x->queues, e);
    switch (e->event) {
    case EV_PROCS_CHANGE:
        x->procs = e->number[0];
        return;
    case EV_M_CREATE:
        idmap_add(&x->m_index, (uint32_t)e->m);
        vec_push(&x->ms,
                 ((struct ex_m){
                     .id = e->m, .p = NONE, .core = NONE, .since = e->t}));
        return;
    case EV_GO_CREATE:
        create(x, e);
        return;
    case EV_PROC_STEAL:
        proc_steal(x, e);
        return;
    case EV_EXIT:
        x->exited = true;
        x->exit_why = keep(x, e->text[1]);
        return;
    default:
        break;
    }
    if (e->g != 0 && (g = explain_g(x, e->g)) != NULL)
        of_g(x, e, g);
    if ((m = explain_m(x, e->m)) != NULL)
        of_m(x, e, m);
}

static void event(struct explainer *x, const struct reader_event *e)
{
    if (e->t > x->at && !x->said) {
        explain_say_state(x);
        x->said = true;
    }
    if (x->said && !x->next_said)
        explain_say_next(x, e);
    x->timer_due =
        e->event == EV_TIMER_FIRE && e->g == x->g ? e->number[0] : -1;
    replay(x, e);
}

static enum explain_end run(struct explainer *x, struct reader *r)
{
    struct lint *l = lint_new(r);
    struct reader_event e;

    if (reader_errors(r) == 0)
        x->procs = reader_header_int(r, "procs", 1, INT16_MAX, 1);
    while (reader_next(r, &e)) {
        lint_event(l, &e);
        if (reader_errors(r) == 0)
            event(x, &e);
    }
    lint_end(l);
    lint_free(l);
    if (reader_errors(r) > 0)
        return EXPLAIN_WRONG;
    if (reader_truncated(r) != NULL)
        x->exit_why = keep(x, reader_truncated(r));
    if (explain_g(x, x->g) == NULL)
        return EXPLAIN_NO_G;
    if (x->at > x->now)
        return EXPLAIN_NO_TIME;
    if (!x->said)
        explain_say_state(x);
    if (!x->next_said)
        explain_say_end(x);
    return EXPLAIN_OK;
}

struct explanation explain(struct reader *r, uint32_t g, nsec at)
{
    struct explainer x = {.g = g, .at = at, .timer_due = -1};
    struct explanation result = {0};

    x.queues = queues_new();
    x.exit_why = "";
    result.end = run(&x, r);
    result.end_ns = x.now;
    for (size_t i = 0; i < x.gs.n; i++)
        if (x.gs.v[i].id > result.last)
            result.last = x.gs.v[i].id;
    if (result.end == EXPLAIN_OK) {
        vec_push(&x.out, '\0');
        result.text = xstrdup(x.out.v);
    }
    queues_free(x.queues);
    idmap_release(&x.g_index);
    idmap_release(&x.m_index);
    vec_release(&x.gs);
    vec_release(&x.ms);
    vec_release(&x.ps);
    vec_release(&x.out);
    strtab_release(&x.texts);
    return result;
}
