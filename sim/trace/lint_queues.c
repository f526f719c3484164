#include "trace/lint_queues.h"

#include <stdlib.h>
#include <string.h>

#include "trace/trace.h"

enum { FORGOTTEN_NS = 10 * 1000 * 1000 };

// Queues are replayed as those of Go since 1.5: before, Ps had no runnext, and
// thieves took other Gs. A model of another name, a policy or a changed number
// may do what it likes.
static bool is_replayed(const char *go)
{
    enum { SINCE = 5 };
    static const char name[] = "go1.";

    if (go == NULL)
        return true;
    return strncmp(go, name, strlen(name)) == 0 &&
           atoi(go + strlen(name)) >= SINCE;
}

void lint_queues_init(struct lint_queues *q, const struct reader *r)
{
    const char *executor = reader_header(r, "executor");

    *q = (struct lint_queues){0};
    if (executor != NULL && strcmp(executor, "sim") == 0 &&
        is_replayed(reader_header(r, "go")) &&
        reader_header(r, "policy") == NULL && reader_header(r, "set") == NULL)
        q->queues = queues_new();
}

void lint_queues_release(struct lint_queues *q)
{
    if (q->queues != NULL)
        queues_free(q->queues);
}

static const char *place_name(struct queue_place at)
{
    switch (at.kind) {
    case QUEUE_NONE:
        return "in no queue";
    case QUEUE_RUNNEXT:
        return "in a runnext slot";
    case QUEUE_RING:
        return "in a run queue";
    case QUEUE_GLOBAL:
        return "in the global queue";
    case QUEUE_POLL:
        return "somewhere";
    case QUEUE_STOLEN:
        return "taken already";
    }
    return "?";
}

// Whether the GoStart names a rule that starts Gs that are there.
static bool fits(const struct reader_event *e, struct queue_place at)
{
    int32_t p = e->p;

    switch ((enum trace_rule)e->number[0]) {
    case RULE_RUNNEXT:
        return at.kind == QUEUE_RUNNEXT && at.p == p;
    case RULE_RUNQ: // a scheduler without runnext calls that its queue, too
        return (at.kind == QUEUE_RING || at.kind == QUEUE_RUNNEXT) && at.p == p;
    case RULE_SCHEDTICK61:
    case RULE_GLOBAL:
        return at.kind == QUEUE_GLOBAL || at.kind == QUEUE_STOLEN;
    case RULE_STEAL:
    case RULE_STEAL_RUNNEXT:
        // Without a Steal before it, it tells of one.
        return at.kind == QUEUE_STOLEN ||
               (at.p >= 0 && at.p == e->number[1] && e->number[2] == 1);
    case RULE_NETPOLL:
        return at.kind == QUEUE_POLL;
    case RULE_SYSCALL_EXIT:
        return at.kind == QUEUE_GLOBAL;
    default:
        return true;
    }
}

static void check_start(const struct lint_queues *q, struct reader *r,
                        const struct reader_event *e)
{
    struct queue_place at = queues_place(q->queues, e->g);
    enum trace_rule rule = (enum trace_rule)e->number[0];

    // Where the poller's Gs went, the timeline does not say.
    if (at.kind == QUEUE_POLL && rule != RULE_START)
        return;
    if (!fits(e, at)) {
        reader_error(r, "GoStart of G %u by rule %s on P %d: it is %s", e->g,
                     trace_rule_name(rule), e->p, place_name(at));
        return;
    }
    if ((rule == RULE_RUNQ || rule == RULE_GLOBAL ||
         rule == RULE_SCHEDTICK61) &&
        at.kind != QUEUE_STOLEN && queues_before(q->queues, e->g) > 0)
        reader_error(r, "GoStart of G %u by rule %s: it is not the first", e->g,
                     trace_rule_name(rule));
}

static void check_taken(const struct lint_queues *q, struct reader *r,
                        const struct reader_event *e)
{
    int64_t n, there;

    if (e->event == EV_GLOBAL_GRAB) {
        n = e->number[0];
        there = queues_length(q->queues, QUEUE_GLOBAL, -1) +
                queues_length(q->queues, QUEUE_POLL, -1);
    } else if (e->event == EV_STEAL) {
        int32_t victim = (int32_t)e->number[0];
        n = e->number[1];
        there = queues_length(q->queues, QUEUE_RING, victim) +
                queues_length(q->queues, QUEUE_RUNNEXT, victim) +
                queues_length(q->queues, QUEUE_POLL, -1);
    } else {
        n = e->number[0];
        there = queues_length(q->queues, QUEUE_RING, e->p) +
                queues_length(q->queues, QUEUE_POLL, -1);
    }
    if (n > there)
        reader_error(r, "%s of %lld Gs, where %lld are",
                     trace_event_name(e->event), (long long)n,
                     (long long)there);
}

void lint_queues_event(struct lint_queues *q, struct reader *r,
                       const struct reader_event *e)
{
    if (q->queues == NULL)
        return;
    switch (e->event) {
    case EV_M_PARK:
        q->locked = q->locked || strcmp(e->text[0], "locked") == 0;
        break;
    case EV_GO_START:
        if (!q->locked)
            check_start(q, r, e);
        break;
    case EV_GO_UNBLOCK:
        q->polled += strcmp(e->text[0], "netpoll") == 0;
        break;
    case EV_NETPOLL:
        if (e->number[0] != q->polled)
            reader_error(r, "Netpoll of %lld Gs, but %lld were made runnable",
                         (long long)e->number[0], (long long)q->polled);
        q->polled = 0;
        break;
    case EV_STEAL:
    case EV_GLOBAL_GRAB:
    case EV_RUNQ_OVERFLOW:
        if (!q->locked)
            check_taken(q, r, e);
        break;
    default:
        break;
    }
    queues_event(q->queues, e);
}

void lint_queues_idle(struct lint_queues *q, struct reader *r, bool idle,
                      nsec from, nsec to)
{
    if (!idle || !q->idle)
        q->idle_since = from;
    if (idle && !q->forgotten && to - q->idle_since > FORGOTTEN_NS) {
        q->forgotten = true; // once is enough
        reader_error(r,
                     "since %lld a P is idle and a G runnable, and no M on its "
                     "way",
                     (long long)q->idle_since);
    }
    q->idle = idle;
}
