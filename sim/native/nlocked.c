// nlocked: runtime.LockOSThread on real threads (proc.go: dolockOSThread,
// stoplockedm, startlockedm, mexit); see sched/lockedm.c.
#include "base/check.h"
#include "native/ngmp.h"

void nlock_thread(struct m *mp, enum vm_stop stop)
{
    struct g *gp = mp->curg;

    if (stop == REQ_INIT_BEGIN) {
        mp->locked_int++;
    } else if (mp->locked_ext == UINT32_MAX) {
        vm_panic_plain(&mp->vm, &gp->task.vm, "LockOSThread nesting overflow");
        return;
    } else {
        mp->locked_ext++;
    }
    mp->lockedg = gp;
    gp->lockedm = mp;
    gp->locked = true;
}

void nunlock_thread(struct m *mp, enum vm_stop stop)
{
    uint32_t *count = stop == REQ_INIT_DONE ? &mp->locked_int : &mp->locked_ext;

    if (*count == 0)
        return;
    --*count;
    if (mp->locked_int > 0 || mp->locked_ext > 0)
        return;
    mp->lockedg = NULL;
    mp->curg->locked = false;
}

void nstoplockedm(struct m *mp)
{
    struct nsched *s = mp->sched;

    CHECK(mp->curg == NULL);
    CHECK(!mp->spinning);
    if (mp->p != NULL)
        nhandoffp(mp, nreleasep(mp));
    nevent(mp, EV_M_PARK, -1, 0, ntext("locked"), 0, 0);
    at_lock(&s->lock);
    s->nmidlelocked++; // may have been -1: the G has been found already
    struct p *pp = nsleep_for_p(mp);
    if (pp == NULL)
        return;
    nevent(mp, EV_M_WAKE, -1, 0, mp->waker, 0, 0);
    nacquirep(mp, pp);
    nexecute(mp, mp->lockedg, false, RULE_LOCKED, -1, 1);
}

// Nothing of gp or its M may be touched after the wake-up.
void nstartlockedm(struct m *mp, struct g *gp)
{
    struct nsched *s = mp->sched;
    struct m *to = gp->lockedm;

    CHECK(to != mp);
    CHECK(to->nextp == NULL);
    at_lock(&s->lock);
    s->nmidlelocked--;
    at_unlock(&s->lock);
    to->waker = mp->id;
    to->nextp = nreleasep(mp);
    note_wake(&to->note);
}

// The thread may be in a state that nobody else would want: it ends with its G.
// M0's, the process's first, sleeps for ever.
void nmexit(struct m *mp)
{
    struct nsched *s = mp->sched;

    mp->lockedg = NULL;
    mp->locked_ext = mp->locked_int = 0;
    nhandoffp(mp, nreleasep(mp));
    nevent(mp, EV_M_PARK, -1, 0, ntext("exit"), 0, 0);
    at_lock(&s->lock);
    s->nmfreed++;
    bool dead = ncheckdead(s);
    at_unlock(&s->lock);
    if (dead)
        nreport_deadlock(mp);
    mp->leaves = true;
    if (mp->id == 0)
        note_sleep(&mp->note);
}
