#include "rt/chan.h"

#include <stddef.h>

#include "rt/chanbuf.h"
#include "rt/gotimer.h"

// What Go on amd64 can address (malloc.go: maxAlloc).
static const uint64_t ALLOC_MAX = UINT64_C(1) << 48;

struct rt_chan *RT(chan_make)(struct m *mp, uint32_t elem_words, int64_t size,
                              uint64_t id, bool *out_of_range)
{
    uint64_t elem_bytes = (uint64_t)elem_words * sizeof(word);
    uint64_t bytes = sizeof(struct rt_chan);

    *out_of_range = size < 0;
    if (elem_bytes > 0 && size > 0)
        *out_of_range = (uint64_t)size > (ALLOC_MAX - bytes) / elem_bytes;
    if (*out_of_range)
        return NULL;
    bytes += (uint64_t)size * elem_bytes;

    struct rt_chan *c = rt_alloc(mp, bytes);
    if (c == NULL)
        return NULL;
    c->head.cap = (word)size;
    c->elem_words = elem_words;
    c->id = id;
    return c;
}

// A send would block: the answer was true at the moment it was read, which is
// all that a non-blocking operation promises (chan.go: full).
static bool is_full(const struct rt_chan *c)
{
    if (c->head.cap == 0)
        return at_load_acq(&c->recvq.n) == 0;
    return at_load_acq(&c->head.len) == c->head.cap;
}

// chan.go: empty
static bool is_empty(const struct rt_chan *c)
{
    if (c->head.cap == 0)
        return at_load_acq(&c->sendq.n) == 0;
    return at_load_acq(&c->head.len) == 0;
}

// chan.go: chansend
enum rt_result RT(chan_send)(struct m *mp, struct task *t, word chan,
                             const word *value, bool block)
{
    struct rt_chan *c = chan_of(chan);
    struct sudog *sg;

    CHECK(t->op == TASK_OP_NONE);
    if (c == NULL && !block)
        return RT_WOULDBLOCK;
    if (c == NULL)
        return task_block_forever(t, WAIT_CHAN_SEND_NIL);
    if (!block && at_load32(&c->closed) == 0 && is_full(c))
        return RT_WOULDBLOCK;

    rt_lock(mp, &c->lock);
    if (c->closed != 0) {
        rt_unlock(mp, &c->lock);
        return task_finish(t, RT_PANIC, CHAN_SEND_CLOSED);
    }
    if ((sg = waitq_pop(&c->recvq)) != NULL) {
        struct task *peer = chan_give(mp, c, sg, value);
        rt_unlock(mp, &c->lock);
        rt_ready(mp, peer);
        return RT_DONE;
    }
    if (chan_has_room(c)) {
        chan_put(c, value);
        rt_unlock(mp, &c->lock);
        return RT_DONE;
    }
    if (!block) {
        rt_unlock(mp, &c->lock);
        return RT_WOULDBLOCK;
    }
    return chan_enqueue(mp, t, c, chan_source(value), true);
}

// The end of a receive that did not wait. c is not locked: value and ok are the
// receiver's own.
static enum rt_result received(const struct rt_chan *c, word *value, word *ok,
                               bool success)
{
    if (!success)
        chan_zero(c, value);
    if (ok != NULL)
        *ok = success;
    return RT_DONE;
}

// chan.go: chanrecv
enum rt_result RT(chan_recv)(struct m *mp, struct task *t, word chan,
                             word *value, word *ok, bool block)
{
    struct rt_chan *c = chan_of(chan);
    struct sudog *sg;

    CHECK(t->op == TASK_OP_NONE);
    if (c == NULL && !block)
        return RT_WOULDBLOCK;
    if (c == NULL)
        return task_block_forever(t, WAIT_CHAN_RECEIVE_NIL);
    if (c->timed)
        return RT(timer_recv)(mp, t, c, value, ok, block);
    // The order matters. A channel that is seen empty and then open was open
    // while it was empty, for nobody opens a closed one. The other way round
    // somebody may have filled and closed it in between, and others drained it.
    if (!block && is_empty(c)) {
        if (at_load32(&c->closed) == 0)
            return RT_WOULDBLOCK;
        // A closed channel does not fill again.
        if (is_empty(c))
            return received(c, value, ok, false);
    }

    rt_lock(mp, &c->lock);
    if (c->closed != 0 && c->head.len == 0) {
        rt_unlock(mp, &c->lock);
        return received(c, value, ok, false);
    }
    if ((sg = waitq_pop(&c->sendq)) != NULL) {
        struct task *peer = chan_accept(mp, c, sg, value);
        rt_unlock(mp, &c->lock);
        rt_ready(mp, peer);
        return received(c, value, ok, true);
    }
    if (c->head.len > 0) {
        chan_get(c, value);
        rt_unlock(mp, &c->lock);
        return received(c, value, ok, true);
    }
    if (!block) {
        rt_unlock(mp, &c->lock);
        return RT_WOULDBLOCK;
    }
    t->ok = ok;
    return chan_enqueue(mp, t, c, value, false);
}

// Claims all of q and pushes them on the list; returns its new head.
static struct sudog *wake_all(struct rt_chan *c, struct waitq *q,
                              struct sudog *list)
{
    struct sudog *sg;

    while ((sg = waitq_pop(q)) != NULL) {
        if (!sg->is_send)
            chan_zero(c, sg->elem);
        chan_wake(sg, false);
        sg->next = list;
        list = sg;
    }
    return list;
}

static struct sudog *reversed(struct sudog *list)
{
    struct sudog *done = NULL;

    while (list != NULL) {
        struct sudog *next = list->next;
        list->next = done;
        done = list;
        list = next;
    }
    return done;
}

// chan.go: closechan. Receivers are pushed first and oldest first, so the
// newest sender is the first to be made ready and the oldest receiver the last.
// Before Go 1.7 they were made ready as they were found.
enum rt_result RT(chan_close)(struct m *mp, struct task *t, word chan)
{
    struct rt_chan *c = chan_of(chan);
    struct sudog *list = NULL;

    CHECK(t->op == TASK_OP_NONE);
    if (c == NULL)
        return task_finish(t, RT_PANIC, "close of nil channel");
    rt_lock(mp, &c->lock);
    if (c->closed != 0) {
        rt_unlock(mp, &c->lock);
        return task_finish(t, RT_PANIC, "close of closed channel");
    }
    at_store32(&c->closed, 1);
    list = wake_all(c, &c->recvq, list);
    list = wake_all(c, &c->sendq, list);
    CHECK(c->recvq.n == 0 && c->sendq.n == 0);
    rt_unlock(mp, &c->lock);

    if (!rt_rules_of(mp)->close_newest_first)
        list = reversed(list);
    while (list != NULL) {
        struct sudog *sg = list;
        struct task *peer = sg->task;
        list = sg->next; // once its task is ready, sg may be in use elsewhere
        if (list != NULL)
            __builtin_prefetch(list->task);
        if (!sg->is_select && !sg->is_send)
            chan_end(mp, sg, false);
        rt_ready(mp, peer);
    }
    return RT_DONE;
}

// A sender woken by close, or a receiver from a timer: all else was finished by
// the waker.
enum rt_result RT(chan_resume)(struct m *mp, struct task *t)
{
    struct sudog *sg = t->waiting;

    CHECK(sg != NULL && sg == t->waker);
    if (!sg->is_send)
        return RT(timer_resume)(mp, t);
    CHECK(sg->is_send && t->op == TASK_OP_SEND && !sg->success);
    t->waiting = t->waker = NULL;
    rt_sudog_put(mp, sg);
    return task_finish(t, RT_PANIC, CHAN_SEND_CLOSED);
}
