#include "trace/gfigures.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "trace/fold.h"

// What the summary's user sees of a G's time. Real threads cannot tell waiting
// for a core from running.
static struct gfigures_g figures_of(const struct stats_g *g, uint32_t node)
{
    const nsec *ns = g->time.ns;

    return (struct gfigures_g){
        .node = node,
        .figure = {
            [GF_STARTS] = g->starts,
            [GF_RUN] = nsec_add(ns[SPAN_RUNNING], ns[SPAN_NO_CORE]),
            [GF_WAIT] = ns[SPAN_RUNNABLE],
            [GF_BLOCKED] = nsec_add(ns[SPAN_BLOCKED], ns[SPAN_SYSCALL]),
            [GF_SYSCALL] = ns[SPAN_SYSCALL],
        }};
}

struct start {
    uint64_t number;
    uint32_t node;
};

static int by_number(const void *a, const void *b)
{
    const struct start *x = a, *y = b;

    return (x->number > y->number) - (x->number < y->number);
}

struct gfigures *gfigures_of(const struct stats *s, const uint32_t *node,
                             size_t nodes)
{
    struct gfigures *out = xcalloc(1, sizeof *out);
    VEC(struct start) starts = {0};

    out->nat = nodes;
    out->at = xcalloc(nodes + 1, sizeof *out->at);
    for (size_t i = 0; i < s->g.n; i++) {
        uint64_t started = fold_g(s->fold, i).started;

        if (node[i] == CREATION_NONE)
            continue;
        CHECK(node[i] < nodes);
        vec_push(&out->g, figures_of(&s->g.v[i], node[i]));
        out->at[node[i]] = (uint32_t)out->g.n;
        if (started > 0)
            vec_push(&starts, ((struct start){started, node[i]}));
    }
    if (starts.n > 0)
        qsort(starts.v, starts.n, sizeof *starts.v, by_number);
    for (size_t i = 0; i < starts.n; i++)
        vec_push(&out->order, starts.v[i].node);
    vec_release(&starts);
    return out;
}

const struct gfigures_g *gfigures_at(const struct gfigures *f, uint32_t node)
{
    if (node >= f->nat || f->at[node] == 0)
        return NULL;
    CHECK(f->g.v[f->at[node] - 1].node == node);
    return &f->g.v[f->at[node] - 1];
}

size_t gfigures_order(const struct gfigures *a, const struct gfigures *b)
{
    size_t i = 0;

    while (i < a->order.n && i < b->order.n && a->order.v[i] == b->order.v[i])
        i++;
    return i == a->order.n && i == b->order.n ? SIZE_MAX : i;
}

void gfigures_free(struct gfigures *f)
{
    if (f == NULL)
        return;
    vec_release(&f->g);
    vec_release(&f->order);
    free(f->at);
    free(f);
}
