#include "rt/sync.h"

#include <stddef.h>

#include "rt/semtree.h"
#include "rt/waitq.h"

// sema.go: cansemacquire
static bool take(word *sema)
{
    for (;;) {
        word count = at_load(sema);
        if (count == 0)
            return false;
        if (at_cas(sema, count, count - 1))
            return true;
    }
}

// Counts t as a waiter, then looks at the semaphore again: a releaser raises
// the count first and looks for waiters then, so one of the two sees the other.
static enum rt_result queue_up(struct m *mp, struct task *t)
{
    struct sudog *sg = t->waiting;
    struct sema_root *root = semtree_root(mp, sg->sema);

    rt_lock(mp, &root->lock);
    at_fetch_add32(&root->nwait, 1);
    if (take(sg->sema)) {
        at_fetch_add32(&root->nwait, (uint32_t)-1);
        rt_unlock(mp, &root->lock);
        t->waiting = NULL;
        rt_sudog_put(mp, sg);
        return RT_DONE;
    }
    semtree_queue(root, sg, sg->lifo);
    return RT_BLOCK;
}

// sema.go: semacquire1
enum rt_result RT(sem_acquire)(struct m *mp, struct task *t, word *sema,
                               bool lifo, enum wait_reason reason)
{
    CHECK(sema != NULL && t->waiting == NULL);
    if (take(sema))
        return RT_DONE;
    struct sudog *sg = rt_sudog_get(mp);
    sg->task = t;
    sg->sema = sema;
    sg->lifo = lifo;
    t->waiting = sg;
    if (t->op == TASK_OP_NONE)
        t->op = TASK_OP_SEMA;
    t->reason = (uint8_t)reason;
    enum rt_result r = queue_up(mp, t);
    if (r == RT_DONE && t->op == TASK_OP_SEMA)
        return task_finish(t, r, NULL);
    return r;
}

enum rt_result RT(sem_resume)(struct m *mp, struct task *t)
{
    struct sudog *sg = t->waiting;

    CHECK(sg != NULL && sg->sema != NULL);
    // Without a ticket the count is for whoever comes first.
    if (!sg->ticket && !take(sg->sema))
        return queue_up(mp, t);
    t->waiting = NULL;
    rt_sudog_put(mp, sg);
    return RT_DONE;
}

void RT(sem_unlock)(struct m *mp, struct task *t)
{
    rt_unlock(mp, &semtree_root(mp, t->waiting->sema)->lock);
}

// sema.go: semrelease1
enum rt_result RT(sem_release)(struct m *mp, word *sema, bool handoff)
{
    struct sema_root *root = semtree_root(mp, sema);

    at_fetch_add(sema, 1);
    if (at_load32(&root->nwait) == 0)
        return RT_DONE;
    rt_lock(mp, &root->lock);
    if (at_load32(&root->nwait) == 0) {
        rt_unlock(mp, &root->lock);
        return RT_DONE;
    }
    struct sudog **at = semtree_find(root, sema);
    struct sudog *sg = *at == NULL ? NULL : semtree_dequeue(at);
    if (sg != NULL)
        at_fetch_add32(&root->nwait, (uint32_t)-1);
    rt_unlock(mp, &root->lock);
    if (sg == NULL)
        return RT_DONE;
    CHECK(!sg->ticket);
    bool handed = handoff && take(sema);
    sg->ticket = handed;
    rt_ready(mp, sg->task);
    return handed && rt_rules_of(mp)->mutex_handoff_yields ? RT_YIELD : RT_DONE;
}
