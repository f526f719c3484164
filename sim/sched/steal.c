// steal: taking Gs from other Ps (proc.go: stealWork, runqgrab, runqsteal).
//
// Four passes over all Ps in a random order that visits each once. Only the
// last pass runs the victims' expired timers and takes a runnext, and that only
// after it has slept 3 us, so that a G that is about to run is not pulled away:
// with the kernel's timer slack this sleep is the larger part of the latency of
// a wake-up in Go.
#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "sched/event.h"
#include "sched/gmp.h"

static uint32_t gcd(uint32_t a, uint32_t b)
{
    while (b != 0) {
        uint32_t r = a % b;
        a = b;
        b = r;
    }
    return a;
}

void steal_order(struct sched *s)
{
    uint32_t n = (uint32_t)s->gomaxprocs;

    s->coprimes = xreallocarray(s->coprimes, n, sizeof *s->coprimes);
    s->ncoprimes = 0;
    for (uint32_t i = 1; i <= n; i++)
        if (gcd(i, n) == 1)
            s->coprimes[s->ncoprimes++] = i;
    CHECK(s->ncoprimes > 0);
}

enum steal_walk { WALK_RANDOM, WALK_SAME_DIGITS, WALK_OTHER_DIGITS };

// randomOrder.start. Until Go 1.6 each victim was drawn by itself, until 1.18
// start and step came from the same digits.
static void order_start(struct sched *s, struct steal_state *st)
{
    uint32_t r = (uint32_t)rng_u64(&s->rng_steal);
    uint32_t n = (uint32_t)s->gomaxprocs;

    st->i = 0;
    st->pos = r % n;
    st->inc = s->coprimes[(s->go->steal_walk == WALK_OTHER_DIGITS ? r / n : r) %
                          s->ncoprimes];
}

static void order_next(struct sched *s, struct steal_state *st)
{
    uint32_t n = (uint32_t)s->gomaxprocs;

    st->i++;
    if (s->go->steal_walk == WALK_RANDOM)
        st->pos = (uint32_t)rng_u64(&s->rng_steal) % n;
    else
        st->pos = (st->pos + st->inc) % n;
}

static struct g *found(struct m *mp, struct g *gp, enum trace_rule rule,
                       struct p *victim, int n)
{
    struct sched *s = mp->sched;

    s->sum.steals++;
    spend_ns(mp, s->cost->steal_ns);
    event_add(s, EV_STEAL, mp, mp->p->id, 0, victim->id, n, 0);
    mp->steal.active = false;
    mp->rule = rule;
    mp->rule_victim = victim->id;
    mp->rule_n = n;
    return gp;
}

// Half of the victim's ring; in late passes its runnext. Sets *sleeping when mp
// sleeps first.
static struct g *grab(struct m *mp, struct p *victim, bool *sleeping)
{
    struct sched *s = mp->sched;
    struct steal_state *st = &mp->steal;
    int n;

    struct g *gp =
        runq_steal(&mp->p->runq, &victim->runq, s->go->steal_oldest != 0, &n);
    if (gp != NULL)
        return found(mp, gp, RULE_STEAL, victim, n);
    gp = victim->runq.runnext;
    if (st->pass < (int)s->go->steal_runnext_from || gp == NULL)
        return NULL;
    if ((victim->status == P_RUNNING || s->go->steal_delay_always) &&
        st->seen != gp) {
        // Let the victim schedule it: woken Gs usually run within 3 us.
        st->active = true;
        st->seen = gp;
        mp->next = schedule;
        host_sleep(&s->host, &mp->th, s->go->steal_runnext_delay_ns,
                   "steal-delay");
        *sleeping = true;
        return NULL;
    }
    victim->runq.runnext = NULL;
    return found(mp, gp, RULE_STEAL_RUNNEXT, victim, 1);
}

static bool may_run_timers(const struct sched *s, const struct p *victim)
{
    enum { OF_NOBODY, OF_STOPPED, OF_ALL };
    const struct m *mp = victim->m;

    if (victim->timers.n == 0 || s->go->steal_timers == OF_NOBODY)
        return false;
    // shouldStealTimers: who runs, and is not to stop, will look by himself.
    return s->go->steal_timers == OF_ALL || victim->status != P_RUNNING ||
           (mp != NULL && mp->curg != NULL && mp->curg->preempt);
}

static struct g *visit(struct m *mp, struct p *victim, bool last, bool *inherit,
                       bool *sleeping)
{
    struct sched *s = mp->sched;

    s->sum.steal_attempts += steals(s);
    spend_ns(mp, s->cost->steal_look_ns);
    if (last && may_run_timers(s, victim) && checktimers(mp, victim)) {
        struct g *gp = runq_get(&mp->p->runq, inherit);
        if (gp != NULL) {
            mp->steal.active = false;
            mp->rule = RULE_TIMER;
            mp->rule_victim = victim->id;
            mp->rule_n = 1;
            return gp;
        }
    }
    *inherit = false;
    if (victim->status == P_IDLE || !steals(s))
        return NULL;
    return grab(mp, victim, sleeping);
}

struct g *stealwork(struct m *mp, bool *inherit, bool *sleeping)
{
    struct sched *s = mp->sched;
    struct steal_state *st = &mp->steal;
    uint32_t n = (uint32_t)s->gomaxprocs;

    *sleeping = false;
    if (!st->active) {
        // Without stealing others' timers must still be run.
        st->pass = steals(s) ? 0 : (int)s->go->steal_passes - 1;
        st->seen = NULL;
        order_start(s, st);
    }
    for (;;) {
        bool last = st->pass == (int)s->go->steal_passes - 1;
        for (; st->i < n; order_next(s, st)) {
            struct p *victim = s->allp[st->pos];
            if (s->gcwaiting) {
                st->active = false;
                return NULL;
            }
            if (victim == mp->p)
                continue;
            struct g *gp = visit(mp, victim, last, inherit, sleeping);
            if (gp != NULL || *sleeping)
                return gp;
            st->seen = NULL;
        }
        if (last)
            break;
        st->pass++;
        order_start(s, st);
    }
    st->active = false;
    return NULL;
}
