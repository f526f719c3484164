#include "trace/coarsen.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "trace/export_csv.h"
#include "trace/lanes.h"

enum {
    KINDS_MAX = 32, // different spans told apart while putting them together
    PIXELS = 3,     // that are put together
};

// Short spans of a lane that wait to become one.
struct pending {
    nsec start, end; // empty when equal
    int n;
    struct {
        struct span first; // the first span of its state and G
        nsec sum;
    } kind[KINDS_MAX];
    // The row made of short spans last, not yet written: more of the same may
    // follow it. Empty when its times are equal.
    struct span row;
};

struct coarsen {
    struct outfile *f;
    const struct coarsen_panel *panel; // or NULL
    struct grid grid;
    struct lanes lanes;
    nsec pixel;
    struct pending *lane[TRACKS];
    struct crowd crowd[TRACKS];
};

static bool alike(const struct span *a, const struct span *b)
{
    return a->state == b->state && a->g == b->g;
}

static void put_row(struct coarsen *c, const struct span *s, const char *name)
{
    if (c->panel != NULL)
        outfile_printf(c->f, "%s,", c->panel->panel);
    export_csv_row(c->f, s, name);
}

static void write_row(struct coarsen *c, struct pending *p)
{
    if (p->row.start != p->row.end)
        put_row(c, &p->row, NULL);
    p->row.end = p->row.start;
}

// A row like s from start to end: perhaps more of the one before it.
static void add_row(struct coarsen *c, struct pending *p, const struct span *s,
                    nsec start, nsec end)
{
    CHECK(start <= end && p->row.end <= start);
    if (start == end)
        return;
    if (p->row.start != p->row.end && p->row.end == start &&
        alike(&p->row, s)) {
        p->row.end = end;
        return;
    }
    write_row(c, p);
    p->row = *s;
    p->row.start = start;
    p->row.end = end;
}

// The short spans become rows.
static void merge(struct coarsen *c, struct pending *p)
{
    nsec at = p->start, others = p->end - p->start;
    int best = 0;

    if (p->start == p->end)
        return;
    CHECK(p->n > 0);
    for (int i = 0; i < p->n; i++) {
        if (p->kind[i].sum > p->kind[best].sum)
            best = i;
        if (p->kind[i].sum >= c->pixel / 4)
            others -= p->kind[i].sum;
    }
    for (int i = 0; i < p->n; i++) {
        nsec len = p->kind[i].sum >= c->pixel / 4 ? p->kind[i].sum : 0;

        if (i == best)
            len += others;
        add_row(c, p, &p->kind[i].first, at, at + len);
        at += len;
    }
    CHECK(at == p->end);
    p->start = p->end;
    p->n = 0;
}

static void add_short(struct coarsen *c, struct pending *p,
                      const struct span *s)
{
    int i = 0;

    if (p->start == p->end)
        p->start = s->start;
    p->end = s->end;
    while (i < p->n && !alike(&p->kind[i].first, s))
        i++;
    if (i < KINDS_MAX) {
        if (i == p->n) {
            p->kind[p->n].first = *s;
            p->kind[p->n++].sum = 0;
        }
        p->kind[i].sum += s->end - s->start;
    }
    if (p->end - p->start >= PIXELS * c->pixel)
        merge(c, p);
}

// The span, which has been placed, in the terms of the panel.
static void rename_gs(const struct coarsen_panel *panel, struct span *s)
{
    bool shown = s->g != 0 && s->g_index != LANE_NONE;

    if (s->track == TRACK_G)
        s->id = s->index + 1;
    if (s->track != TRACK_G && s->g != 0 && !shown)
        s->state = SPAN_SCHED; // a goroutine of the run time's own
    s->g = shown ? s->g_index + 1 : 0;
    s->fn = shown ? panel->label[s->g_index] : "";
}

static void take_span(void *arg, const struct span *span)
{
    struct coarsen *c = arg;
    struct span placed = *span, *s = &placed;
    struct pending *p;

    if (!lanes_place(&c->lanes, s))
        return;
    if (c->panel != NULL)
        rename_gs(c->panel, s);
    if (lanes_shared(&c->lanes, s)) {
        // What a second reading of a file that changed may bring is left out.
        if (c->lanes.more[s->track] > 0 && s->start >= c->grid.start &&
            s->end <= c->grid.end)
            crowd_add(&c->crowd[s->track], s);
        return;
    }
    p = &c->lane[s->track][s->index];
    if (s->end - s->start < c->pixel) {
        add_short(c, p, s);
        return;
    }
    merge(c, p);
    write_row(c, p);
    put_row(c, s, NULL);
}

// The rows of a shared lane, cells alike put together.
static void write_crowd(struct coarsen *c, enum span_track t)
{
    struct span s = {
        .track = t, .core = -1, .m = -1, .p = -1, .fn = "", .detail = ""};
    char name[32];
    bool any = false;

    snprintf(name, sizeof name, "and %u more", c->lanes.more[t]);
    for (int i = 0; i < c->grid.width; i++) {
        enum span_state state;
        nsec start = grid_start(&c->grid, i);

        if (any && crowd_state(&c->crowd[t], i, &state) && state == s.state) {
            s.end = grid_start(&c->grid, i + 1);
            continue;
        }
        if (any)
            put_row(c, &s, name);
        any = crowd_state(&c->crowd[t], i, &state);
        if (any) {
            s.state = state;
            s.start = start;
            s.end = grid_start(&c->grid, i + 1);
        }
    }
    if (any)
        put_row(c, &s, name);
}

static void finish(struct coarsen *c)
{
    for (int t = 0; t < TRACKS; t++) {
        for (uint32_t i = 0; i < c->lanes.own[t]; i++) {
            merge(c, &c->lane[t][i]);
            write_row(c, &c->lane[t][i]);
        }
        if (c->lanes.more[t] > 0)
            write_crowd(c, (enum span_track)t);
    }
}

static struct lanes choose_lanes(const struct coarsen *c,
                                 const struct fold *measure,
                                 const int lanes_max[TRACKS])
{
    if (c->panel == NULL)
        return lanes_of(measure, lanes_max);
    struct lanes l =
        lanes_given(measure, lanes_max, c->panel->of_g, c->panel->lanes);
    l.own[TRACK_CORE] = l.more[TRACK_CORE] = 0;
    return l;
}

bool coarsen_csv(struct reader *r, const struct fold *measure, int pixels,
                 const int lanes_max[TRACKS], const struct coarsen_panel *panel,
                 struct outfile *f)
{
    struct coarsen c = {
        .f = f, .panel = panel, .grid = grid_of(measure, pixels)};
    struct fold *fold;

    c.lanes = choose_lanes(&c, measure, lanes_max);
    c.pixel = (c.grid.end - c.grid.start) / pixels;
    for (int t = 0; t < TRACKS; t++) {
        c.lane[t] = xcalloc(c.lanes.own[t] + (size_t)1, sizeof *c.lane[t]);
        crowd_init(&c.crowd[t], c.grid);
    }
    if (panel == NULL)
        export_csv_head(f);
    fold = fold_run(r, take_span, &c);
    if (fold != NULL)
        finish(&c);
    fold_free(fold);
    for (int t = 0; t < TRACKS; t++) {
        free(c.lane[t]);
        crowd_release(&c.crowd[t]);
    }
    lanes_release(&c.lanes);
    return fold != NULL;
}
