// balance: threads that wait go to where they need not, or less long.
//
// A core that runs out of threads takes one that waits elsewhere, of the
// nearest queue, unless it ran so recently that its data are still in the
// other's cache (Linux: newidle_balance, task_hot). While threads wait, each
// core looks for a longer queue now and then; of one longer by a single thread
// it takes that thread only when it has found it twice, so that they take turns
// (load_balance, nr_balance_failed).
#include <stddef.h>

#include "base/check.h"
#include "host/cores.h"

enum { LOOK_MAX = 32 }; // threads of a queue, as sched_nr_migrate

static void idle_balance(void *arg);
static void balance(void *arg);

void balance_init(struct host *h)
{
    h->balance = (struct host_timer){.fn = balance, .arg = h};
    h->idle_balance = (struct host_timer){.fn = idle_balance, .arg = h};
}

void balance_needed(struct host *h)
{
    nsec every = h->os->balance_ns;

    if (!h->balance.armed && h->ncores > 1)
        host_at(h, &h->balance, nsec_add(h->now - h->now % every, every));
}

// Whether its data are in a cache that c has not. Linux asks only how recently
// it ran; but who was taken off c itself has nothing to lose there, and c would
// stay idle beside it for a tick, which real runs with more Ps than CPUs do not
// show.
static bool is_hot(const struct host_thread *th, const struct host_core *c)
{
    const struct host *h = c->host;

    return th->last_core != -1 && th->last_core != c->id &&
           h->now - th->last_ran < h->os->hot_ns;
}

// The thread of from's queue that waits longest, of those that c may have.
// turns: and of those that have run since they came to from, so that nobody is
// sent to and fro without ever running.
static struct host_thread *movable(const struct host_core *from,
                                   const struct host_core *c, bool hot_too,
                                   bool turns)
{
    struct host_thread *th = from->first;

    for (int i = 0; i < LOOK_MAX && th != NULL; i++, th = th->next)
        if ((hot_too || !is_hot(th, c)) && !(turns && th->moved))
            return th;
    return NULL;
}

// A core finds nothing but threads that are hot: at the next tick, or when the
// first of them is not any more.
static void again(struct host *h, const struct host_core *from)
{
    nsec when = nsec_add(from->first->last_ran, h->os->hot_ns);

    if (h->os->tick_ns > 0)
        when = host_tick(h, h->now + 1);
    if (!h->idle_balance.armed || when < h->idle_balance.when)
        host_at(h, &h->idle_balance, when);
}

struct host_thread *balance_pull(struct host_core *c)
{
    struct host *h = c->host;
    int first, end;

    CHECK(c->nwaiting == 0);
    for (int level = h->smt ? 0 : 1; level < PLACE_LEVELS && h->nready > 0;
         level++) {
        place_range(c, level, &first, &end);
        struct host_core *from = place_longest(h, first, end);
        if (from == NULL)
            continue;
        struct host_thread *th = movable(from, c, level == 0, false);
        if (th != NULL) {
            fair_move_away(from, th);
            fair_place(c, th, FAIR_MOVED);
            return th;
        }
        again(h, from);
    }
    return NULL;
}

static void idle_balance(void *arg)
{
    struct host *h = arg;

    for (int i = 0; i < h->ncores && h->nready > 0; i++) {
        struct host_core *c = &h->cores[h->by_position[i]];
        if (c->state == CORE_IDLE && !c->throttled)
            threads_next(c);
    }
}

static int load(const struct host_core *c)
{
    return c->nwaiting + (c->state != CORE_IDLE);
}

// How many threads c should have of from.
static int share(struct host_core *c, const struct host_core *from)
{
    int more = load(from) - load(c);

    if (from == c || more <= 0)
        return 0;
    if (more > 1 || ++c->balance_failed < 2)
        return more / 2;
    return 1;
}

// c takes its share of the longest queue that is near. True when it got any.
static bool balance_core(struct host_core *c)
{
    const struct host *h = c->host;
    int first, end, failed = c->balance_failed;

    for (int level = h->smt ? 0 : 1; level < PLACE_LEVELS; level++) {
        place_range(c, level, &first, &end);
        struct host_core *from = place_longest(h, first, end);
        int n = from == NULL ? 0 : share(c, from);
        bool got = false;
        for (; n > 0; n--) {
            struct host_thread *th = movable(from, c, c->balance_failed > 0,
                                             load(from) == load(c) + 1);
            if (th == NULL) {
                c->balance_failed++;
                break;
            }
            fair_move_away(from, th);
            threads_wait(th, c, FAIR_MOVED);
            got = true;
        }
        if (got)
            return true;
    }
    if (c->balance_failed == failed) // nobody has more
        c->balance_failed = 0;
    return false;
}

// All cores in turn, from the one after that which got a thread last, so that
// each gets its share of what there is too much; who got one gives none in the
// same round.
static void balance(void *arg)
{
    struct host *h = arg;
    int from = h->balance_from;
    bool any = false;

    for (int i = 0; i < h->ncores && h->nready > 0; i++) {
        int position = (from + i) % h->ncores;
        struct host_core *c = &h->cores[h->by_position[position]];
        if (c->throttled || c->state == CORE_WAKING || !balance_core(c))
            continue;
        c->balance_failed = 0;
        any = true;
        c->received = true;
        h->balance_from = position + 1;
        place_length(c, 0);
    }
    for (int i = 0; any && i < h->ncores; i++) {
        struct host_core *c = &h->cores[i];
        if (!c->received)
            continue;
        c->received = false;
        place_length(c, c->nwaiting);
        if (c->state == CORE_IDLE)
            threads_next(c);
    }
    if (h->nready > 0)
        balance_needed(h);
}
