#include "rt/chan.h"

#include <stddef.h>

#include "rt/chanbuf.h"
#include "rt/gotimer.h"

// A select statement being done, without its cases of nil channels, which never
// happen. poll: the order of looking; lock: the order of channels' creation.
// The locks of all selects and of all threads are taken in that one order.
struct selection {
    struct vm_select_case *cases;
    uint16_t *poll, *lock;
    uint32_t n;
    bool timed; // one of the channels is
    word *chosen;
};

_Static_assert(SELECT_CASES_MAX <= UINT16_MAX, "orders are 16-bit");

enum { SELECT_CASES_FEW = 64 };

static struct rt_chan *case_chan(const struct selection *s, uint32_t i)
{
    return chan_of(s->cases[i].chan);
}

// A uniform permutation, by Fisher and Yates' shuffle inside out, as in Go.
static void choose_poll_order(struct m *mp, struct selection *s,
                              uint32_t ncases)
{
    s->n = 0;
    for (uint32_t i = 0; i < ncases; i++) {
        if (case_chan(s, i) == NULL)
            continue;
        if (case_chan(s, i)->timed) {
            RT(timer_look)(mp, case_chan(s, i));
            s->timed = true;
        }
        uint32_t j = rt_random(mp, s->n + 1);
        s->poll[s->n] = (uint16_t)i;
        s->poll[s->n++] = s->poll[j];
        s->poll[j] = (uint16_t)i;
    }
}

static uint64_t lock_key(const struct selection *s, uint32_t i)
{
    return case_chan(s, s->lock[i])->id;
}

// Go's heap sort: no recursion, no worst case. It begins with the poll order,
// so that cases of one channel are queued in random order too. DIFFERS FROM GO:
// Go sorts by address, which here would make the order in which cases of one
// channel are queued, and with it a run, depend on the allocator.
static void choose_lock_order(struct selection *s)
{
    for (uint32_t i = 0; i < s->n; i++) {
        uint64_t key = case_chan(s, s->poll[i])->id;
        uint32_t j = i;
        while (j > 0 && lock_key(s, (j - 1) / 2) < key) {
            s->lock[j] = s->lock[(j - 1) / 2];
            j = (j - 1) / 2;
        }
        s->lock[j] = s->poll[i];
    }
    for (uint32_t i = s->n; i-- > 0;) {
        uint16_t last = s->lock[i];
        uint64_t key = case_chan(s, last)->id;
        uint32_t j = 0;
        s->lock[i] = s->lock[0];
        for (uint32_t k = 1; k < i; k = 2 * j + 1) {
            if (k + 1 < i && lock_key(s, k) < lock_key(s, k + 1))
                k++;
            if (key >= lock_key(s, k))
                break;
            s->lock[j] = s->lock[k];
            j = k;
        }
        s->lock[j] = last;
    }
}

// Cases of one channel are neighbours in the lock order; it is locked once.
static void lock_all(struct m *mp, const struct selection *s)
{
    struct rt_chan *last = NULL;

    for (uint32_t i = 0; i < s->n; i++) {
        struct rt_chan *c = case_chan(s, s->lock[i]);
        CHECK(last == NULL || last->id < c->id || last == c);
        if (c != last)
            rt_lock(mp, &c->lock);
        last = c;
    }
}

static void unlock_all(struct m *mp, const struct selection *s)
{
    struct rt_chan *last = NULL;

    for (uint32_t i = s->n; i-- > 0;) {
        struct rt_chan *c = case_chan(s, s->lock[i]);
        if (c != last)
            rt_unlock(mp, &c->lock);
        last = c;
    }
}

// The statement is over: channels that were made for it are free. Nothing is
// locked.
static void done_all(struct m *mp, const struct selection *s)
{
    for (uint32_t i = 0; s->timed && i < s->n; i++) {
        struct rt_chan *c = case_chan(s, s->poll[i]);
        if (c->timed)
            RT(timer_done)(mp, c);
    }
}

enum try_result { TRY_NOT_READY, TRY_DONE, TRY_CLOSED };

// *peer: a task that was waiting for this, to be made ready.
static enum try_result try_send(struct m *mp, struct rt_chan *c,
                                const struct vm_select_case *k,
                                struct task **peer)
{
    struct sudog *sg;

    if (c->closed != 0)
        return TRY_CLOSED;
    if ((sg = waitq_pop(&c->recvq)) != NULL) {
        *peer = chan_give(mp, c, sg, k->value);
        return TRY_DONE;
    }
    if (!chan_has_room(c))
        return TRY_NOT_READY;
    chan_put(c, k->value);
    return TRY_DONE;
}

static enum try_result try_recv(struct m *mp, struct rt_chan *c,
                                const struct vm_select_case *k,
                                struct task **peer)
{
    struct sudog *sg;
    bool success = true;

    if ((sg = waitq_pop(&c->sendq)) != NULL) {
        *peer = chan_accept(mp, c, sg, k->value);
    } else if (c->head.len > 0) {
        chan_get(c, k->value);
    } else if (c->timed && RT(timer_take)(c, k->value)) {
        success = true;
    } else if (c->closed != 0) {
        chan_zero(c, k->value);
        success = false;
    } else {
        return TRY_NOT_READY;
    }
    if (k->ok != NULL)
        *k->ok = success;
    return TRY_DONE;
}

// Pass 1: the first case in poll order that can go on. Then nothing is locked
// any more.
static bool try_cases(struct m *mp, struct task *t, const struct selection *s,
                      enum rt_result *result)
{
    for (uint32_t i = 0; i < s->n; i++) {
        const struct vm_select_case *k = &s->cases[s->poll[i]];
        struct rt_chan *c = chan_of(k->chan);
        struct task *peer = NULL;
        enum try_result r =
            k->send ? try_send(mp, c, k, &peer) : try_recv(mp, c, k, &peer);
        if (r == TRY_NOT_READY)
            continue;
        unlock_all(mp, s);
        done_all(mp, s);
        *s->chosen = s->poll[i];
        if (peer != NULL)
            rt_ready(mp, peer);
        *result = r == TRY_CLOSED ? task_finish(t, RT_PANIC, CHAN_SEND_CLOSED)
                                  : RT_DONE;
        return true;
    }
    return false;
}

// Pass 2: a place in every queue, in lock order, with everything still locked.
static enum rt_result enqueue_all(struct m *mp, struct task *t,
                                  const struct selection *s)
{
    struct sudog **end = &t->waiting;

    CHECK(t->waiting == NULL && at_load32_rlx(&t->select_done) == 0);
    for (uint32_t i = 0; i < s->n; i++) {
        const struct vm_select_case *k = &s->cases[s->lock[i]];
        struct rt_chan *c = chan_of(k->chan);
        struct sudog *sg = rt_sudog_get(mp);
        sg->task = t;
        sg->chan = c;
        sg->elem = k->value;
        sg->ok = k->ok;
        sg->index = s->lock[i];
        sg->is_select = true;
        sg->is_send = k->send;
        *end = sg;
        end = &sg->link;
        waitq_push(k->send ? &c->sendq : &c->recvq, sg);
        if (c->timed)
            RT(timer_block)(mp, c);
    }
    *end = NULL;
    t->waker = NULL;
    t->chosen = s->chosen;
    t->op = TASK_OP_SELECT;
    t->reason = WAIT_SELECT;
    return RT_BLOCK;
}

// Unlocks every channel of a list of sudogs in lock order. A channel's lock
// keeps all its sudogs on the list as they are, so it is unlocked only when the
// last of them is passed; after the last unlock nothing of the task is touched,
// for it may run already (select.go: selparkcommit).
static void unlock_list(struct m *mp, const struct sudog *sg)
{
    struct rt_chan *last = NULL;

    for (; sg != NULL; sg = sg->link) {
        if (last != NULL && sg->chan != last)
            rt_unlock(mp, &last->lock);
        last = sg->chan;
    }
    CHECK(last != NULL);
    rt_unlock(mp, &last->lock);
}

void RT(select_release)(struct m *mp, struct task *t)
{
    unlock_list(mp, t->waiting);
}

// select.go: selectgo
static enum rt_result select_go(struct m *mp, struct task *t,
                                struct selection *s, uint32_t ncases,
                                bool has_default)
{
    enum rt_result result;

    choose_poll_order(mp, s, ncases);
    choose_lock_order(s);
    lock_all(mp, s);
    if (try_cases(mp, t, s, &result))
        return result;
    if (has_default) {
        unlock_all(mp, s);
        done_all(mp, s);
        *s->chosen = (word)-1;
        return RT_DONE;
    }
    // Go waits for "select" even when all channels are nil.
    if (s->n == 0)
        return task_block_forever(t, WAIT_SELECT);
    return enqueue_all(mp, t, s);
}

static enum rt_result select_few(struct m *mp, struct task *t,
                                 struct selection *s, uint32_t ncases,
                                 bool has_default)
{
    uint16_t poll[SELECT_CASES_FEW], lock[SELECT_CASES_FEW];

    s->poll = poll;
    s->lock = lock;
    return select_go(mp, t, s, ncases, has_default);
}

// Room for the largest select that a program can have: selects like this are
// too rare for memory that is kept, and none may allocate each time.
static __attribute__((noinline)) enum rt_result
select_many(struct m *mp, struct task *t, struct selection *s, uint32_t ncases,
            bool has_default)
{
    uint16_t poll[SELECT_CASES_MAX], lock[SELECT_CASES_MAX];

    s->poll = poll;
    s->lock = lock;
    return select_go(mp, t, s, ncases, has_default);
}

// What Go's compiler makes of a single case: a plain operation, or with a
// default a non-blocking one. It waits for "chan receive", not for "select".
static enum rt_result select_one(struct m *mp, struct task *t,
                                 const struct vm_select_case *k, bool block,
                                 word *chosen)
{
    enum rt_result r;

    *chosen = 0;
    if (k->send)
        r = RT(chan_send)(mp, t, k->chan, k->value, block);
    else
        r = RT(chan_recv)(mp, t, k->chan, k->value, k->ok, block);
    if (r != RT_WOULDBLOCK)
        return r;
    *chosen = (word)-1;
    return RT_DONE;
}

enum rt_result RT(select)(struct m *mp, struct task *t,
                          struct vm_select_case *cases, uint32_t ncases,
                          bool has_default, word *chosen)
{
    struct selection s = {.cases = cases, .chosen = chosen};

    CHECK(t->op == TASK_OP_NONE);
    CHECK(ncases <= SELECT_CASES_MAX);
    if (ncases == 0 && !has_default)
        return task_block_forever(t, WAIT_SELECT_NO_CASES);
    if (ncases == 1)
        return select_one(mp, t, &cases[0], !has_default, chosen);
    if (ncases <= SELECT_CASES_FEW)
        return select_few(mp, t, &s, ncases, has_default);
    return select_many(mp, t, &s, ncases, has_default);
}

// Locks what unlock_list unlocks. The first lock of the list waits for a
// select_release that is still at work, the later ones for the rest of it, so
// the list is whole and ours when all are taken.
static void lock_list(struct m *mp, const struct sudog *sg)
{
    const struct rt_chan *last = NULL;

    for (; sg != NULL; sg = sg->link) {
        if (sg->chan != last)
            rt_lock(mp, &sg->chan->lock);
        last = sg->chan;
    }
}

// Pass 3: leaves the queues of the cases that were not chosen.
enum rt_result RT(select_resume)(struct m *mp, struct task *t)
{
    struct sudog *list = t->waiting, *waker = t->waker, *next;

    lock_list(mp, list);
    CHECK(waker != NULL && at_load32_rlx(&t->select_done) == 1);
    for (struct sudog *sg = list; sg != NULL; sg = sg->link) {
        struct rt_chan *c = sg->chan;
        if (sg != waker)
            waitq_drop(sg->is_send ? &c->sendq : &c->recvq, sg);
        if (c->timed)
            RT(timer_unblock)(mp, c);
    }
    at_store32_rlx(&t->select_done, 0);
    t->waiting = t->waker = NULL;
    unlock_list(mp, list);

    *t->chosen = waker->index;
    bool is_send = waker->is_send, success = waker->success;
    if (!is_send && waker->ok != NULL)
        *waker->ok = success;
    for (struct sudog *sg = list; sg != NULL; sg = next) {
        next = sg->link;
        if (sg->chan->timed)
            RT(timer_done)(mp, sg->chan);
        rt_sudog_put(mp, sg);
    }
    if (is_send && !success)
        return task_finish(t, RT_PANIC, CHAN_SEND_CLOSED);
    return task_finish(t, RT_DONE, NULL);
}
