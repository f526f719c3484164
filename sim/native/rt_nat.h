// rt_nat: what the native scheduler gives to rt/ (rt/engine.h): real locks, and
// readying that another thread may act on at once.
#ifndef NATIVE_RT_NAT_H
#define NATIVE_RT_NAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/at.h"
#include "base/nsec.h"
#include "rt/task.h"

struct m;
struct task;
struct sudog;
struct rt_semtab;
struct timer;
struct timers;

// What rt/ and the recording of events need of an M, at every step; the first
// member of struct m.
struct nat_m {
    // With GOMAXPROCS 1 the P is the lock: who holds it is alone with channels
    // and semaphores. It changes only while the world is stopped, when no lock
    // is held.
    bool alone;
    bool timed; // events are counted and have their time
    bool runnext;
    int nsudogs; // on the free list
    struct sudog *sudogs;
};

static inline struct nat_m *nat_m(struct m *mp)
{
    return (struct nat_m *)(void *)mp;
}

// Held for the few instructions of one operation, so who waits spins. Unlike
// at_lock it needs no atomic exchange to be released.
struct rt_lock {
    uint32_t held;
};

enum { NAT_SUDOGS_MAX = 128 };

void nat_lock_slow(struct rt_lock *l);

static inline void rt_lock(struct m *mp, struct rt_lock *l)
{
    if (nat_m(mp)->alone)
        return;
    if (!at_cas32(&l->held, 0, 1))
        nat_lock_slow(l);
}
static inline void rt_unlock(struct m *mp, struct rt_lock *l)
{
    if (!nat_m(mp)->alone)
        at_store32_rel(&l->held, 0);
}

void nat_ready(struct m *mp, struct task *t);
nsec nat_now(struct m *mp);
uint32_t nat_random(struct m *mp, uint32_t n);
bool nat_can_spin(struct m *mp, int iter);
void nat_sudogs_refill(struct m *mp);
void nat_sudogs_spill(struct m *mp);
struct rt_semtab *nat_semtab(struct m *mp);
void *nat_alloc(struct m *mp, size_t bytes);
const struct rt_rules *nat_rules(struct m *mp);
struct timers *nat_timers(struct m *mp);
void nat_timers_lock(struct m *mp, struct timers *h);
void nat_timers_unlock(struct m *mp, struct timers *h);
void nat_heap_count(struct m *mp, size_t bytes);
void nat_timers_wake(struct m *mp, nsec when, bool first);
void nat_timer_fired(struct m *mp, struct timer *t, nsec when);
void nat_timer_go(struct m *mp, word func);
nsec nat_wall(struct m *mp, nsec mono);
bool nat_timer_late(struct m *mp);

static inline struct sudog *rt_sudog_get(struct m *mp)
{
    struct nat_m *n = nat_m(mp);

    if (n->sudogs == NULL)
        nat_sudogs_refill(mp);
    struct sudog *sg = n->sudogs;
    n->sudogs = sg->link;
    n->nsudogs--;
    *sg = (struct sudog){0};
    return sg;
}
static inline void rt_sudog_put(struct m *mp, struct sudog *sg)
{
    struct nat_m *n = nat_m(mp);

    sg->link = n->sudogs;
    n->sudogs = sg;
    if (++n->nsudogs == NAT_SUDOGS_MAX)
        nat_sudogs_spill(mp);
}

#define rt_ready         nat_ready
#define rt_now           nat_now
#define rt_random        nat_random
#define rt_can_spin      nat_can_spin
#define rt_semtab(mp)    nat_semtab(mp)
#define rt_alloc         nat_alloc
#define rt_rules_of      nat_rules
#define rt_timers        nat_timers
#define rt_timers_lock   nat_timers_lock
#define rt_timers_unlock nat_timers_unlock
#define rt_heap_count    nat_heap_count
#define rt_timers_wake   nat_timers_wake
#define rt_timer_fired   nat_timer_fired
#define rt_timer_go      nat_timer_go
#define rt_wall          nat_wall
#define rt_timer_late    nat_timer_late

#endif
