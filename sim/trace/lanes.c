#include "trace/lanes.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"

struct grid grid_of(const struct fold *f, int width)
{
    struct grid g = {fold_start_ns(f), fold_end_ns(f), width};

    CHECK(width > 0);
    if (g.end <= g.start) { // no time passed: a picture of its one instant
        if (g.start == NSEC_MAX)
            g.start--;
        g.end = g.start + 1;
    }
    return g;
}

// start + span * i / width, rounded up; without the product, which may need
// more than 64 bits.
nsec grid_start(const struct grid *g, int i)
{
    nsec span = g->end - g->start, w = g->width;

    CHECK(i >= 0 && i <= g->width);
    return g->start + span / w * i + (span % w * i + w - 1) / w;
}

int grid_cell(const struct grid *g, nsec t)
{
    int lo = 0, hi = g->width; // grid_start(lo) <= t < grid_start(hi)

    CHECK(t >= g->start && t < g->end);
    while (hi - lo > 1) {
        int mid = lo + (hi - lo) / 2;

        if (grid_start(g, mid) <= t)
            lo = mid;
        else
            hi = mid;
    }
    return lo;
}

struct lanes lanes_given(const struct fold *f, const int max[TRACKS],
                         const uint32_t *of_g, uint32_t count)
{
    uint32_t n[TRACKS] = {
        [TRACK_CORE] = fold_has_cores(f) ? (uint32_t)fold_cores(f) : 0,
        [TRACK_P] = (uint32_t)fold_procs(f),
        [TRACK_G] = count,
    };
    struct lanes l = {.ngs = fold_gs(f)};

    for (int t = 0; t < TRACKS; t++) {
        uint32_t room = (uint32_t)max[t];

        CHECK(max[t] >= 2);
        l.own[t] = n[t] <= room ? n[t] : room - 1;
        l.more[t] = n[t] - l.own[t];
    }
    l.of_g = xcalloc(l.ngs + 1, sizeof *l.of_g);
    for (size_t i = 0; i < l.ngs; i++) {
        CHECK(of_g[i] == LANE_NONE || of_g[i] < count);
        l.of_g[i] = of_g[i];
    }
    return l;
}

struct lanes lanes_of(const struct fold *f, const int max[TRACKS])
{
    size_t n = fold_gs(f);
    uint32_t *of_g = xcalloc(n + 1, sizeof *of_g), count = 0;

    for (size_t i = 0; i < n; i++)
        of_g[i] = fold_g(f, i).system ? LANE_NONE : count++;
    struct lanes l = lanes_given(f, max, of_g, count);
    free(of_g);
    return l;
}

void lanes_release(struct lanes *l)
{
    free(l->of_g);
    l->of_g = NULL;
}

bool lanes_place(const struct lanes *l, struct span *s)
{
    // A second reading of a file that changed may bring more Gs.
    if (s->track == TRACK_G)
        s->index = s->index < l->ngs ? l->of_g[s->index] : LANE_NONE;
    if (s->g != 0)
        s->g_index = s->g_index < l->ngs ? l->of_g[s->g_index] : LANE_NONE;
    return s->index != LANE_NONE;
}

size_t lanes_g(const struct lanes *l, uint32_t lane)
{
    size_t i = 0;

    CHECK(lane < l->own[TRACK_G]);
    while (i < l->ngs && l->of_g[i] != lane)
        i++;
    CHECK(i < l->ngs);
    return i;
}

uint32_t lanes_count(const struct lanes *l, enum span_track t)
{
    return l->own[t] + (l->more[t] > 0);
}

void crowd_init(struct crowd *c, struct grid grid)
{
    c->grid = grid;
    c->sum = xcalloc((size_t)grid.width, sizeof *c->sum);
}

void crowd_release(struct crowd *c)
{
    free(c->sum);
    c->sum = NULL;
}

void crowd_add(struct crowd *c, const struct span *s)
{
    const struct grid *g = &c->grid;

    CHECK(s->start >= g->start && s->start < s->end && s->end <= g->end);
    for (int i = grid_cell(g, s->start); i < g->width; i++) {
        nsec from = grid_start(g, i), to = grid_start(g, i + 1);

        if (from >= s->end)
            break;
        from = from < s->start ? s->start : from;
        to = to > s->end ? s->end : to;
        if (from < to)
            c->sum[i][s->state] = nsec_add(c->sum[i][s->state], to - from);
    }
}

bool crowd_state(const struct crowd *c, int cell, enum span_state *out)
{
    static const enum span_state busy[SPAN_STATES] = {
        SPAN_RUNNING, SPAN_NO_CORE,  SPAN_SYSCALL, SPAN_SCHED,
        SPAN_SPIN,    SPAN_RUNNABLE, SPAN_BLOCKED, SPAN_IDLE,
    };
    const nsec *sum = c->sum[cell];
    nsec len = grid_start(&c->grid, cell + 1) - grid_start(&c->grid, cell);
    nsec most = 0;

    for (int i = 0; i < SPAN_STATES; i++)
        if (sum[busy[i]] > 0 && sum[busy[i]] >= len - len / 2) {
            *out = busy[i];
            return true;
        }
    for (int i = 0; i < SPAN_STATES; i++)
        if (sum[busy[i]] > most) {
            most = sum[busy[i]];
            *out = busy[i];
        }
    return most > 0;
}
