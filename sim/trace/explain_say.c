// explain_say: what explain found, in words.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "trace/explain_impl.h"

enum { NONE = EXPLAIN_NONE, PS_SHOWN = 8 };

__attribute__((format(printf, 2, 3))) static void say(struct explainer *x,
                                                      const char *fmt, ...)
{
    char line[4096];
    va_list args;

    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    for (const char *s = line; *s != '\0'; s++)
        vec_push(&x->out, *s);
}

// A time as text; of several in one call each has its own place.
struct time_text {
    char s[NSEC_TEXT_MAX];
};

static struct time_text time_of(nsec t)
{
    struct time_text text;

    nsec_format(t, text.s);
    return text;
}

#define TIME(t) (time_of(t).s)

struct name_text {
    char s[600];
};

// "G7 (main.main.func1)".
static struct name_text name_of(struct explainer *x, uint32_t id)
{
    struct name_text text;
    const struct ex_g *g = explain_g(x, id);

    snprintf(text.s, sizeof text.s, "G%u (%s)", id, g == NULL ? "?" : g->fn);
    return text;
}

#define NAME(x, id) (name_of(x, id).s)

// --- waiting

static const struct {
    const char *name, *old, *what;
} waits[] = {
#define WAIT(e, name, old, until, meaning) {name, old, meaning},
#include "trace/waitreasons.def"
#undef WAIT
};

static const char *const wakers[WAIT_COUNT] = {
    [WAIT_NONE] = "",
    [WAIT_CHAN_RECEIVE] =
        "A goroutine that sends to the channel, or closes it, can wake it.",
    [WAIT_CHAN_SEND] = "A goroutine that receives from the channel can wake "
                       "it; one that closes it makes it panic.",
    [WAIT_CHAN_RECEIVE_NIL] = "Nobody can wake it: the channel is nil.",
    [WAIT_CHAN_SEND_NIL] = "Nobody can wake it: the channel is nil.",
    [WAIT_SELECT] = "A goroutine at the other end of one of the channels can "
                    "wake it.",
    [WAIT_SELECT_NO_CASES] = "Nobody can wake it: the select has no cases.",
    [WAIT_SEMACQUIRE] = "Whoever releases the lock, or makes the counter of "
                        "the wait group zero, can wake it.",
    [WAIT_MUTEX_LOCK] = "The goroutine that holds the mutex wakes it with "
                        "Unlock, unless others have waited longer.",
    [WAIT_RWMUTEX_RLOCK] = "The writer that holds the lock, or waits for it "
                           "since before, wakes it with Unlock.",
    [WAIT_RWMUTEX_LOCK] = "The last of the readers that hold the lock wakes "
                          "it with RUnlock.",
    [WAIT_WAITGROUP_WAIT] = "The goroutine whose Done makes the counter zero "
                            "wakes it.",
    [WAIT_COND_WAIT] = "Signal or Broadcast of another goroutine can wake it.",
    [WAIT_SLEEP] = "A timer wakes it, as soon as it is due and an M looks.",
    [WAIT_IO] = "The network poller wakes it when its I/O is ready.",
    [WAIT_SYSTEM] = "It has nothing to do.",
    [WAIT_PANICWAIT] = "Nobody: the process is ending.",
    [WAIT_SYNC] = "Whoever releases the lock, or makes the counter of the wait "
                  "group zero, can wake it.",
    [WAIT_FOREVER] = "Nobody can wake it.",
};

// The reason with that text; until Go 1.19 several have the same.
static enum wait_reason reason_of(const char *text)
{
    for (int i = 1; i < WAIT_COUNT; i++)
        if (strcmp(waits[i].name, text) == 0)
            return (enum wait_reason)i;
    return strcmp(text, "semacquire") == 0 ? WAIT_SEMACQUIRE : WAIT_NONE;
}

static void say_waiting(struct explainer *x, const struct ex_g *g)
{
    enum wait_reason why = reason_of(g->why);

    const char *what = waits[why].what;

    say(x, "It waits %s%s (%s) since %s, for %s now.%s%s\n",
        strncmp(what, "for ", 4) == 0 ? "" : "for ", what, g->why,
        TIME(g->since), TIME(x->at - g->since),
        wakers[why] == NULL || *wakers[why] == '\0' ? "" : " ",
        wakers[why] == NULL ? "" : wakers[why]);
    say(x, "It is in no run queue: a free P would not help it.\n");
    if (g->wakes == 0)
        return;
    say(x, "It was woken %lld time%s before, last at %s", (long long)g->wakes,
        g->wakes == 1 ? "" : "s", TIME(g->woken_at));
    if (g->woken_by != 0)
        say(x, " by %s", NAME(x, g->woken_by));
    say(x, ".\n");
}

// --- running

// Why the rule comes before others, in the order of findRunnable.
static const char *const before[RULE_COUNT] = {
    [RULE_RUNNEXT] = "The runnext slot goes before the P's run queue, and that "
                     "before the global queue.",
    [RULE_RUNQ] = "The runnext slot of the P was empty; its run queue goes "
                  "before the global queue.",
    [RULE_SCHEDTICK61] = "That goes before even the runnext slot.",
    [RULE_GLOBAL] = "It goes before the poller and before stealing.",
    [RULE_NETPOLL] = "All run queues that the M may look into were empty.",
    [RULE_STEAL] = "Its own queue, the global queue and the poller had "
                   "nothing.",
    [RULE_STEAL_RUNNEXT] = "Nothing else was left anywhere.",
    [RULE_TIMER] = "There was no other work on this P.",
};

static void say_rule(struct explainer *x, const struct ex_g *g)
{
    say(x, "rule %s (%s)", trace_rule_name(g->rule), trace_rule_why(g->rule));
    if (g->victim >= 0)
        say(x, ", %lld from P%lld", (long long)g->stolen, (long long)g->victim);
}

static void say_rivals(struct explainer *x, const struct ex_g *g)
{
    const struct ex_rivals *o = &x->rivals;

    if (before[g->rule] != NULL)
        say(x, "%s\n", before[g->rule]);
    if (o->runnext == 0 && o->ring == 0 && o->global == 0) {
        say(x, "No other goroutine was in these queues then.\n");
        return;
    }
    say(x, "Not chosen then:");
    if (o->runnext != 0)
        say(x, " %s, in the runnext slot of P%d;", NAME(x, o->runnext), g->p);
    if (o->ring != 0)
        say(x, " %s, first of %lld in the run queue of P%d;", NAME(x, o->ring),
            (long long)o->nring, g->p);
    if (o->global != 0)
        say(x, " %s, first of %lld in the global queue;", NAME(x, o->global),
            (long long)o->nglobal);
    x->out.v[x->out.n - 1] = '.';
    say(x, "\n");
}

// Who is on the cores, when it is on none.
static void say_cores(struct explainer *x)
{
    for (size_t i = 0; i < x->ms.n; i++) {
        const struct ex_m *m = &x->ms.v[i];
        if (m->core == NONE)
            continue;
        say(x, "Core %d has another M since %s", m->core, TIME(m->since));
        if (m->g != 0)
            say(x, ", which runs %s", NAME(x, m->g));
        say(x, ".\n");
    }
}

static void say_running(struct explainer *x, const struct ex_g *g)
{
    const struct ex_m *m = explain_m(x, g->m);

    CHECK(m != NULL);
    say(x, "It has P%d and thread M%d since %s (for %s).\n", g->p, g->m,
        TIME(g->since), TIME(x->at - g->since));
    if (x->has_cores && m->core == NONE) {
        say(x,
            "But M%d waits for a core since %s. The operating system decides "
            "that, not Go.\n",
            g->m, TIME(m->since));
        say_cores(x);
    }
    say(x, "It was chosen by ");
    say_rule(x, g);
    say(x, ".\n");
    say_rivals(x, g);
    if (g->asked >= 0)
        say(x, "It was asked to stop at %s: rule %s (%s).\n", TIME(g->asked),
            trace_rule_name(g->asked_rule), trace_rule_why(g->asked_rule));
}

static void say_syscall(struct explainer *x, const struct ex_g *g)
{
    say(x, "It is in the system call %s since %s (for %s), with thread M%d.\n",
        g->why, TIME(g->since), TIME(x->at - g->since), g->m);
    if (g->p_lost >= 0)
        say(x,
            "Its P was taken from it at %s, so that others can run: rule %s "
            "(%s).\n",
            TIME(g->p_lost), trace_rule_name(g->p_lost_rule),
            trace_rule_why(g->p_lost_rule));
    else
        say(x,
            "It still has P%d: a call that ends soon finds it again, and no "
            "other goroutine runs there meanwhile.\n",
            g->p);
}

// --- runnable

static void say_via(struct explainer *x, const struct ex_g *g)
{
    say(x, "It is runnable since %s (for %s): ", TIME(g->since),
        TIME(x->at - g->since));
    switch (g->via) {
    case EX_CREATED:
        say(x, "it is new.\n");
        break;
    case EX_WOKEN:
        if (g->woken_by != 0)
            say(x, "%s woke it.\n", NAME(x, g->woken_by));
        else
            say(x, "%s woke it.\n",
                strcmp(g->why, "netpoll") == 0 ? "the network poller"
                                               : "a timer");
        break;
    case EX_STOPPED:
        say(x, "it stopped (%s) and did not end.\n", g->why);
        break;
    case EX_SYSCALL_ENDED:
        say(x, "its system call has ended, but its P was taken meanwhile.\n");
        break;
    }
}

static void say_queue(struct explainer *x, const struct ex_g *g)
{
    struct queue_place at = queues_place(x->queues, g->id);
    long long nth = (long long)queues_before(x->queues, g->id) + 1;
    long long n = (long long)queues_length(x->queues, at.kind, at.p);

    switch (at.kind) {
    case QUEUE_RUNNEXT:
        say(x,
            "It is in the runnext slot of P%d: next there, in what is left of "
            "the time slice; thieves take it last.\n",
            at.p);
        return;
    case QUEUE_RING:
        say(x,
            "It is number %lld of %lld in the run queue of P%d, from which "
            "others may steal.\n",
            nth, n, at.p);
        return;
    case QUEUE_GLOBAL:
        say(x,
            "It is number %lld of %lld in the global queue, where a P looks "
            "when its own queue is empty, and at every 61st tick.\n",
            nth, n);
        return;
    case QUEUE_POLL:
        say(x, "It is in the run queue of some P or in the global queue: where "
               "the network poller put goroutines is not known.\n");
        return;
    case QUEUE_STOLEN:
        say(x, "An M has taken it from a queue and is about to run it.\n");
        return;
    case QUEUE_NONE:
        say(x, "It is on its way to an M.\n");
        return;
    }
}

// An M that was woken, or is new, and has neither P nor G yet, or NONE.
static int32_t on_its_way(const struct explainer *x)
{
    for (size_t i = 0; i < x->ms.n; i++) {
        const struct ex_m *m = &x->ms.v[i];
        if (!m->parked && m->p == NONE && m->g == 0)
            return m->id;
    }
    return NONE;
}

static void say_idle_p(struct explainer *x, int32_t id, nsec since)
{
    int32_t m = on_its_way(x);

    say(x, "P%d is idle since %s", id, TIME(since));
    if (m == NONE)
        say(x, ": no M has taken it.\n");
    else if (x->has_cores && explain_m(x, m)->core == NONE)
        say(x, ": M%d is awake, but waits for a core.\n", m);
    else
        say(x, ": M%d is on its way to one.\n", m);
}

static void say_p(struct explainer *x, int32_t id)
{
    const struct ex_p *p = explain_p(x, id);
    const struct ex_m *m = explain_m(x, p->m);

    if (m == NULL) {
        say_idle_p(x, id, p->since);
        return;
    }
    const struct ex_g *g = explain_g(x, m->g);
    if (g == NULL) {
        say(x, "P%d has no goroutine: its M%d %s.\n", id, p->m,
            m->spinning ? "spins, that is looks for work elsewhere"
                        : "is in the scheduler");
        return;
    }
    if (g->state == EX_SYSCALL) {
        say(x, "P%d is with %s, in a system call since %s.\n", id,
            NAME(x, g->id), TIME(g->since));
        return;
    }
    say(x, "P%d runs %s since %s, by ", id, NAME(x, g->id), TIME(g->since));
    say_rule(x, g);
    say(x, "%s.\n", x->has_cores && m->core == NONE ? "; on no core now" : "");
}

static void say_runnable(struct explainer *x, const struct ex_g *g)
{
    struct queue_place at = queues_place(x->queues, g->id);
    int64_t others = 0;

    say_via(x, g);
    say_queue(x, g);
    if (at.p >= 0)
        say_p(x, at.p);
    for (int32_t i = 0; i < x->procs; i++) {
        if (i == at.p)
            continue;
        if (++others <= PS_SHOWN)
            say_p(x, i);
    }
    if (others > PS_SHOWN)
        say(x, "And %lld other Ps.\n", (long long)(others - PS_SHOWN));
}

// --- all of it

static const char *headline(struct explainer *x, const struct ex_g *g)
{
    const struct ex_m *m = explain_m(x, g->m);

    switch (g->state) {
    case EX_RUNNABLE:
        return "it does not run, it could: it waits for its turn";
    case EX_RUNNING:
        return x->has_cores && m->core == NONE
                   ? "it has a P, but its thread waits for a core"
                   : "it runs";
    case EX_SYSCALL:
        return "it runs no Go code: it is in a system call";
    case EX_WAITING:
        return "it does not run: it waits";
    case EX_DEAD:
        return "it does not run: it has ended";
    }
    CHECK_UNREACHABLE();
}

void explain_say_state(struct explainer *x)
{
    const struct ex_g *g = explain_g(x, x->g);

    if (g == NULL)
        return; // not yet
    say(x, "%s at %s: %s.\n\n", NAME(x, g->id), TIME(x->at), headline(x, g));
    if (g->creator != 0)
        say(x, "%s created it at %s, in line %lld.\n", NAME(x, g->creator),
            TIME(g->created), (long long)g->line);
    else
        say(x, "The run time created it at %s.\n", TIME(g->created));
    switch (g->state) {
    case EX_RUNNABLE:
        say_runnable(x, g);
        break;
    case EX_RUNNING:
        say_running(x, g);
        break;
    case EX_SYSCALL:
        say_syscall(x, g);
        break;
    case EX_WAITING:
        say_waiting(x, g);
        break;
    case EX_DEAD:
        say(x, "It ended at %s.\n", TIME(g->since));
        x->next_said = true;
        break;
    }
}

// Whoever wakes it from a lock is who held it.
static void say_waker(struct explainer *x, const struct reader_event *e,
                      const struct ex_g *g)
{
    const struct ex_m *m = explain_m(x, e->m);
    enum wait_reason why = reason_of(g->why);

    if (x->timer_due >= 0)
        say(x, "A timer wakes it at %s, due at %s", TIME(e->t),
            TIME(x->timer_due));
    else if (strcmp(e->text[0], "netpoll") == 0)
        say(x, "The network poller wakes it at %s", TIME(e->t));
    else if (m == NULL || m->g == 0)
        say(x, "It is woken at %s", TIME(e->t));
    else if (why == WAIT_MUTEX_LOCK || why == WAIT_RWMUTEX_RLOCK)
        say(x, "%s, which held the lock last, wakes it at %s", NAME(x, m->g),
            TIME(e->t));
    else
        say(x, "%s wakes it at %s", NAME(x, m->g), TIME(e->t));
    say(x, e->p >= 0 ? ", on P%d.\n" : ".\n", e->p);
}

static bool say_own_next(struct explainer *x, const struct reader_event *e,
                         const struct ex_g *g)
{
    switch (e->event) {
    case EV_GO_START:
        say(x, "It runs from %s on, on P%d: rule %s (%s).\n", TIME(e->t), e->p,
            trace_rule_name((enum trace_rule)e->number[0]),
            trace_rule_why((enum trace_rule)e->number[0]));
        return true;
    case EV_GO_UNBLOCK:
        say_waker(x, e, g);
        return true;
    case EV_GO_STOP:
        say(x, "It runs until %s, then stops: %s.\n", TIME(e->t), e->text[0]);
        return true;
    case EV_GO_BLOCK:
        say(x, "It runs until %s, then waits: %s.\n", TIME(e->t), e->text[0]);
        return true;
    case EV_GO_DESTROY:
        say(x, "It runs until %s, then ends.\n", TIME(e->t));
        return true;
    case EV_SYSCALL_BEGIN:
        say(x, "It runs until %s, then enters the system call %s.\n",
            TIME(e->t), e->text[0]);
        return true;
    case EV_SYSCALL_END:
        say(x, "The call ends at %s, and it goes on: its P is still there.\n",
            TIME(e->t));
        return true;
    case EV_SYSCALL_END_BLOCKED:
        say(x, "The call ends at %s; then it must wait for a P.\n", TIME(e->t));
        return true;
    default:
        return false;
    }
}

void explain_say_next(struct explainer *x, const struct reader_event *e)
{
    const struct ex_g *g = explain_g(x, x->g);

    if (g == NULL) {
        if (e->event != EV_GO_CREATE || e->number[0] != x->g)
            return;
        say(x, "G%u at %s: it does not exist yet.\n\n", x->g, TIME(x->at));
        if (e->g != 0)
            say(x, "%s creates it at %s, in line %lld.\n", NAME(x, e->g),
                TIME(e->t), (long long)e->number[2]);
        else
            say(x, "The run time creates it at %s.\n", TIME(e->t));
        x->next_said = true;
    } else if (e->g == x->g) {
        x->next_said = say_own_next(x, e, g);
    }
}

void explain_say_end(struct explainer *x)
{
    say(x, "Nothing more happens to it until the end of the timeline, at %s",
        TIME(x->now));
    if (*x->exit_why != '\0')
        say(x, " (%s)", x->exit_why);
    say(x, ".\n");
}
