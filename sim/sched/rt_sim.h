// rt_sim: what the simulator gives to rt/ (rt/engine.h). Simulated time stands
// still inside every call and there is one real thread, so locks are nothing.
#ifndef SCHED_RT_SIM_H
#define SCHED_RT_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/nsec.h"
#include "lang/code.h"

struct m;
struct task;
struct sudog;
struct rt_semtab;
struct timer;
struct timers;

struct rt_lock {
    char nothing_;
};

static inline void rt_lock(struct m *mp, struct rt_lock *l)
{
    (void)mp;
    (void)l;
}
static inline void rt_unlock(struct m *mp, struct rt_lock *l)
{
    (void)mp;
    (void)l;
}

static inline void rt_timers_lock(struct m *mp, struct timers *h)
{
    (void)mp;
    (void)h;
}
static inline void rt_timers_unlock(struct m *mp, struct timers *h)
{
    (void)mp;
    (void)h;
}

// Not inlined: each costs more than a call.
void sim_ready(struct m *mp, struct task *t);
nsec sim_now(struct m *mp);
uint32_t sim_random(struct m *mp, uint32_t n);
bool sim_can_spin(struct m *mp, int iter);
struct sudog *sim_sudog_get(struct m *mp);
void sim_sudog_put(struct m *mp, struct sudog *sg);
struct rt_semtab *sim_semtab(struct m *mp);
void *sim_alloc(struct m *mp, size_t bytes);
const struct rt_rules *sim_rules(struct m *mp);
struct timers *sim_timers(struct m *mp);
void sim_heap_count(struct m *mp, size_t bytes);
void sim_timers_wake(struct m *mp, nsec when, bool first);
void sim_timer_fired(struct m *mp, struct timer *t, nsec when);
void sim_timer_go(struct m *mp, word func);
nsec sim_wall(struct m *mp, nsec mono);
bool sim_timer_late(struct m *mp);

#define rt_ready       sim_ready
#define rt_now         sim_now
#define rt_random      sim_random
#define rt_can_spin    sim_can_spin
#define rt_sudog_get   sim_sudog_get
#define rt_sudog_put   sim_sudog_put
#define rt_semtab(mp)  sim_semtab(mp)
#define rt_alloc       sim_alloc
#define rt_rules_of    sim_rules
#define rt_timers      sim_timers
#define rt_heap_count  sim_heap_count
#define rt_timers_wake sim_timers_wake
#define rt_timer_fired sim_timer_fired
#define rt_timer_go    sim_timer_go
#define rt_wall        sim_wall
#define rt_timer_late  sim_timer_late

#endif
