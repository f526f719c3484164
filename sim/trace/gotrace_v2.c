#include "trace/gotrace_v2.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "trace/gotrace_impl.h"

enum {
    MESSAGE_MAX = 300,
    TRIES = 1 << 23, // in vain, for a trace as a whole
    TRIES_EACH = 64, // and more for each event
};

enum v2_advance v2_wrong(struct v2 *v, const struct v2_cursor *c,
                         const char *fmt, ...)
{
    char text[MESSAGE_MAX];
    const char *name = gobatch_name(v->minor, c->e.type);
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    gofault_set(v->fault, &v->file, c->at, "%s: %s",
                name == NULL ? "event" : name, text);
    return V2_WRONG;
}

int32_t v2_m_of(struct v2 *v, const struct v2_cursor *c, uint64_t id)
{
    int64_t i = idmap_find(&v->m_index, id);

    if (i != IDMAP_NONE)
        return (int32_t)i;
    if (v->ms.n >= GOTRACE_IDS_MAX) {
        v2_wrong(v, c, "more than %d threads", GOTRACE_IDS_MAX);
        return V2_NONE;
    }
    vec_push(&v->ms, ((struct v2_m){.g = V2_NONE, .p = V2_NONE}));
    return (int32_t)idmap_add(&v->m_index, id);
}

// --- the earliest cursor first; of several, the one whose thread came first

static bool before(const struct v2 *v, size_t a, size_t b)
{
    const struct v2_cursor *x = &v->cursors.v[a], *y = &v->cursors.v[b];

    return x->t != y->t ? x->t < y->t : a < b;
}

static void swap(size_t *a, size_t *b)
{
    size_t t = *a;

    *a = *b;
    *b = t;
}

static void sift_up(struct v2 *v, size_t i)
{
    while (i > 0 && before(v, v->heap.v[i], v->heap.v[(i - 1) / 2])) {
        swap(&v->heap.v[i], &v->heap.v[(i - 1) / 2]);
        i = (i - 1) / 2;
    }
}

static void sift_down(struct v2 *v, size_t i)
{
    for (;;) {
        size_t least = i;
        for (size_t k = 2 * i + 1; k <= 2 * i + 2 && k < v->heap.n; k++)
            if (before(v, v->heap.v[k], v->heap.v[least]))
                least = k;
        if (least == i)
            return;
        swap(&v->heap.v[i], &v->heap.v[least]);
        i = least;
    }
}

// A sorted heap is a heap: the others are then tried in the order of time.
static void sort_heap(struct v2 *v)
{
    size_t n = v->heap.n;

    while (v->heap.n > 1) {
        v->heap.n--;
        swap(&v->heap.v[0], &v->heap.v[v->heap.n]);
        sift_down(v, 0);
    }
    v->heap.n = n;
    for (size_t i = 0; i < n / 2; i++)
        swap(&v->heap.v[i], &v->heap.v[n - 1 - i]);
}

// --- cursors

enum next { NEXT_OK, NEXT_END, NEXT_WRONG };

static void begin_batch(struct v2 *v, struct v2_cursor *c, size_t batch)
{
    const struct gobatch *x = &v->gen.batches.v[batch];

    c->batch = batch;
    c->b = (struct gobytes){v->file.base, x->data, x->data + x->size};
    c->ticks = x->time;
}

// Reads the next event of c.
static enum next next_event(struct v2 *v, struct v2_cursor *c)
{
    while (c->b.at == c->b.end) {
        size_t next = v->next_batch.v[c->batch];
        if (next == v->gen.batches.n)
            return NEXT_END;
        begin_batch(v, c, next);
    }
    c->at = c->b.at;
    if (!gobatch_event(&c->b, v->minor, &c->e, v->fault))
        return NEXT_WRONG;
    if (c->e.ticks > UINT64_MAX - c->ticks ||
        !gobatch_ns(c->ticks + c->e.ticks, v->gen.ticks_per_s, &c->t)) {
        v2_wrong(v, c, "its time is out of range");
        return NEXT_WRONG;
    }
    c->ticks += c->e.ticks;
    return NEXT_OK;
}

// A cursor for each thread of the generation, in the order in which they come.
static bool make_cursors(struct v2 *v)
{
    struct idmap of_thread = {0};
    VEC(size_t) last = {0}; // batch of each cursor
    bool ok = true;

    v->cursors.n = v->next_batch.n = v->heap.n = 0;
    for (size_t i = 0; ok && i < v->gen.batches.n; i++) {
        const struct gobatch *x = &v->gen.batches.v[i];
        int64_t k = idmap_find(&of_thread, x->m);

        vec_push(&v->next_batch, v->gen.batches.n);
        if (k != IDMAP_NONE) {
            v->next_batch.v[last.v[k]] = i;
            last.v[k] = i;
            continue;
        }
        idmap_add(&of_thread, x->m);
        vec_push(&last, i);
        struct v2_cursor c = {.m = V2_NONE, .at = x->data};
        if (x->m != GOBATCH_NONE) {
            c.m = v2_m_of(v, &c, x->m);
            ok = c.m != V2_NONE;
        }
        begin_batch(v, &c, i);
        vec_push(&v->cursors, c);
    }
    vec_release(&last);
    idmap_release(&of_thread);
    return ok;
}

static bool fill_heap(struct v2 *v)
{
    for (size_t i = 0; i < v->cursors.n; i++) {
        enum next got = next_event(v, &v->cursors.v[i]);

        if (got == NEXT_WRONG)
            return false;
        if (got == NEXT_END)
            continue;
        vec_push(&v->heap, i);
        sift_up(v, v->heap.n - 1);
    }
    return true;
}

// The i-th of the heap has had its event.
static bool go_on(struct v2 *v, size_t i)
{
    enum next got = next_event(v, &v->cursors.v[v->heap.v[i]]);

    if (got == NEXT_WRONG)
        return false;
    if (got == NEXT_END) {
        v->heap.n--;
        if (i == v->heap.n)
            return true;
        v->heap.v[i] = v->heap.v[v->heap.n];
    }
    sift_up(v, i);
    sift_down(v, i);
    return true;
}

static enum v2_advance try_one(struct v2 *v, size_t i)
{
    enum v2_advance got = v2_advance(v, &v->cursors.v[v->heap.v[i]]);

    if (got == V2_DONE && !go_on(v, i))
        return V2_WRONG;
    return got;
}

// All events of a generation, in an order that their needs allow.
static bool merge(struct v2 *v)
{
    if (!make_cursors(v) || !fill_heap(v))
        return false;
    while (v->heap.n > 0) {
        enum v2_advance got = try_one(v, 0);

        if (got == V2_LATER)
            sort_heap(v);
        for (size_t i = 1; got == V2_LATER && i < v->heap.n; i++) {
            got = try_one(v, i);
            v->tries++;
        }
        // Real traces are almost in order; others would take for ever.
        v->done++;
        if (got == V2_DONE && v->heap.n > 0 &&
            v->tries > TRIES + TRIES_EACH * v->done)
            got = v2_wrong(v, &v->cursors.v[v->heap.v[0]],
                           "too many threads wait for others");
        if (got == V2_LATER)
            v2_wrong(v, &v->cursors.v[v->heap.v[0]],
                     "what must come before it is missing");
        if (got != V2_DONE)
            return false;
    }
    return true;
}

// A trace that ends in a later generation is one up to there.
static bool cut(struct v2 *v, uint64_t done)
{
    struct gotrace *x = v->emit->x;

    if (done == 0)
        return false;
    if (x->truncated == NULL)
        x->truncated =
            xasprintf("the trace is cut off: %s at offset %llu", v->fault->text,
                      (unsigned long long)v->fault->offset);
    gofault_release(v->fault);
    return true;
}

static bool read_all(struct v2 *v)
{
    for (uint64_t done = 0;; done++) {
        uint64_t expect = done == 0 ? 0 : v->gen.number + 1;
        enum gobatch_end end =
            gobatch_read(&v->file, v->minor, expect, &v->gen, v->fault);

        if (end == GOBATCH_EOF && done == 0)
            gofault_set(v->fault, &v->file, v->file.at, "the trace is empty");
        if (end == GOBATCH_EOF)
            return done > 0;
        if (end == GOBATCH_CUT)
            return cut(v, done);
        if (end == GOBATCH_BAD)
            return false;
        if (done == 0)
            v->first = v->gen.number;
        goemit_drop(v->emit, GODROP_SAMPLE, v->gen.cpu_samples);
        goemit_drop(v->emit, GODROP_EXPERIMENT, v->gen.experimental);
        if (!merge(v))
            return false;
    }
}

bool gotrace_v2(struct goemit *e, struct gobytes b)
{
    struct v2 v = {
        .emit = e, .minor = e->x->minor, .file = b, .fault = &e->x->fault};
    bool ok = read_all(&v);

    gobatch_release(&v.gen);
    idmap_release(&v.m_index);
    idmap_release(&v.g_index);
    vec_release(&v.ms);
    vec_release(&v.ps);
    vec_release(&v.gs);
    vec_release(&v.cursors);
    vec_release(&v.next_batch);
    vec_release(&v.heap);
    return ok;
}
