#include "trace/parting.h"

#include "base/check.h"

__extension__ typedef __int128 int128;

size_t parting_decision(const struct parting_run *a,
                        const struct parting_run *b)
{
    size_t na = a->stats->decisions.n, nb = b->stats->decisions.n, i = 0;

    CHECK(a->stats->keep && b->stats->keep);
    while (i < na && i < nb &&
           a->node[a->stats->decisions.v[i].g] ==
               b->node[b->stats->decisions.v[i].g])
        i++;
    return i == na && i == nb ? SIZE_MAX : i;
}

// A curve, read from left to right: from its beginning at 0 to end.
struct curve {
    const struct stats *s;
    size_t next;
    nsec end;
    int32_t running;
};

static struct curve curve_of(const struct stats *s)
{
    return (struct curve){.s = s, .end = s->sum.makespan_ns};
}

// When its next step is, since the start; NSEC_MAX when there is none.
static nsec next_step(const struct curve *c)
{
    if (c->next < c->s->steps.n)
        return c->s->steps.v[c->next].t - fold_start_ns(c->s->fold);
    return c->running != 0 ? c->end : NSEC_MAX;
}

static void take_step(struct curve *c)
{
    c->running = c->next < c->s->steps.n ? c->s->steps.v[c->next++].running : 0;
}

int64_t parting_area_permille(const struct stats *a, const struct stats *b)
{
    struct curve ca = curve_of(a), cb = curve_of(b);
    int128 below_a = 0, below_b = 0, between = 0;
    nsec t = 0;

    CHECK(a->keep && b->keep);
    for (;;) {
        nsec next_a = next_step(&ca), next_b = next_step(&cb);
        nsec next = next_a < next_b ? next_a : next_b;
        if (next == NSEC_MAX)
            break;
        int128 d = next - t;
        below_a += d * ca.running;
        below_b += d * cb.running;
        between += d * (ca.running > cb.running ? ca.running - cb.running
                                                : cb.running - ca.running);
        t = next;
        if (next_a == t)
            take_step(&ca);
        if (next_b == t)
            take_step(&cb);
    }
    int128 most = below_a > below_b ? below_a : below_b;
    return most == 0 ? 0 : (int64_t)((between * 1000 + most / 2) / most);
}
