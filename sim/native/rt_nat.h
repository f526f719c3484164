// rt_nat: what the native scheduler gives to rt/ (rt/engine.h): real locks, and
// readying that another thread may act on at once.
#ifndef NATIVE_RT_NAT_H
#define NATIVE_RT_NAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/at.h"
#include "base/nsec.h"

struct m;
struct task;
struct sudog;
struct rt_semtab;

struct rt_lock {
    struct at_lock lock;
};

static inline void rt_lock(struct m *mp, struct rt_lock *l)
{
    (void)mp;
    at_lock(&l->lock);
}
static inline void rt_unlock(struct m *mp, struct rt_lock *l)
{
    (void)mp;
    at_unlock(&l->lock);
}

void nat_ready(struct m *mp, struct task *t);
nsec nat_now(struct m *mp);
uint32_t nat_random(struct m *mp, uint32_t n);
bool nat_can_spin(struct m *mp, int iter);
struct sudog *nat_sudog_get(struct m *mp);
void nat_sudog_put(struct m *mp, struct sudog *sg);
struct rt_semtab *nat_semtab(struct m *mp);
void *nat_alloc(struct m *mp, size_t bytes);
int64_t nat_mutex_starving_ns(struct m *mp);
bool nat_mutex_handoff_yields(struct m *mp);

#define rt_ready                nat_ready
#define rt_now                  nat_now
#define rt_random               nat_random
#define rt_can_spin             nat_can_spin
#define rt_sudog_get            nat_sudog_get
#define rt_sudog_put            nat_sudog_put
#define rt_semtab(mp)           nat_semtab(mp)
#define rt_alloc                nat_alloc
#define rt_mutex_starving_ns    nat_mutex_starving_ns
#define rt_mutex_handoff_yields nat_mutex_handoff_yields

#endif
