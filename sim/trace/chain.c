#include "trace/chain.h"

#include "base/check.h"

static struct chain_length *chain_at(struct chain *c, size_t index)
{
    while (c->g.n <= index)
        vec_push(&c->g, (struct chain_length){0});
    return &c->g.v[index];
}

static void grow(struct chain_length *l, enum span_state state, nsec d)
{
    CHECK(d >= 0);
    if (state == SPAN_RUNNING)
        l->run += d;
    if (state == SPAN_RUNNING || state == SPAN_SYSCALL)
        l->all += d;
}

// The chain that ends at G number index at time t.
static struct chain_length now(struct chain *c, const struct fold *f,
                               size_t index, nsec t)
{
    struct chain_length l = *chain_at(c, index);
    nsec since;
    enum span_state state = fold_g_now(f, index, &since);

    grow(&l, state, t - since);
    return l;
}

static void at_least(struct chain_length *l, struct chain_length other)
{
    if (l->run < other.run)
        l->run = other.run;
    if (l->all < other.all)
        l->all = other.all;
}

void chain_event(struct chain *c, const struct fold *f,
                 const struct reader_event *e)
{
    int64_t by = fold_m_g(f, e->m);

    if (e->event == EV_GO_CREATE && by >= 0) {
        struct chain_length l = now(c, f, (size_t)by, e->t);
        // Its number in the order of creation is the next one.
        *chain_at(c, fold_gs(f)) = l;
        return;
    }
    if (e->event != EV_GO_UNBLOCK)
        return;
    int64_t gi = fold_g_index(f, e->g);
    if (gi < 0)
        return;
    nsec since;
    if (by >= 0) {
        struct chain_length l = now(c, f, (size_t)by, e->t);
        at_least(chain_at(c, (size_t)gi), l);
    } else if (fold_g_now(f, (size_t)gi, &since) == SPAN_BLOCKED) {
        chain_at(c, (size_t)gi)->all += e->t - since; // for a timer, or for I/O
    }
}

void chain_span(struct chain *c, const struct span *s)
{
    if (s->track != TRACK_G)
        return;
    struct chain_length *g = chain_at(c, s->index);
    grow(g, s->state, s->end - s->start);
    if (s->state == SPAN_RUNNING)
        c->work_ns += s->end - s->start;
    at_least(&c->longest, *g);
}

void chain_release(struct chain *c)
{
    vec_release(&c->g);
}
