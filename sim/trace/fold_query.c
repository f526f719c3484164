// fold_query: what a fold tells of its timeline beside spans.
#include "trace/fold.h"

#include <stdlib.h>

#include "base/check.h"
#include "trace/fold_impl.h"

nsec fold_start_ns(const struct fold *f)
{
    return f->first;
}

nsec fold_end_ns(const struct fold *f)
{
    return f->now;
}

bool fold_has_cores(const struct fold *f)
{
    return f->has_cores;
}

int fold_cores(const struct fold *f)
{
    return (int)f->cores.n;
}

int fold_procs(const struct fold *f)
{
    return (int)f->ps.n;
}

int fold_running(const struct fold *f)
{
    return f->running;
}

enum span_state fold_g_now(const struct fold *f, size_t index, nsec *since)
{
    CHECK(index < f->gs.n);
    *since = f->gs.v[index].now.start;
    return (enum span_state)f->gs.v[index].now.state;
}

size_t fold_gs(const struct fold *f)
{
    return f->gs.n;
}

struct fold_g fold_g(const struct fold *f, size_t index)
{
    CHECK(index < f->gs.n);
    const struct fold_gstate *g = &f->gs.v[index];

    return (struct fold_g){
        .id = g->id,
        .fn = g->fn,
        .created = g->created,
        .creator = g->creator,
        .starts = g->starts,
        .started = g->started,
        .system = g->creator == FOLD_NONE && fold_is_system(g->fn),
    };
}

int64_t fold_g_index(const struct fold *f, uint32_t g)
{
    return g == 0 ? FOLD_NONE : idmap_find(&f->g_index, g);
}

int64_t fold_m_index(const struct fold *f, int32_t m)
{
    return m < 0 ? FOLD_NONE : idmap_find(&f->m_index, (uint32_t)m);
}

int64_t fold_m_g(const struct fold *f, int32_t m)
{
    int64_t mi = fold_m_index(f, m);

    return mi == FOLD_NONE ? FOLD_NONE : f->ms.v[mi].g;
}

void fold_free(struct fold *f)
{
    if (f == NULL)
        return;
    idmap_release(&f->m_index);
    idmap_release(&f->g_index);
    vec_release(&f->cores);
    vec_release(&f->ps);
    vec_release(&f->ms);
    vec_release(&f->gs);
    strtab_release(&f->names);
    free(f);
}
