// chanbuf: how chan.c and select.c move values under the lock of a channel:
// into and out of its buffer, to and from a waiting peer. Not for engines.
#ifndef RT_CHANBUF_H
#define RT_CHANBUF_H

#include "rt/waitq.h"

#define CHAN_SEND_CLOSED "send on closed channel"

static inline struct rt_chan *chan_of(word c)
{
    return (struct rt_chan *)(uintptr_t)c;
}

// A place in registers that no operation of this kind writes to: sudogs have
// one pointer for both directions.
static inline word *chan_source(const word *value)
{
    return (word *)(uintptr_t)value;
}

// to may be NULL: the value is not wanted.
static inline void chan_copy(const struct rt_chan *c, word *to,
                             const word *from)
{
    if (to == NULL)
        return;
    for (uint32_t i = 0; i < c->elem_words; i++)
        to[i] = from[i];
}

static inline void chan_zero(const struct rt_chan *c, word *to)
{
    if (to == NULL)
        return;
    for (uint32_t i = 0; i < c->elem_words; i++)
        to[i] = 0;
}

static inline bool chan_has_room(const struct rt_chan *c)
{
    return c->head.len < c->head.cap;
}

// The number of values is read without the lock, by len() and by non-blocking
// operations. Elements of no words need no memory, whatever the capacity.
static inline void chan_put(struct rt_chan *c, const word *value)
{
    CHECK(c->head.len < c->head.cap);
    chan_copy(c, &c->buf[c->sendx * c->elem_words], value);
    if (++c->sendx == c->head.cap)
        c->sendx = 0;
    at_store_rel(&c->head.len, c->head.len + 1);
}

static inline void chan_get(struct rt_chan *c, word *value)
{
    CHECK(c->head.len > 0);
    chan_copy(c, value, &c->buf[c->recvx * c->elem_words]);
    if (++c->recvx == c->head.cap)
        c->recvx = 0;
    at_store_rel(&c->head.len, c->head.len - 1);
}

// The task of sg, which was taken from a queue, is to be made ready by the
// caller when it has released its locks.
static inline struct task *chan_wake(struct sudog *sg, bool success)
{
    struct task *t = sg->task;

    sg->success = success;
    sg->elem = NULL;
    t->waker = sg;
    return t;
}

// Ends the operation of a task that waits for nothing else, before it is made
// ready: it need not be resumed, which saves a second look at its memory.
static inline struct task *chan_end(struct m *mp, struct sudog *sg, bool ok)
{
    struct task *t = sg->task;

    CHECK(t->waiting == sg && !sg->is_select);
    if (!sg->is_send && t->ok != NULL)
        *t->ok = ok;
    t->waiting = t->waker = NULL;
    task_finish(t, RT_DONE, NULL);
    rt_sudog_put(mp, sg);
    return t;
}

// sg's value has changed hands.
static inline struct task *chan_served(struct m *mp, struct sudog *sg)
{
    return sg->is_select ? chan_wake(sg, true) : chan_end(mp, sg, true);
}

// Hands value to a waiting receiver, past the buffer, which is empty then
// (chan.go: send).
static inline struct task *chan_give(struct m *mp, struct rt_chan *c,
                                     struct sudog *sg, const word *value)
{
    CHECK(c->head.len == 0);
    chan_copy(c, sg->elem, value);
    return chan_served(mp, sg);
}

// Takes a value while a sender waits: its own when there is no buffer; else the
// oldest of the buffer, which is full, and the sender's goes to the freed end
// (chan.go: recv).
static inline struct task *chan_accept(struct m *mp, struct rt_chan *c,
                                       struct sudog *sg, word *value)
{
    CHECK(c->head.len == c->head.cap);
    if (c->head.cap == 0) {
        chan_copy(c, value, sg->elem);
    } else {
        chan_get(c, value);
        chan_put(c, sg->elem);
    }
    return chan_served(mp, sg);
}

// Puts t into the queue q of c, whose lock stays held until RT(release).
static inline enum rt_result chan_enqueue(struct m *mp, struct task *t,
                                          struct rt_chan *c, word *elem,
                                          bool is_send)
{
    struct sudog *sg = rt_sudog_get(mp);

    CHECK(t->waiting == NULL);
    sg->task = t;
    sg->chan = c;
    sg->elem = elem;
    sg->is_send = is_send;
    t->waiting = sg;
    t->waker = NULL;
    t->op = is_send ? TASK_OP_SEND : TASK_OP_RECV;
    t->reason = is_send ? WAIT_CHAN_SEND : WAIT_CHAN_RECEIVE;
    waitq_push(is_send ? &c->sendq : &c->recvq, sg);
    return RT_BLOCK;
}

#endif
