// waitq: what the files of rt/ share: queues of waiting tasks, and how each
// kind of operation goes on when its task runs again. Not for engines.
#ifndef RT_WAITQ_H
#define RT_WAITQ_H

#include <stddef.h>

#include "base/at.h"
#include "base/check.h"
#include "rt/chan.h"

// All of these need the lock of the queue's owner. The length is the one thing
// that is read without it; it is released, so that who reads it also sees what
// happened before.
static inline void waitq_push(struct waitq *q, struct sudog *sg)
{
    sg->next = NULL;
    sg->prev = q->last;
    if (q->last != NULL)
        q->last->next = sg;
    else
        q->first = sg;
    q->last = sg;
    at_store_rel(&q->n, q->n + 1);
}

// sg is in q.
static inline void waitq_unlink(struct waitq *q, struct sudog *sg)
{
    CHECK(q->n > 0);
    if (sg->prev != NULL)
        sg->prev->next = sg->next;
    else
        q->first = sg->next;
    if (sg->next != NULL)
        sg->next->prev = sg->prev;
    else
        q->last = sg->prev;
    sg->next = sg->prev = NULL;
    at_store_rel(&q->n, q->n - 1);
}

// Takes the oldest task whose wake-up is not claimed through another queue, and
// claims it; or NULL. Others that are met are dropped: they no longer wait
// (chan.go: dequeue).
static inline struct sudog *waitq_pop(struct waitq *q)
{
    struct sudog *sg;

    while ((sg = q->first) != NULL) {
        waitq_unlink(q, sg);
        if (!sg->is_select || at_cas32(&sg->task->select_done, 0, 1))
            break;
    }
    return sg;
}

// Removes sg unless a waker that found it claimed has dropped it before
// (chan.go: dequeueSudoG). A dropped sudog has no neighbours, and is not first.
static inline void waitq_drop(struct waitq *q, struct sudog *sg)
{
    if (sg->prev != NULL || sg->next != NULL || q->first == sg)
        waitq_unlink(q, sg);
}

// The operation of t is over: with result, and with error where it has a text.
static inline enum rt_result task_finish(struct task *t, enum rt_result result,
                                         const char *error)
{
    t->op = TASK_OP_NONE;
    t->reason = WAIT_NONE;
    if (error != NULL)
        t->error = error;
    return result;
}

// t waits for something that cannot happen. No lock is held.
static inline enum rt_result task_block_forever(struct task *t,
                                                enum wait_reason reason)
{
    t->op = TASK_OP_FOREVER;
    t->reason = (uint8_t)reason;
    return RT_BLOCK;
}

// For RT(release) and RT(resume).
void RT(select_release)(struct m *mp, struct task *t);
void RT(sem_unlock)(struct m *mp, struct task *t);
enum rt_result RT(chan_resume)(struct m *mp, struct task *t);
enum rt_result RT(select_resume)(struct m *mp, struct task *t);
enum rt_result RT(mutex_resume)(struct m *mp, struct task *t);
enum rt_result RT(wg_resume)(struct m *mp, struct task *t);
// RT_DONE: t has the count, and t->op is as before. RT_BLOCK: t waits again.
enum rt_result RT(sem_resume)(struct m *mp, struct task *t);
enum rt_result RT(notify_resume)(struct m *mp, struct task *t);

#endif
