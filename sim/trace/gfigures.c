#include "trace/gfigures.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "trace/fold.h"

// Sums by place in the order of creation, while the timeline is read.
struct sums {
    VEC(struct gfigures_g) g;
};

static void add(struct gfigures_g *g, enum gfigure i, nsec t)
{
    g->figure[i] = nsec_add(g->figure[i], t);
}

static void take_span(void *arg, const struct span *s)
{
    struct sums *sums = arg;

    if (s->track != TRACK_G)
        return;
    while (sums->g.n <= s->index)
        vec_push(&sums->g, ((struct gfigures_g){0}));
    struct gfigures_g *g = &sums->g.v[s->index];
    nsec t = s->end - s->start;
    switch (s->state) {
    case SPAN_RUNNING:
    case SPAN_NO_CORE: // real threads cannot tell it from running
        add(g, GF_RUN, t);
        return;
    case SPAN_RUNNABLE:
        add(g, GF_WAIT, t);
        return;
    case SPAN_SYSCALL:
        add(g, GF_SYSCALL, t);
        add(g, GF_BLOCKED, t);
        return;
    case SPAN_BLOCKED:
        add(g, GF_BLOCKED, t);
        return;
    default: // of cores and Ps only
        return;
    }
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

// f is the ended fold of what sums has added up.
static struct gfigures *finish(struct sums *sums, const struct fold *f,
                               struct creation *c)
{
    struct gfigures *out = xcalloc(1, sizeof *out);
    uint32_t *node = creation_of(c, f);
    VEC(struct start) starts = {0};

    while (sums->g.n < fold_gs(f))
        vec_push(&sums->g, ((struct gfigures_g){0}));
    out->nat = creation_nodes(c);
    out->at = xcalloc(out->nat + 1, sizeof *out->at);
    for (size_t i = 0; i < fold_gs(f); i++) {
        struct fold_g g = fold_g(f, i);

        if (node[i] == CREATION_NONE)
            continue;
        sums->g.v[i].node = node[i];
        sums->g.v[i].figure[GF_STARTS] = (int64_t)g.starts;
        vec_push(&out->g, sums->g.v[i]);
        out->at[node[i]] = (uint32_t)out->g.n;
        if (g.started > 0)
            vec_push(&starts, ((struct start){g.started, node[i]}));
    }
    if (starts.n > 0)
        qsort(starts.v, starts.n, sizeof *starts.v, by_number);
    for (size_t i = 0; i < starts.n; i++)
        vec_push(&out->order, starts.v[i].node);
    vec_release(&starts);
    free(node);
    return out;
}

struct gfigures *gfigures_read(struct reader *r, struct creation *c)
{
    struct sums sums = {0};
    struct fold *f = fold_run(r, take_span, &sums);
    struct gfigures *out = f == NULL ? NULL : finish(&sums, f, c);

    vec_release(&sums.g);
    fold_free(f);
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
