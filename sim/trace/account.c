#include "trace/account.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "base/xmalloc.h"
#include "trace/lint.h"

struct track {
    bool seen, waits; // it could still go on
    bool gone;        // a P that GOMAXPROCS has taken away, since its last span
    nsec end;         // of its last span
    uint32_t id;
};

struct account {
    VEC(struct track) tracks[TRACKS];
    size_t procs;
    bool real;
    char wrong[160];
};

struct account *account_new(void)
{
    return xcalloc(1, sizeof(struct account));
}

void account_free(struct account *a)
{
    for (int t = 0; t < TRACKS; t++)
        vec_release(&a->tracks[t]);
    free(a);
}

void account_span(void *arg, const struct span *s)
{
    struct account *a = arg;

    while (a->tracks[s->track].n <= s->index)
        vec_push(&a->tracks[s->track], (struct track){0});
    struct track *t = &a->tracks[s->track].v[s->index];
    if ((t->seen && !t->gone && s->start != t->end) || s->end <= s->start) {
        if (a->wrong[0] == '\0')
            snprintf(a->wrong, sizeof a->wrong,
                     "%s %" PRIu32 " is unaccounted for from %" PRId64
                     " to %" PRId64,
                     span_track_name(s->track), s->id, t->end, s->start);
    }
    bool gone = s->track == TRACK_P && s->index >= a->procs;
    *t = (struct track){true, s->state != SPAN_RUNNING, gone, s->end, s->id};
}

void account_real(struct account *a)
{
    a->real = true;
}

void account_procs(struct account *a, int64_t procs)
{
    a->procs = procs < 0 ? 0 : (size_t)procs;
    for (size_t i = a->procs; i < a->tracks[TRACK_P].n; i++)
        a->tracks[TRACK_P].v[i].gone = true;
}

const char *account_end(struct account *a, nsec from, nsec to)
{
    // Ps that came later have spans from when they came on.
    for (size_t i = 0; i < a->tracks[TRACK_P].n; i++) {
        const struct track *t = &a->tracks[TRACK_P].v[i];
        if (a->wrong[0] == '\0' && to > from && t->seen && !t->gone &&
            t->end != to)
            snprintf(a->wrong, sizeof a->wrong,
                     "p %" PRIu32 " is unaccounted for from %" PRId64
                     " to %" PRId64,
                     t->id, t->end, to);
    }
    // Only who ran may have ended before.
    for (size_t i = 0; !a->real && i < a->tracks[TRACK_G].n; i++) {
        const struct track *t = &a->tracks[TRACK_G].v[i];
        if (a->wrong[0] == '\0' && t->seen && t->waits && t->end != to)
            snprintf(a->wrong, sizeof a->wrong,
                     "g %" PRIu32 " is unaccounted for from %" PRId64
                     " to %" PRId64,
                     t->id, t->end, to);
    }
    return a->wrong[0] == '\0' ? NULL : a->wrong;
}

bool account_run(struct reader *r)
{
    struct lint *l = lint_new(r);
    struct account *a = account_new();
    struct reader_event e;
    int64_t cores = 1, procs = 1;

    if (reader_errors(r) == 0) { // else lint has told
        cores = reader_header_int(r, "cores", 1, INT16_MAX, 1);
        procs = reader_header_int(r, "procs", 1, INT16_MAX, 1);
    }
    account_procs(a, procs);
    const char *executor = reader_header(r, "executor");
    if (executor != NULL && strcmp(executor, "go") == 0)
        account_real(a);
    struct fold *f = fold_new((int)cores, (int)procs, account_span, a);
    while (reader_next(r, &e)) {
        lint_event(l, &e);
        if (reader_errors(r) > 0)
            continue;
        fold_event(f, &e);
        if (e.event == EV_PROCS_CHANGE)
            account_procs(a, e.number[0]);
    }
    lint_end(l);
    fold_end(f);
    if (reader_errors(r) == 0) {
        const char *wrong = account_end(a, fold_start_ns(f), fold_end_ns(f));
        if (wrong != NULL)
            reader_error(r, "%s", wrong);
    }
    fold_free(f);
    account_free(a);
    lint_free(l);
    return reader_errors(r) == 0;
}
