#include "cli/gosummary.h"

#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "trace/fold.h"
#include "trace/hist.h"
#include "trace/lint.h"

struct adding {
    struct summary *s;
    struct hist wait;
};

static void add_span(void *arg, const struct span *span)
{
    struct adding *a = arg;
    nsec length = span->end - span->start;

    if (span->track == TRACK_G && span->state == SPAN_RUNNABLE)
        hist_add(&a->wait, length);
    if (span->track != TRACK_P)
        return;
    switch (span->state) {
    case SPAN_RUNNING:
        a->s->run_ns += length;
        if ((int)span->id < a->s->procs_max)
            a->s->run_ns_per_p[span->id] += length;
        break;
    case SPAN_SYSCALL:
        a->s->syscall_ns += length;
        break;
    case SPAN_IDLE:
        a->s->idle_ns += length;
        break;
    default:
        a->s->sched_ns += length;
        break;
    }
}

static void add_event(struct summary *s, const struct reader_event *e,
                      int64_t *alive)
{
    s->events++;
    switch (e->event) {
    case EV_GO_CREATE:
        s->goroutines++;
        if (++*alive > s->goroutines_peak)
            s->goroutines_peak = *alive;
        break;
    case EV_GO_DESTROY:
        --*alive;
        break;
    case EV_GO_START:
        s->switches++;
        break;
    case EV_GO_STOP:
        s->preemptions += strcmp(e->text[0], "preempted") == 0;
        break;
    case EV_PROC_STEAL:
        s->handoffs++;
        break;
    case EV_SYSCALL_BEGIN:
        s->syscalls++;
        break;
    case EV_M_CREATE:
        s->threads_peak++;
        break;
    default:
        break;
    }
}

bool gosummary_read(struct reader *r, struct summary *s)
{
    struct adding a = {.s = s};
    struct lint *l = lint_new(r);
    struct reader_event e;
    int64_t alive = 0;

    s->procs = 1;
    if (reader_errors(r) == 0)
        s->procs = reader_header_int(r, "procs", 1, INT16_MAX, 1);
    s->procs_max = (int)s->procs;
    s->run_ns_per_p = xcalloc((size_t)s->procs, sizeof *s->run_ns_per_p);
    struct fold *f = fold_new(1, (int)s->procs, add_span, &a);
    while (reader_next(r, &e)) {
        lint_event(l, &e);
        if (reader_errors(r) > 0)
            continue;
        fold_event(f, &e);
        add_event(s, &e, &alive);
    }
    lint_end(l);
    lint_free(l);
    fold_end(f);
    s->makespan_ns = fold_end_ns(f) - fold_start_ns(f);
    fold_free(f);
    s->wait_p50_ns = hist_percentile(&a.wait, 500);
    s->wait_p90_ns = hist_percentile(&a.wait, 900);
    s->wait_p99_ns = hist_percentile(&a.wait, 990);
    s->wait_max_ns = a.wait.max;
    return reader_errors(r) == 0;
}
