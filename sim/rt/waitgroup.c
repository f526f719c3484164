#include "rt/sync.h"

#include <stddef.h>

#include "rt/waitq.h"

// waitgroup.go. The state: the counter in the high half, the number of waiters
// in the low one.
enum { STATE, SEMA };

#define MISUSE "sync: WaitGroup misuse: Add called concurrently with Wait"
#define REUSED "sync: WaitGroup is reused before previous Wait has returned"

static int32_t counter(word state)
{
    return (int32_t)(uint32_t)(state >> 32);
}

enum rt_result RT(wg_add)(struct m *mp, struct task *t, word *wg, int64_t delta)
{
    CHECK(t->op == TASK_OP_NONE);
    word add = (word)delta << 32;
    word state = at_fetch_add(&wg[STATE], add) + add;
    int32_t v = counter(state);
    uint32_t w = (uint32_t)state;

    if (v < 0)
        return task_finish(t, RT_PANIC, "sync: negative WaitGroup counter");
    if (w != 0 && delta > 0 && v == (int32_t)delta)
        return task_finish(t, RT_PANIC, MISUSE);
    if (v > 0 || w == 0)
        return RT_DONE;
    // The counter has come to 0 and tasks wait: nobody may change the state
    // now.
    if (at_load(&wg[STATE]) != state)
        return task_finish(t, RT_PANIC, MISUSE);
    at_store(&wg[STATE], 0);
    for (; w != 0; w--)
        (void)RT(sem_release)(mp, &wg[SEMA], false);
    return RT_DONE;
}

static enum rt_result after_wait(struct task *t)
{
    if (at_load(&t->obj[STATE]) != 0)
        return task_finish(t, RT_PANIC, REUSED);
    return task_finish(t, RT_DONE, NULL);
}

enum rt_result RT(wg_wait)(struct m *mp, struct task *t, word *wg)
{
    word state;

    CHECK(t->op == TASK_OP_NONE);
    do {
        state = at_load(&wg[STATE]);
        if (counter(state) == 0)
            return RT_DONE;
    } while (!at_cas(&wg[STATE], state, state + 1));
    t->op = TASK_OP_WAITGROUP;
    t->obj = wg;
    if (RT(sem_acquire)(mp, t, &wg[SEMA], false, WAIT_WAITGROUP_WAIT) ==
        RT_BLOCK)
        return RT_BLOCK;
    return after_wait(t);
}

enum rt_result RT(wg_resume)(struct m *mp, struct task *t)
{
    if (RT(sem_resume)(mp, t) == RT_BLOCK)
        return RT_BLOCK;
    return after_wait(t);
}
