// export_go: a timeline as a Go execution trace of the format of 1.22, which
// all Go tools since then read, in whole ns.
//
// A trace is stricter than a timeline where it tells what a thread has: a P
// before anything is done with it, a goroutine in a system call before its P is
// taken. What a trace has no event for (cores, Ms, queues, timers) is left out.
#include "trace/export.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/strtab.h"
#include "base/vec.h"
#include "trace/gowrite.h"
#include "trace/idmap.h"
#include "trace/lint.h"

enum { NONE = -1 };

// States as the format numbers them.
enum { P_IDLE = 2 };
enum { G_RUNNABLE = 1, G_RUNNING = 2, G_SYSCALL = 3, G_WAITING = 4 };

struct go_g {
    uint64_t seq;
    bool told; // the trace has it
    bool kept; // it waits, but is runnable in the trace: it was created so
    uint8_t state;
    const char *fn;
    int64_t line; // where its function is, or 0
};

struct go_p {
    uint64_t seq;
    bool told;
    bool syscall; // its M is in a system call
};

struct go_m {
    int32_t p;  // or NONE
    uint32_t g; // or 0
};

struct go {
    struct gowrite *w;
    nsec now;
    const char *file; // of the program
    int64_t procs;    // GOMAXPROCS that is still to be told, or 0
    struct idmap g_index, m_index;
    VEC(struct go_g) gs;
    VEC(struct go_m) ms;
    VEC(struct go_p) ps;
    struct strtab names;
};

static const struct go_block {
    const char *why, *reason, *fn, *file;
} blocks[] = {
#define GOBLOCK(why, reason, fn, file) {why, reason, fn, file},
#include "trace/goblock.def"
#undef GOBLOCK
};

static struct go_g *g_of(struct go *x, uint32_t id)
{
    int64_t i = idmap_find(&x->g_index, id);

    CHECK(i != IDMAP_NONE);
    return &x->gs.v[i];
}

// NULL for no M.
static struct go_m *m_of(struct go *x, int32_t id)
{
    int64_t i;

    if (id < 0)
        return NULL;
    i = idmap_find(&x->m_index, (uint32_t)id);
    if (i == IDMAP_NONE) {
        vec_push(&x->ms, ((struct go_m){.p = NONE}));
        i = idmap_add(&x->m_index, (uint32_t)id);
    }
    return &x->ms.v[i];
}

static void event(struct go *x, int32_t m, enum gobatch_type type, uint64_t a,
                  uint64_t b, uint64_t c)
{
    gowrite_event(x->w, m, x->now, type, (uint64_t[GOBATCH_ARGS_MAX]){a, b, c});
}

// The P is told of; it is idle.
static struct go_p *p_of(struct go *x, int32_t m, int32_t id)
{
    while (x->ps.n <= (size_t)id)
        vec_push(&x->ps, ((struct go_p){0}));
    if (!x->ps.v[id].told)
        event(x, m, GOBATCH_PROC_STATUS, (uint64_t)id, P_IDLE, 0);
    x->ps.v[id].told = true;
    return &x->ps.v[id];
}

// The stack of g in the function fn of file, unless that is NULL.
static uint64_t stack_in(struct go *x, const struct go_g *g, const char *fn,
                         const char *file)
{
    struct gowrite_frame frames[2] = {
        {fn, file, 0},
        {g->fn, x->file, g->line},
    };

    return fn == NULL ? gowrite_stack(x->w, frames + 1, 1)
                      : gowrite_stack(x->w, frames, 2);
}

// A goroutine that the trace does not have yet was in that state, on M m if it
// is in a system call.
static void tell(struct go *x, uint32_t id, uint8_t state, int32_t m)
{
    struct go_g *g = g_of(x, id);

    if (g->told)
        return;
    g->told = true;
    g->state = state;
    event(x, m, GOBATCH_GO_STATUS, id, gowrite_m(m), state);
}

// Whether M m has a P and either no goroutine or a running one.
static bool is_in_go(struct go *x, int32_t m)
{
    const struct go_m *on = m_of(x, m);

    return on != NULL && on->p != NONE &&
           (on->g == 0 || g_of(x, on->g)->state == G_RUNNING);
}

static bool has_running(struct go *x, int32_t m)
{
    return is_in_go(x, m) && m_of(x, m)->g != 0;
}

// GOMAXPROCS is told by a running goroutine.
static void tell_procs(struct go *x, int32_t m)
{
    if (x->procs == 0 || !has_running(x, m))
        return;
    event(x, m, GOBATCH_PROCS_CHANGE, (uint64_t)x->procs,
          stack_in(x, g_of(x, m_of(x, m)->g), NULL, NULL), 0);
    x->procs = 0;
}

static void procs_change(struct go *x, const struct reader_event *e)
{
    x->procs = e->number[0];
    tell_procs(x, e->m);
}

static void proc_start(struct go *x, const struct reader_event *e)
{
    struct go_p *p = p_of(x, e->m, e->p);

    p->syscall = false;
    m_of(x, e->m)->p = e->p;
    event(x, e->m, GOBATCH_PROC_START, (uint64_t)e->p, ++p->seq, 0);
}

static void proc_stop(struct go *x, const struct reader_event *e)
{
    m_of(x, e->m)->p = NONE;
    event(x, e->m, GOBATCH_PROC_STOP, 0, 0, 0);
}

static void proc_steal(struct go *x, const struct reader_event *e)
{
    int32_t from = (int32_t)e->number[0];
    struct go_p *p = p_of(x, from, e->p);

    if (p->syscall)
        event(x, e->m < 0 ? GOWRITE_SYSMON : e->m, GOBATCH_PROC_STEAL,
              (uint64_t)e->p, ++p->seq, gowrite_m(from));
    else // got within the system call: a trace has no word for losing it
        event(x, from, GOBATCH_PROC_STOP, 0, 0, 0);
    m_of(x, from)->p = NONE;
}

// Where a function begins: known for a function literal, whose line is that of
// its go statement.
static int64_t line_of(const char *fn, int64_t line)
{
    const char *last = strrchr(fn, '.');

    return last != NULL && strncmp(last, ".func", 5) == 0 ? line : 0;
}

static void go_create(struct go *x, const struct reader_event *e)
{
    uint32_t id = (uint32_t)e->number[0];
    struct go_g g = {.state = G_RUNNABLE,
                     .fn = strtab_cstr(&x->names, e->text[1])};
    struct gowrite_frame at = {"", x->file, e->number[2]};
    bool can = is_in_go(x, e->m);
    uint64_t stack = 0;

    g.line = line_of(g.fn, e->number[2]);
    g.told = can;
    vec_push(&x->gs, g);
    idmap_add(&x->g_index, id);
    if (!can)
        return; // until it does something
    if (e->g != 0) {
        at.fn = g_of(x, e->g)->fn;
        stack = gowrite_stack(x->w, &at, 1);
    }
    event(x, e->m, GOBATCH_GO_CREATE, id, stack_in(x, &g, NULL, NULL), stack);
}

static void go_start(struct go *x, const struct reader_event *e)
{
    struct go_g *g = g_of(x, e->g);

    tell(x, e->g, G_RUNNABLE, GOWRITE_NO_M);
    g->state = G_RUNNING;
    m_of(x, e->m)->g = e->g;
    event(x, e->m, GOBATCH_GO_START, e->g, ++g->seq, 0);
    tell_procs(x, e->m);
}

static void go_stop(struct go *x, const struct reader_event *e)
{
    struct go_g *g = g_of(x, e->g);
    bool gosched = strcmp(e->text[0], "Gosched") == 0;

    event(x, e->m, GOBATCH_GO_STOP,
          gowrite_string(x->w, gosched ? "runtime.Gosched" : e->text[0]),
          stack_in(x, g, gosched ? "runtime.Gosched" : NULL, "runtime/proc.go"),
          0);
    g->state = G_RUNNABLE;
    m_of(x, e->m)->g = 0;
}

static void go_block(struct go *x, const struct reader_event *e)
{
    struct go_block b = {"", e->text[0], "runtime.gopark", "runtime/proc.go"};
    struct go_g *g = g_of(x, e->g);

    if (g->state != G_RUNNING) { // of a real trace: it has waited before that
        g->kept = g->told; // or was created so, for which 1.22 has no word
        tell(x, e->g, G_WAITING, GOWRITE_NO_M);
        return;
    }
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        if (strcmp(e->text[0], blocks[i].why) == 0)
            b = blocks[i];
    event(x, e->m, GOBATCH_GO_BLOCK, gowrite_string(x->w, b.reason),
          stack_in(x, g, b.fn, b.file), 0);
    g->state = G_WAITING;
    m_of(x, e->m)->g = 0;
}

static void go_unblock(struct go *x, const struct reader_event *e)
{
    struct go_g *g = g_of(x, e->g);
    uint64_t stack = 0;

    if (g->kept) {
        g->kept = false;
        return;
    }
    tell(x, e->g, G_WAITING, GOWRITE_NO_M);
    if (has_running(x, e->m))
        stack = stack_in(x, g_of(x, m_of(x, e->m)->g), NULL, NULL);
    g->state = G_RUNNABLE;
    event(x, e->m, GOBATCH_GO_UNBLOCK, e->g, ++g->seq, stack);
}

static void go_destroy(struct go *x, const struct reader_event *e)
{
    // A thread of C leaves Go from a system call.
    bool of_c = g_of(x, e->g)->state == G_SYSCALL;

    m_of(x, e->m)->g = 0;
    event(x, e->m, of_c ? GOBATCH_GO_DESTROY_SYSCALL : GOBATCH_GO_DESTROY, 0, 0,
          0);
}

static void syscall_begin(struct go *x, const struct reader_event *e)
{
    struct go_g *g = g_of(x, e->g);
    struct go_m *m = m_of(x, e->m);

    if (g->told && g->state == G_RUNNABLE && is_in_go(x, e->m))
        go_start(x, e); // of a real trace: a thread of C has come with it
    if (g->state != G_RUNNING) { // it was in it before
        tell(x, e->g, m == NULL ? G_WAITING : G_SYSCALL, e->m);
        if (m != NULL)
            m->g = e->g;
        return;
    }
    struct go_p *p = &x->ps.v[m->p];
    g->state = G_SYSCALL;
    p->syscall = true;
    event(x, e->m, GOBATCH_GO_SYSCALL_BEGIN, ++p->seq,
          stack_in(x, g, e->text[0], ""), 0);
}

static void syscall_end(struct go *x, const struct reader_event *e)
{
    struct go_g *g = g_of(x, e->g);
    struct go_p *p = &x->ps.v[m_of(x, e->m)->p];

    g->state = G_RUNNING;
    if (p->syscall) {
        p->syscall = false;
        event(x, e->m, GOBATCH_GO_SYSCALL_END, 0, 0, 0);
        return;
    }
    // It has another P than before: a trace says that it starts again.
    event(x, e->m, GOBATCH_GO_SYSCALL_END_BLOCKED, 0, 0, 0);
    event(x, e->m, GOBATCH_GO_START, e->g, ++g->seq, 0);
}

static void syscall_end_blocked(struct go *x, const struct reader_event *e)
{
    struct go_g *g = g_of(x, e->g);
    struct go_m *m = m_of(x, e->m);

    if (g->state == G_SYSCALL && m != NULL) {
        m->g = 0;
        event(x, e->m, GOBATCH_GO_SYSCALL_END_BLOCKED, 0, 0, 0);
    } else { // its M was not known
        tell(x, e->g, G_WAITING, GOWRITE_NO_M);
        event(x, e->m, GOBATCH_GO_UNBLOCK, e->g, ++g->seq, 0);
    }
    g->state = G_RUNNABLE;
}

static void label(struct go *x, const struct reader_event *e)
{
    if (!has_running(x, e->m))
        return;
    gowrite_event(x->w, e->m, x->now, GOBATCH_USER_LOG,
                  (uint64_t[GOBATCH_ARGS_MAX]){
                      0, gowrite_string(x->w, "label"),
                      gowrite_string(x->w, e->text[0]),
                      stack_in(x, g_of(x, m_of(x, e->m)->g), NULL, NULL)});
}

static void (*const write[EV_COUNT])(struct go *x,
                                     const struct reader_event *e) = {
    [EV_PROCS_CHANGE] = procs_change,
    [EV_PROC_START] = proc_start,
    [EV_PROC_STOP] = proc_stop,
    [EV_PROC_STEAL] = proc_steal,
    [EV_GO_CREATE] = go_create,
    [EV_GO_START] = go_start,
    [EV_GO_STOP] = go_stop,
    [EV_GO_BLOCK] = go_block,
    [EV_GO_UNBLOCK] = go_unblock,
    [EV_GO_DESTROY] = go_destroy,
    [EV_SYSCALL_BEGIN] = syscall_begin,
    [EV_SYSCALL_END] = syscall_end,
    [EV_SYSCALL_END_BLOCKED] = syscall_end_blocked,
    [EV_LABEL] = label,
};

// The Ps that there are from the start.
static void begin(struct go *x, struct reader *r, const struct reader_event *e)
{
    int64_t procs = reader_header_int(r, "procs", 1, INT16_MAX, 1);

    x->now = e->t;
    for (int32_t p = 0; p < (int32_t)procs; p++)
        p_of(x, e->m, p);
}

static void end(struct go *x)
{
    gowrite_end(x->w);
    idmap_release(&x->g_index);
    idmap_release(&x->m_index);
    vec_release(&x->gs);
    vec_release(&x->ms);
    vec_release(&x->ps);
    strtab_release(&x->names);
}

bool export_go(struct reader *const *timelines, size_t n, struct outfile *f)
{
    struct reader *r = timelines[0];
    struct go x = {.w = gowrite_new(f), .file = reader_header(r, "file")};
    struct lint *l = lint_new(r);
    bool begun = false;
    struct reader_event e;

    CHECK(n == 1);
    if (x.file == NULL)
        x.file = "";
    while (reader_next(r, &e)) {
        lint_event(l, &e);
        if (reader_errors(r) > 0)
            continue;
        if (!begun)
            begin(&x, r, &e);
        begun = true;
        x.now = e.t;
        if (write[e.event] != NULL)
            write[e.event](&x, &e);
    }
    lint_end(l);
    lint_free(l);
    end(&x);
    return reader_errors(r) == 0;
}
