#include "rt/sync.h"

#include <stddef.h>

#include "rt/waitq.h"

// mutex.go. The state: three flags, and above them the number of waiters.
// WOKEN: somebody is awake and tries to lock, so Unlock need not wake another.
// STARVING: the mutex goes from hand to hand; LOCKED is not set meanwhile.
enum { STATE, SEMA };

static const word LOCKED = 1, WOKEN = 2, STARVING = 4, WAITER = 8;

static word waiters(word state)
{
    return state / WAITER;
}

static enum rt_result inconsistent(struct task *t)
{
    return task_finish(t, RT_FATAL, "sync: inconsistent mutex state");
}

// One round of active spinning is the engine's to do. The flag tells Unlock
// that it need not wake anybody, for this task is about to try.
static enum rt_result spin(struct task *t, word old)
{
    if (!t->mutex_awoke && (old & WOKEN) == 0 && waiters(old) != 0 &&
        at_cas(&t->obj[STATE], old, old | WOKEN))
        t->mutex_awoke = true;
    t->mutex_iter++;
    return RT_SPIN;
}

// The state when t has taken the mutex or stands in the queue. False: t owes a
// WOKEN flag that is not there.
static bool next_state(const struct task *t, word old, word *next)
{
    *next = old;
    // A starving mutex belongs to the waiters, even when it looks free.
    if ((old & STARVING) == 0)
        *next |= LOCKED;
    if ((old & (LOCKED | STARVING)) != 0)
        *next += WAITER;
    // Not when it is free: a starving mutex must have waiters.
    if (t->mutex_starving && (old & LOCKED) != 0)
        *next |= STARVING;
    if (t->mutex_awoke) {
        if ((*next & WOKEN) == 0)
            return false;
        *next &= ~WOKEN;
    }
    return true;
}

// The semaphore let t through. False: it must try for the mutex again, against
// newcomers. True: that is *result.
static bool after_wait(struct m *mp, struct task *t, enum rt_result *result)
{
    const struct rt_rules *rules = rt_rules_of(mp);

    if (rules->mutex_starvation &&
        rt_now(mp) - t->wait_since > rules->mutex_starving_ns)
        t->mutex_starving = true;
    word old = at_load(&t->obj[STATE]);
    if ((old & STARVING) == 0) {
        t->mutex_awoke = true;
        t->mutex_iter = 0;
        return false;
    }
    // The mutex was handed over: t still counts as a waiter and must lock it.
    if ((old & (LOCKED | WOKEN)) != 0 || waiters(old) == 0) {
        *result = inconsistent(t);
        return true;
    }
    word delta = LOCKED - WAITER;
    if (!t->mutex_starving || waiters(old) == 1)
        delta -= STARVING;
    at_fetch_add(&t->obj[STATE], delta);
    *result = task_finish(t, RT_DONE, NULL);
    return true;
}

// mutex.go: lockSlow
static enum rt_result lock_slow(struct m *mp, struct task *t)
{
    word *mutex = t->obj;
    enum rt_result result;

    for (;;) {
        word old = at_load(&mutex[STATE]), next;
        if ((old & (LOCKED | STARVING)) == LOCKED &&
            rt_can_spin(mp, t->mutex_iter))
            return spin(t, old);
        if (!next_state(t, old, &next))
            return inconsistent(t);
        if (!at_cas(&mutex[STATE], old, next))
            continue;
        if ((old & (LOCKED | STARVING)) == 0)
            return task_finish(t, RT_DONE, NULL);

        // Who waited before and lost to a newcomer goes to the head (Go 1.9,
        // with starvation).
        bool lifo = t->mutex_waited && rt_rules_of(mp)->mutex_starvation;
        if (!t->mutex_waited) {
            t->mutex_waited = true;
            t->wait_since = rt_now(mp);
        }
        result = RT(sem_acquire)(mp, t, &mutex[SEMA], lifo, WAIT_MUTEX_LOCK);
        if (result == RT_BLOCK || after_wait(mp, t, &result))
            return result;
    }
}

enum rt_result RT(mutex_lock)(struct m *mp, struct task *t, word *mutex)
{
    CHECK(t->op == TASK_OP_NONE);
    if (at_cas(&mutex[STATE], 0, LOCKED))
        return RT_DONE;
    t->op = TASK_OP_MUTEX;
    t->obj = mutex;
    t->mutex_starving = t->mutex_awoke = t->mutex_waited = false;
    t->mutex_iter = 0;
    return lock_slow(mp, t);
}

enum rt_result RT(mutex_resume)(struct m *mp, struct task *t)
{
    enum rt_result result;

    // Nothing to wait for: a round of spinning is over.
    if (t->waiting == NULL)
        return lock_slow(mp, t);
    result = RT(sem_resume)(mp, t);
    if (result == RT_BLOCK || after_wait(mp, t, &result))
        return result;
    return lock_slow(mp, t);
}

// mutex.go: TryLock. A change between the two steps is a failure, as in Go.
bool RT(mutex_trylock)(struct m *mp, word *mutex)
{
    (void)mp;
    word old = at_load(&mutex[STATE]);
    if ((old & (LOCKED | STARVING)) != 0)
        return false;
    return at_cas(&mutex[STATE], old, old | LOCKED);
}

// mutex.go: unlockSlow
static enum rt_result unlock_slow(struct m *mp, struct task *t, word *mutex,
                                  word state)
{
    if (((state + LOCKED) & LOCKED) == 0)
        return task_finish(t, RT_FATAL, "sync: unlock of unlocked mutex");
    if ((state & STARVING) != 0)
        return RT(sem_release)(mp, &mutex[SEMA], true);
    // Wakes one waiter, unless somebody else has locked the mutex, is awake, or
    // made it starving, in which case the next wake-up is theirs.
    while (waiters(state) != 0 && (state & (LOCKED | WOKEN | STARVING)) == 0) {
        if (at_cas(&mutex[STATE], state, (state - WAITER) | WOKEN))
            return RT(sem_release)(mp, &mutex[SEMA], false);
        state = at_load(&mutex[STATE]);
    }
    return RT_DONE;
}

enum rt_result RT(mutex_unlock)(struct m *mp, struct task *t, word *mutex)
{
    CHECK(t->op == TASK_OP_NONE);
    word state = at_fetch_add(&mutex[STATE], -LOCKED) - LOCKED;
    if (state == 0)
        return RT_DONE;
    return unlock_slow(mp, t, mutex, state);
}
