#include "rt/task.h"

#include "rt/waitq.h"

void RT(release)(struct m *mp, struct task *t)
{
    // What is needed of t is read before the last unlock: from then on t may
    // run on another thread.
    switch ((enum task_op)t->op) {
    case TASK_OP_SEND:
    case TASK_OP_RECV:
        rt_unlock(mp, &t->waiting->chan->lock);
        return;
    case TASK_OP_SELECT:
        RT(select_release)(mp, t);
        return;
    case TASK_OP_MUTEX:
    case TASK_OP_WAITGROUP:
    case TASK_OP_SEMA:
    case TASK_OP_NOTIFY:
        RT(sem_unlock)(mp, t);
        return;
    case TASK_OP_FOREVER:
        return;
    case TASK_OP_NONE:
        break;
    }
    CHECK_UNREACHABLE();
}

enum rt_result RT(resume)(struct m *mp, struct task *t)
{
    enum rt_result r;

    switch ((enum task_op)t->op) {
    case TASK_OP_SEND:
    case TASK_OP_RECV:
        return RT(chan_resume)(mp, t);
    case TASK_OP_SELECT:
        return RT(select_resume)(mp, t);
    case TASK_OP_MUTEX:
        return RT(mutex_resume)(mp, t);
    case TASK_OP_WAITGROUP:
        return RT(wg_resume)(mp, t);
    case TASK_OP_SEMA:
        r = RT(sem_resume)(mp, t);
        return r == RT_BLOCK ? r : task_finish(t, r, NULL);
    case TASK_OP_NOTIFY:
        return RT(notify_resume)(mp, t);
    case TASK_OP_NONE:
        return RT_DONE;
    case TASK_OP_FOREVER:
        break;
    }
    CHECK_UNREACHABLE();
}
