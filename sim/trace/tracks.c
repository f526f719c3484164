#include "trace/tracks.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/vec.h"
#include "base/xmalloc.h"
#include "trace/lint.h"
#include "trace/put.h"
#include "trace/queues.h"

enum { NONE = -1 };

struct tracks_p {
    int64_t length; // of its run queue, as it was given last
    bool touched;   // may be another one by now
    // A flow that waits for its next G to start; the one that leads to the
    // slice that is open.
    uint64_t coming, flow;
};

struct tracks_g {
    uint64_t coming, flow;
    int from;    // kind of the track where coming began
    int counted; // the counter that it is in, or COUNTERS_FIXED
};

struct tracks {
    struct reader *r;
    struct lint *lint;
    const struct tracks_sink *sink;
    struct reader_event next; // event, if there is one
    bool has_next;
    uint64_t *flows;
    struct fold *fold;
    struct queues *queues;
    int32_t cores, procs;
    bool started, cores_given;
    nsec now;
    int64_t value[COUNTERS_FIXED], given[COUNTERS_FIXED];
    VEC(struct tracks_p) ps;
    VEC(struct tracks_g) gs;
    VEC(int32_t) touched; // Ps
    uint32_t ms;
    char text[TRACKS_NAME_MAX];
};

// Text under way in t->text.
static char *word(char *o, const char *s)
{
    return put_text(o, s, strnlen(s, TRACKS_TEXT_MAX));
}

static struct tracks_text text_to(const struct tracks *t, const char *end)
{
    CHECK(end - t->text <= TRACKS_NAME_MAX);
    return (struct tracks_text){t->text, (size_t)(end - t->text)};
}

static struct tracks_at at(int track, int64_t index)
{
    return (struct tracks_at){track, (uint32_t)index};
}

// Where the event happened: on its G, else its P.
static struct tracks_at place(const struct tracks *t,
                              const struct reader_event *e)
{
    if (e->event == EV_EXIT || e->event == EV_PROCS_CHANGE)
        return at(TRACK_ALL, 0);
    if (e->g != 0)
        return at(TRACK_G, fold_g_index(t->fold, e->g));
    if (e->p >= 0)
        return at(TRACK_P, e->p);
    return at(TRACK_ALL, 0);
}

static void give_track(struct tracks *t, int track, int64_t index, uint32_t id,
                       const char *prefix, const char *fn)
{
    char *o = put_u64(word(t->text, prefix), id);

    if (*fn != '\0') {
        *o++ = ' ';
        o = word(o, fn);
    }
    if (t->sink->track != NULL)
        t->sink->track(t->sink->arg, t->now, at(track, index), id,
                       text_to(t, o));
}

static void give_gone(struct tracks *t, int track, int64_t index)
{
    if (t->sink->gone != NULL)
        t->sink->gone(t->sink->arg, t->now, at(track, index));
}

static void give_instant(struct tracks *t, struct tracks_at where,
                         const char *end, uint64_t flow)
{
    if (t->sink->instant != NULL)
        t->sink->instant(t->sink->arg, t->now, where, text_to(t, end), flow);
}

static void give_counter(struct tracks *t, enum tracks_counter c, int32_t p,
                         int64_t value)
{
    if (t->sink->counter != NULL)
        t->sink->counter(t->sink->arg, t->now, c, p, value);
}

static void need_p(struct tracks *t, int32_t n)
{
    while (t->ps.n < (size_t)n) {
        int32_t p = (int32_t)t->ps.n;
        vec_push(&t->ps, ((struct tracks_p){0}));
        give_track(t, TRACK_P, p, (uint32_t)p, "P", "");
        give_counter(t, COUNTER_RUNQ, p, 0);
    }
}

static void touch(struct tracks *t, int32_t p)
{
    if (p < 0 || (size_t)p >= t->ps.n || t->ps.v[p].touched)
        return;
    t->ps.v[p].touched = true;
    vec_push(&t->touched, p);
}

// The counters as they are after all that happened now.
static void flush_counters(struct tracks *t)
{
    t->value[COUNTER_GLOBAL] = queues_length(t->queues, QUEUE_GLOBAL, NONE);
    for (int c = 0; c < COUNTERS_FIXED; c++)
        if (t->value[c] != t->given[c]) {
            t->given[c] = t->value[c];
            give_counter(t, (enum tracks_counter)c, NONE, t->value[c]);
        }
    for (size_t i = 0; i < t->touched.n; i++) {
        int32_t id = t->touched.v[i];
        struct tracks_p *p = &t->ps.v[id];
        int64_t n = queues_length(t->queues, QUEUE_RUNNEXT, id) +
                    queues_length(t->queues, QUEUE_RING, id);
        if (n != p->length)
            give_counter(t, COUNTER_RUNQ, id, n);
        p->length = n;
        p->touched = false;
    }
    t->touched.n = 0;
}

// The G is now among those that the counter counts; COUNTERS_FIXED: no one.
static void put_g(struct tracks *t, uint32_t id, int to)
{
    struct tracks_g *g = &t->gs.v[fold_g_index(t->fold, id)];

    if (g->counted < COUNTERS_FIXED)
        t->value[g->counted]--;
    if (to < COUNTERS_FIXED)
        t->value[to]++;
    g->counted = to;
}

static void count(struct tracks *t, const struct reader_event *e)
{
    switch (e->event) {
    case EV_GO_CREATE:
        put_g(t, (uint32_t)e->number[0], COUNTER_RUNNABLE);
        return;
    case EV_GO_UNBLOCK:
    case EV_GO_STOP:
    case EV_SYSCALL_END_BLOCKED:
        put_g(t, e->g, COUNTER_RUNNABLE);
        return;
    case EV_GO_START:
    case EV_SYSCALL_END:
        put_g(t, e->g, COUNTER_RUNNING);
        return;
    case EV_SYSCALL_BEGIN:
        put_g(t, e->g, COUNTER_SYSCALL);
        return;
    case EV_GO_BLOCK:
    case EV_GO_DESTROY:
        put_g(t, e->g, COUNTERS_FIXED);
        return;
    case EV_M_SPIN:
        t->value[COUNTER_SPINNING] += e->number[0] == 1 ? 1 : -1;
        return;
    default:
        return;
    }
}

// The queues that the event may change.
static void touch_queues(struct tracks *t, const struct reader_event *e)
{
    if (t->sink->counter == NULL)
        return;
    queues_event(t->queues, e);
    touch(t, e->p);
    if (e->event == EV_STEAL)
        touch(t, (int32_t)e->number[0]);
    if (e->event == EV_GO_START)
        touch(t, (int32_t)e->number[1]);
}

// A flow begins at the track.
static uint64_t depart(struct tracks *t, struct tracks_at where, char *end)
{
    uint64_t flow = ++*t->flows;

    give_instant(t, where, end, flow);
    return flow;
}

static void created(struct tracks *t, const struct reader_event *e)
{
    size_t index = t->gs.n - 1;
    char *o;

    if (e->g == 0)
        return;
    o = put_i64(word(t->text, "creates G"), e->number[0]);
    *o++ = ' ';
    o = word(o, e->text[1]);
    t->gs.v[index].coming =
        depart(t, at(TRACK_G, fold_g_index(t->fold, e->g)), o);
    t->gs.v[index].from = TRACK_G;
}

// What comes to the track is there.
static void arrive(struct tracks *t, struct tracks_at where, uint64_t *coming,
                   uint64_t *flow, int from)
{
    *flow = *coming;
    *coming = 0;
    if (*flow != 0 && t->sink->arrive != NULL)
        t->sink->arrive(t->sink->arg, t->now, where, *flow, from);
}

static void woken(struct tracks *t, const struct reader_event *e)
{
    int64_t waker = fold_m_g(t->fold, e->m);
    struct tracks_g *g = &t->gs.v[fold_g_index(t->fold, e->g)];
    char *o = put_u64(word(t->text, "wakes G"), e->g);

    // What created a coroutine, which waits from the first.
    arrive(t, at(TRACK_G, fold_g_index(t->fold, e->g)), &g->coming, &g->flow,
           g->from);
    g->from = waker != NONE ? TRACK_G : TRACK_P;
    if (waker != NONE)
        g->coming = depart(t, at(TRACK_G, waker), o);
    else
        g->coming = e->p < 0 ? 0 : depart(t, at(TRACK_P, e->p), o);
}

static void stolen(struct tracks *t, const struct reader_event *e)
{
    struct tracks_p *p = &t->ps.v[e->p];
    char *o;

    if (e->number[0] < 0 || (size_t)e->number[0] >= t->ps.n)
        return;
    arrive(t, at(TRACK_P, e->p), &p->coming, &p->flow, TRACK_P);
    o = put_i64(word(t->text, "P"), e->p);
    o = put_i64(word(o, " steals "), e->number[1]);
    p->coming = depart(t, at(TRACK_P, e->number[0]), o);
}

static void put_on_p(struct tracks *t, const struct reader_event *e)
{
    int64_t index = fold_g_index(t->fold, e->g);
    struct tracks_g *g = &t->gs.v[index];
    struct tracks_p *p = &t->ps.v[e->p];

    arrive(t, at(TRACK_G, index), &g->coming, &g->flow, g->from);
    arrive(t, at(TRACK_P, e->p), &p->coming, &p->flow, TRACK_P);
}

static char *named_rule(char *o, int64_t rule)
{
    return word(o, trace_rule_name((enum trace_rule)rule));
}

// What is told of the event beside slices; its text, or NULL: nothing.
static char *remark(struct tracks *t, const struct reader_event *e)
{
    char *o = t->text;

    switch (e->event) {
    case EV_PROCS_CHANGE:
        return put_i64(word(o, "GOMAXPROCS "), e->number[0]);
    case EV_PROC_STEAL:
        o = put_i64(word(o, "taken from M"), e->number[0]);
        return named_rule(word(o, ": "), e->number[1]);
    case EV_PREEMPT:
        return named_rule(word(o, "asked to stop: "), e->number[0]);
    case EV_TIMER_FIRE:
        return word(o, "timer fires");
    case EV_NETPOLL:
        return put_i64(word(o, "ready on the network: "), e->number[0]);
    case EV_GLOBAL_GRAB:
        return put_i64(word(o, "from the global queue: "), e->number[0]);
    case EV_RUNQ_OVERFLOW:
        return put_i64(word(o, "to the global queue: "), e->number[0]);
    case EV_OUTPUT:
        o = put_i64(word(o, "output: "), e->number[1]);
        return put_i64(word(o, " bytes to "), e->number[0]);
    case EV_LABEL:
        return word(o, e->text[0]);
    case EV_EXIT:
        o = word(word(o, "end: "), e->text[1]);
        return put_i64(word(o, ", status "), e->number[0]);
    default:
        return NULL;
    }
}

// Tracks that begin with the event.
static void before(struct tracks *t, const struct reader_event *e)
{
    switch (e->event) {
    case EV_CORE_START:
        for (int32_t c = 0; !t->cores_given && c < t->cores; c++)
            give_track(t, TRACK_CORE, c, (uint32_t)c, "core ", "");
        t->cores_given = true;
        return;
    case EV_M_CREATE:
        give_track(t, TRACK_M, t->ms++, (uint32_t)e->m, "M", "");
        return;
    case EV_GO_CREATE:
        vec_push(&t->gs, ((struct tracks_g){.counted = COUNTERS_FIXED}));
        give_track(t, TRACK_G, (int64_t)t->gs.n - 1, (uint32_t)e->number[0],
                   "G", e->text[1]);
        return;
    case EV_PROCS_CHANGE:
        need_p(t, (int32_t)e->number[0]);
        return;
    default:
        need_p(t, e->p + 1);
        return;
    }
}

static void after(struct tracks *t, const struct reader_event *e)
{
    char *o;

    switch (e->event) {
    case EV_GO_CREATE:
        created(t, e);
        return;
    case EV_GO_UNBLOCK:
        woken(t, e);
        return;
    case EV_STEAL:
        stolen(t, e);
        return;
    case EV_GO_START:
        put_on_p(t, e);
        return;
    case EV_GO_DESTROY:
        give_gone(t, TRACK_G, fold_g_index(t->fold, e->g));
        return;
    case EV_M_PARK:
        if (strcmp(e->text[0], "exit") == 0)
            give_gone(t, TRACK_M, fold_m_index(t->fold, e->m));
        return;
    default:
        break;
    }
    o = remark(t, e);
    if (o != NULL)
        give_instant(t, place(t, e), o, 0);
}

// A flow leads to the first slice that a G's start gave the track.
static void take_slice(void *arg, const struct span *s)
{
    struct tracks *t = arg;
    uint64_t *to = s->track == TRACK_G   ? &t->gs.v[s->index].flow
                   : s->track == TRACK_P ? &t->ps.v[s->index].flow
                                         : NULL;
    uint64_t flow = 0;

    if (to != NULL) {
        if (s->state == SPAN_RUNNING || s->state == SPAN_NO_CORE ||
            s->state == SPAN_SYSCALL)
            flow = *to;
        *to = 0;
    }
    if (t->sink->slice != NULL)
        t->sink->slice(t->sink->arg, s, flow);
}

static void take_begin(void *arg, const struct span *s)
{
    struct tracks *t = arg;

    t->sink->begin(t->sink->arg, s);
}

static void start(struct tracks *t)
{
    t->started = true;
    t->now = t->next.t;
    need_p(t, t->procs);
    for (int c = 0; c < COUNTERS_FIXED; c++)
        give_counter(t, (enum tracks_counter)c, NONE, 0);
}

// Reads on to the next event that is right.
static void read_next(struct tracks *t)
{
    t->has_next = false;
    while (!t->has_next && reader_next(t->r, &t->next)) {
        lint_event(t->lint, &t->next);
        t->has_next = reader_errors(t->r) == 0;
    }
}

struct tracks *tracks_new(struct reader *r, const struct tracks_sink *sink,
                          uint64_t *flows)
{
    struct tracks *t = xcalloc(1, sizeof *t);

    t->r = r;
    t->lint = lint_new(r);
    t->sink = sink;
    t->flows = flows;
    t->cores = t->procs = 1;
    t->queues = queues_new();
    if (reader_errors(r) == 0) { // else lint has told
        t->cores = (int32_t)reader_header_int(r, "cores", 1, INT16_MAX, 1);
        t->procs = (int32_t)reader_header_int(r, "procs", 1, INT16_MAX, 1);
    }
    t->fold = fold_new(t->cores, t->procs, take_slice, t);
    fold_ms(t->fold);
    if (sink->begin != NULL)
        fold_begins(t->fold, take_begin);
    read_next(t);
    return t;
}

bool tracks_peek(const struct tracks *t, nsec *when)
{
    *when = t->next.t;
    return t->has_next;
}

void tracks_advance(struct tracks *t, nsec when)
{
    if (t->started && when > t->now)
        flush_counters(t);
}

void tracks_step(struct tracks *t)
{
    const struct reader_event *e = &t->next;

    CHECK(t->has_next);
    if (!t->started)
        start(t);
    tracks_advance(t, e->t);
    t->now = e->t;
    before(t, e);
    fold_event(t->fold, e);
    touch_queues(t, e);
    count(t, e);
    after(t, e);
    read_next(t);
}

// All that is open ends.
static void finish(struct tracks *t)
{
    fold_end(t->fold);
    if (t->started)
        flush_counters(t);
    for (size_t i = 0; i < t->gs.n; i++)
        arrive(t, at(TRACK_G, (int64_t)i), &t->gs.v[i].coming, &t->gs.v[i].flow,
               t->gs.v[i].from);
    for (size_t i = 0; i < t->ps.n; i++)
        arrive(t, at(TRACK_P, (int64_t)i), &t->ps.v[i].coming, &t->ps.v[i].flow,
               TRACK_P);
}

bool tracks_end(struct tracks *t)
{
    struct reader *r = t->r;

    lint_end(t->lint);
    lint_free(t->lint);
    if (reader_errors(r) == 0)
        finish(t);
    fold_free(t->fold);
    queues_free(t->queues);
    vec_release(&t->ps);
    vec_release(&t->gs);
    vec_release(&t->touched);
    free(t);
    return reader_errors(r) == 0;
}

bool tracks_run(struct reader *r, const struct tracks_sink *sink,
                uint64_t *flows)
{
    struct tracks *t = tracks_new(r, sink, flows);
    nsec when;

    while (tracks_peek(t, &when))
        tracks_step(t);
    return tracks_end(t);
}
