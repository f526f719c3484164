#include "native/nevent.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "native/ngmp.h"

// Each chunk is twice as large as the one before: the large ones have huge
// pages, and page faults would cost more than all else about an event.
enum { CHUNK_MIN_BYTES = 64 << 10, CHUNK_MAX_BYTES = 8 << 20 };

struct nchunk {
    struct nchunk *next;
    size_t bytes;
    size_t n, cap;
    struct trace_record v[];
};

static void count(struct ncount *n, enum trace_event event, int64_t a,
                  int64_t b)
{
    n->events++;
    switch (event) {
    case EV_GO_START:
        n->switches += a != RULE_GOMAXPROCS;
        break;
    case EV_GO_STOP:
        n->preemptions += b != 0;
        break;
    case EV_GO_CREATE:
        n->goroutines +=
            strcmp((const char *)(intptr_t)b, "runtime.system") != 0;
        break;
    case EV_GO_UNBLOCK:
        n->netpolls += b != 0;
        break;
    case EV_STEAL:
        n->steals++;
        break;
    case EV_PROC_STEAL:
        n->handoffs += b == RULE_RETAKE_SYSCALL;
        break;
    case EV_SYSCALL_BEGIN:
        n->syscalls++;
        break;
    case EV_TIMER_FIRE:
        n->timers_fired++;
        break;
    default:
        break;
    }
}

static struct nchunk *chunk_new(struct nevents *e)
{
    size_t bytes = e->last == NULL ? CHUNK_MIN_BYTES : 2 * e->last->bytes;

    if (bytes > CHUNK_MAX_BYTES)
        bytes = CHUNK_MAX_BYTES;
    struct nchunk *c = xmap(bytes);
    *c = (struct nchunk){.bytes = bytes,
                         .cap =
                             (bytes - sizeof *c) / sizeof(struct trace_record)};
    if (e->last == NULL)
        e->first = c;
    else
        e->last->next = c;
    e->last = c;
    return c;
}

static inline struct trace_record *add(struct nevents *e)
{
    struct nchunk *c = e->last;

    if (c == NULL || c->n == c->cap)
        c = chunk_new(e);
    return &c->v[c->n++];
}

void nevent_record(struct m *mp, nsec t, int m, enum trace_event event, int p,
                   uint32_t g, int64_t a, int64_t b, int32_t c)
{
    if (!mp->sched->tracing) {
        count(&mp->count, event, a, b);
        return;
    }
    if (t < mp->events.last_t)
        t = mp->events.last_t;
    mp->events.last_t = t;
    // Where another M is, it knows itself.
    bool own = m >= 0 && m == mp->id;
    *add(&mp->events) =
        (struct trace_record){.t = t,
                              .a = a,
                              .b = b,
                              .c = c,
                              .m = m,
                              .g = g,
                              .core = own ? ncore(mp->sched) : -1,
                              .p = (int16_t)p,
                              .event = (uint16_t)event};
}

void nevent_now(struct m *mp, enum trace_event event, int p, uint32_t g,
                int64_t a, int64_t b, int32_t c)
{
    struct nsched *s = mp->sched;

    nevent_record(mp, s->tracing ? nnow(s) : 0, mp->id, event, p, g, a, b, c);
}

void nevents_at_start(struct nevents *e)
{
    for (struct nchunk *c = e->first; c != NULL; c = c->next)
        for (size_t i = 0; i < c->n; i++)
            c->v[i].t = 0;
    e->last_t = 0;
}

// --- merging

// What is left of a thread's records.
struct cursor {
    const struct nchunk *chunk;
    size_t i;
    int m;
};

static const struct trace_record *front(const struct cursor *c)
{
    return &c->chunk->v[c->i];
}

static bool before(const struct cursor *a, const struct cursor *b)
{
    nsec ta = front(a)->t, tb = front(b)->t;

    return ta != tb ? ta < tb : a->m < b->m;
}

static void sift_down(struct cursor *v, size_t n, size_t i)
{
    for (;;) {
        size_t least = i;
        for (size_t k = 2 * i + 1; k <= 2 * i + 2 && k < n; k++)
            if (before(&v[k], &v[least]))
                least = k;
        if (least == i)
            return;
        struct cursor swap = v[i];
        v[i] = v[least];
        v[least] = swap;
        i = least;
    }
}

// Which of a, b, c are texts, by the formats of events.def.
static const char *const detail[EV_COUNT] = {
#define EVENT(e, name, detail, meaning) [EV_##e] = detail,
#include "trace/events.def"
#undef EVENT
};

static int64_t resolve(struct trace *t, int64_t text)
{
    return trace_string(t, (const char *)(intptr_t)text);
}

struct texts {
    bool a[EV_COUNT], b[EV_COUNT];
};

static void emit(struct trace *t, const struct texts *is_text,
                 const struct trace_record *from)
{
    struct trace_record r = *from;

    if (is_text->a[r.event])
        r.a = resolve(t, r.a);
    if (is_text->b[r.event])
        r.b = resolve(t, r.b);
    trace_add(t, &r);
}

static size_t cursors(struct nsched *s, struct cursor **out)
{
    size_t n = 0;
    struct cursor *v = xcalloc((size_t)s->mcount + 1, sizeof *v);

    if (s->sysmon.events.first != NULL)
        v[n++] = (struct cursor){s->sysmon.events.first, 0, -1};
    for (struct m *mp = s->allm; mp != NULL; mp = mp->alllink)
        if (mp->events.first != NULL)
            v[n++] = (struct cursor){mp->events.first, 0, mp->id};
    *out = v;
    return n;
}

static void merge(struct nsched *s, struct ncount *sum)
{
    struct texts is_text;
    struct cursor *v;
    size_t n = cursors(s, &v);
    nsec end = (nsec)at_load(&s->end_at);

    for (int e = 0; e < EV_COUNT; e++) {
        is_text.a[e] = strstr(detail[e], "{sa}") != NULL;
        is_text.b[e] = strstr(detail[e], "{sb}") != NULL;
        CHECK(strstr(detail[e], "{sc}") == NULL);
    }
    for (size_t i = n; i-- > 0;)
        sift_down(v, n, i);
    while (n > 0) {
        const struct trace_record *r = front(&v[0]);
        if (r->t > end) // the process was over by then
            break;
        count(sum, (enum trace_event)r->event, r->a, r->b);
        emit(s->config->trace, &is_text, r);
        if (++v[0].i == v[0].chunk->n) {
            v[0].chunk = v[0].chunk->next;
            v[0].i = 0;
            if (v[0].chunk == NULL)
                v[0] = v[--n];
        }
        sift_down(v, n, 0);
    }
    free(v);
}

static void add_counts(struct ncount *sum, const struct ncount *n)
{
    sum->events += n->events;
    sum->switches += n->switches;
    sum->preemptions += n->preemptions;
    sum->steals += n->steals;
    sum->handoffs += n->handoffs;
    sum->syscalls += n->syscalls;
    sum->netpolls += n->netpolls;
    sum->timers_fired += n->timers_fired;
    sum->goroutines += n->goroutines;
    sum->steal_attempts += n->steal_attempts;
}

void nevents_merge(struct nsched *s, struct ncount *sum)
{
    *sum = (struct ncount){0};
    if (s->tracing)
        merge(s, sum);
    add_counts(sum, &s->sysmon.count);
    for (struct m *mp = s->allm; mp != NULL; mp = mp->alllink)
        add_counts(sum, &mp->count);
    sum->events++; // Exit
    if (s->tracing)
        trace_add(
            s->config->trace,
            &(struct trace_record){.t = (nsec)at_load(&s->end_at),
                                   .a = s->status,
                                   .b = trace_string(s->config->trace, s->why),
                                   .m = -1,
                                   .core = -1,
                                   .p = -1,
                                   .event = EV_EXIT});
}

void nevents_release(struct nevents *e)
{
    while (e->first != NULL) {
        struct nchunk *c = e->first;
        e->first = c->next;
        xunmap(c, c->bytes);
    }
    e->last = NULL;
}
