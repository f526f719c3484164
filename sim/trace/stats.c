#include "trace/stats.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"

__extension__ typedef __int128 int128;

// While the timeline is read.
struct reading {
    struct stats *s;
    struct chain chain;
    nsec last; // event
    int64_t alive, threads;
    bool started;
};

// ---- counting events ----

static void count_created(struct reading *in, const struct reader_event *e)
{
    struct summary *sum = &in->s->sum;

    if (e->g == 0 && fold_is_system(e->text[1]))
        return;
    sum->goroutines++;
    if (++in->alive > sum->goroutines_peak)
        sum->goroutines_peak = in->alive;
}

static void count_destroyed(struct reading *in, const struct fold *f,
                            const struct reader_event *e)
{
    int64_t i = fold_g_index(f, e->g);

    in->alive -= i >= 0 && !fold_g(f, (size_t)i).system;
}

// A G is put on a P. It has waited for it, perhaps for no time at all.
static void count_start(struct reading *in, const struct fold *f,
                        const struct reader_event *e)
{
    int64_t i = fold_g_index(f, e->g);
    nsec since;

    if (i < 0 || fold_g(f, (size_t)i).system)
        return;
    if (fold_g_now(f, (size_t)i, &since) == SPAN_RUNNABLE)
        hist_add(in->s->wait, e->t - since);
    if (in->s->keep)
        vec_push(
            &in->s->decisions,
            ((struct stats_decision){.t = e->t,
                                     .g = (uint32_t)i,
                                     .p = e->p,
                                     .victim = (int32_t)e->number[1],
                                     .rule = (enum trace_rule)e->number[0]}));
}

static void count_event(struct reading *in, const struct fold *f,
                        const struct reader_event *e)
{
    struct summary *sum = &in->s->sum;

    sum->events++;
    switch (e->event) {
    case EV_M_CREATE:
        if (++in->threads > sum->threads_peak)
            sum->threads_peak = in->threads;
        break;
    case EV_M_PARK:
        in->threads -= strcmp(e->text[0], "exit") == 0;
        break;
    case EV_PROC_STEAL:
        sum->handoffs += e->number[1] == RULE_RETAKE_SYSCALL;
        break;
    case EV_GO_CREATE:
        count_created(in, e);
        break;
    case EV_GO_DESTROY:
        count_destroyed(in, f, e);
        break;
    case EV_GO_START:
        sum->switches++;
        count_start(in, f, e);
        break;
    case EV_GO_STOP:
        sum->preemptions += strcmp(e->text[0], "preempted") == 0;
        break;
    case EV_SYSCALL_BEGIN:
        sum->syscalls++;
        break;
    case EV_TIMER_FIRE:
        sum->timers_fired++;
        break;
    case EV_NETPOLL:
        sum->netpolls += e->number[0];
        break;
    case EV_STEAL:
        sum->steals++;
        break;
    case EV_EXIT:
        sum->exit = e->number[0];
        break;
    default:
        break;
    }
}

// So many Gs ran until now.
static void count_parallel(struct reading *in, const struct fold *f, nsec t)
{
    struct stats *s = in->s;
    size_t n = (size_t)fold_running(f);

    while (s->parallel.n <= n)
        vec_push(&s->parallel, 0);
    if (in->started)
        s->parallel.v[n] += t - in->last;
    if (s->keep && in->started && t > in->last &&
        (s->steps.n == 0 || vec_last(&s->steps).running != (int32_t)n))
        vec_push(&s->steps, ((struct stats_step){in->last, (int32_t)n}));
    in->started = true;
    in->last = t;
}

static void see(void *arg, const struct fold *f, const struct reader_event *e)
{
    struct reading *in = arg;

    count_parallel(in, f, e->t);
    count_event(in, f, e);
    chain_event(&in->chain, f, e);
}

// ---- adding up spans ----

static void add_reason(struct stats *s, const char *reason, nsec d)
{
    size_t i = 0;

    while (i < s->reason.n && strcmp(s->reason.v[i].reason, reason) != 0)
        i++;
    if (i == s->reason.n)
        vec_push(&s->reason, ((struct stats_reason){.reason = reason}));
    s->reason.v[i].n++;
    s->reason.v[i].ns += d;
}

static void add_g(struct stats *s, const struct span *span, nsec d)
{
    while (s->g.n <= span->index)
        vec_push(&s->g, ((struct stats_g){0}));
    s->g.v[span->index].time.ns[span->state] += d;
    if (fold_is_system(span->fn))
        return;
    if (span->state == SPAN_BLOCKED)
        add_reason(s, span->detail, d);
}

static void add_span(void *arg, const struct span *span)
{
    struct reading *in = arg;
    struct stats *s = in->s;
    nsec d = span->end - span->start;

    CHECK(d > 0);
    chain_span(&in->chain, span);
    switch (span->track) {
    case TRACK_CORE:
        if (span->state != SPAN_IDLE)
            s->sum.cpu_ns += d;
        break;
    case TRACK_P:
        while (s->p.n <= span->id)
            vec_push(&s->p, ((struct stats_time){0}));
        s->p.v[span->id].ns[span->state] += d;
        s->p_ns += d;
        break;
    default:
        CHECK(span->track == TRACK_G);
        add_g(s, span, d);
        break;
    }
}

// ---- the end ----

static int longest_first(const void *a, const void *b)
{
    const struct stats_reason *x = a, *y = b;

    if (x->ns != y->ns)
        return (x->ns < y->ns) - (x->ns > y->ns);
    return strcmp(x->reason, y->reason);
}

// The sums over Ps, as the engines count them: a G that waits for a core has
// its P.
static void sum_ps(struct stats *s)
{
    struct summary *sum = &s->sum;

    sum->run_ns_per_p = xcalloc(s->p.n + 1, sizeof(nsec));
    sum->procs_max = (int)s->p.n;
    for (size_t i = 0; i < s->p.n; i++) {
        const nsec *ns = s->p.v[i].ns;

        sum->run_ns_per_p[i] = ns[SPAN_RUNNING] + ns[SPAN_NO_CORE];
        sum->run_ns += sum->run_ns_per_p[i];
        sum->sched_ns += ns[SPAN_SCHED];
        sum->spin_ns += ns[SPAN_SPIN];
        sum->syscall_ns += ns[SPAN_SYSCALL];
        sum->idle_ns += ns[SPAN_IDLE];
    }
}

static void finish(struct stats *s, struct reading *in, struct reader *r)
{
    struct summary *sum = &s->sum;

    sum->cores = reader_header_int(r, "cores", 1, INT16_MAX, 1);
    sum->procs = reader_header_int(r, "procs", 1, INT16_MAX, 1);
    sum->seed = reader_header_int(r, "seed", 0, INT64_MAX, 0);
    sum->makespan_ns = fold_end_ns(s->fold) - fold_start_ns(s->fold);
    while (s->p.n < (size_t)fold_procs(s->fold))
        vec_push(&s->p, ((struct stats_time){0}));
    while (s->g.n < fold_gs(s->fold))
        vec_push(&s->g, ((struct stats_g){0}));
    for (size_t i = 0; i < s->g.n; i++)
        s->g.v[i].starts = (int64_t)fold_g(s->fold, i).starts;
    if (s->reason.n > 0)
        qsort(s->reason.v, s->reason.n, sizeof *s->reason.v, longest_first);
    sum_ps(s);
    sum->wait_p50_ns = hist_percentile(s->wait, 500);
    sum->wait_p90_ns = hist_percentile(s->wait, 900);
    sum->wait_p99_ns = hist_percentile(s->wait, 990);
    sum->wait_max_ns = s->wait->max;
    s->work_ns = in->chain.work_ns;
    s->span = in->chain.longest;
}

struct stats *stats_read(struct reader *r, bool keep)
{
    struct stats *s = xcalloc(1, sizeof *s);
    struct reading in = {.s = s};

    s->keep = keep;
    s->wait = xcalloc(1, sizeof *s->wait);
    s->fold = fold_run_seeing(r, add_span, see, &in);
    if (s->fold != NULL)
        finish(s, &in, r);
    chain_release(&in.chain);
    if (s->fold != NULL)
        return s;
    stats_free(s);
    return NULL;
}

void stats_free(struct stats *s)
{
    if (s == NULL)
        return;
    fold_free(s->fold);
    free(s->wait);
    free(s->sum.run_ns_per_p);
    vec_release(&s->p);
    vec_release(&s->g);
    vec_release(&s->reason);
    vec_release(&s->parallel);
    vec_release(&s->decisions);
    vec_release(&s->steps);
    free(s);
}

int64_t stats_permille(int64_t a, int64_t b)
{
    return b == 0 ? 0 : (int64_t)(((int128)a * 1000 + b / 2) / b);
}

int64_t stats_parallelism_permille(const struct stats *s)
{
    nsec sum = 0;

    for (size_t k = 1; k < s->parallel.n; k++)
        sum += (nsec)k * s->parallel.v[k];
    return stats_permille(sum, s->sum.makespan_ns);
}

int64_t stats_speedup_permille(const struct stats *s)
{
    return stats_permille(s->work_ns, s->span.run);
}
