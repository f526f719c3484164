// notify: notify lists (sema.go: notifyList). Waiters lie in the table of
// semaphores, by the address of the list, so that a program that overwrites a
// list harms its own order only.
#include "rt/sync.h"

#include <stddef.h>

#include "rt/semtree.h"
#include "rt/waitq.h"

enum { WAIT, NOTIFY };

// sema.go: notifyListWait
enum rt_result RT(notify_wait)(struct m *mp, struct task *t, word *list,
                               word ticket)
{
    struct sema_root *root = semtree_root(mp, list);

    CHECK(t->op == TASK_OP_NONE && t->waiting == NULL);
    struct sudog *sg = rt_sudog_get(mp);
    sg->task = t;
    sg->sema = list;
    sg->number = ticket;
    rt_lock(mp, &root->lock);
    if (ticket < at_load(&list[NOTIFY])) { // already notified
        rt_unlock(mp, &root->lock);
        rt_sudog_put(mp, sg);
        return RT_DONE;
    }
    semtree_queue(root, sg, false);
    t->waiting = sg;
    t->op = TASK_OP_NOTIFY;
    t->reason = WAIT_COND_WAIT;
    return RT_BLOCK;
}

enum rt_result RT(notify_resume)(struct m *mp, struct task *t)
{
    rt_sudog_put(mp, t->waiting);
    t->waiting = NULL;
    return task_finish(t, RT_DONE, NULL);
}

// Nobody has come since the last notification.
static bool nobody(const word *list)
{
    return at_load(&list[WAIT]) == at_load(&list[NOTIFY]);
}

// sema.go: notifyListNotifyAll
void RT(notify_all)(struct m *mp, word *list)
{
    struct sema_root *root = semtree_root(mp, list);

    if (nobody(list))
        return;
    rt_lock(mp, &root->lock);
    struct sudog **at = semtree_find(root, list), *sg = *at;
    if (sg != NULL)
        semtree_remove(at);
    at_store(&list[NOTIFY], at_load(&list[WAIT]));
    rt_unlock(mp, &root->lock);
    while (sg != NULL) {
        struct sudog *next = sg->link;
        rt_ready(mp, sg->task); // from here on sg is the task's
        sg = next;
    }
}

// Takes the waiter with the ticket, which may not be the first: between its
// taking a ticket and its queueing others can overtake it.
static struct sudog *take(struct sema_root *root, const word *list, word ticket)
{
    struct sudog **at = semtree_find(root, list), *before = *at;

    if (before == NULL)
        return NULL;
    if (before->number == ticket)
        return semtree_dequeue(at);
    for (struct sudog *sg; (sg = before->link) != NULL; before = sg) {
        if (sg->number != ticket)
            continue;
        before->link = sg->link;
        if (sg->link == NULL)
            (*at)->tail = before;
        sg->link = NULL;
        return sg;
    }
    return NULL;
}

// sema.go: notifyListNotifyOne
void RT(notify_one)(struct m *mp, word *list)
{
    struct sema_root *root = semtree_root(mp, list);

    if (nobody(list))
        return;
    rt_lock(mp, &root->lock);
    word ticket = at_load(&list[NOTIFY]);
    if (ticket == at_load(&list[WAIT])) {
        rt_unlock(mp, &root->lock);
        return;
    }
    at_store(&list[NOTIFY], ticket + 1);
    struct sudog *sg = take(root, list, ticket);
    rt_unlock(mp, &root->lock);
    if (sg != NULL)
        rt_ready(mp, sg->task);
}
