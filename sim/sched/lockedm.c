// lockedm: runtime.LockOSThread (proc.go: dolockOSThread, stoplockedm,
// startlockedm, mexit). A locked G runs only on its M, and that M runs nothing
// else: when the G waits, the M gives its P away and sleeps; who finds the G
// later gives his own P to that M, and sleeps in turn. So each time that the G
// blocks and goes on costs two switches of threads.
#include "base/check.h"
#include "sched/event.h"
#include "sched/gmp.h"

static m_state lockedm_sleep;
static m_state lockedm_started;

static void dolock(struct m *mp)
{
    mp->lockedg = mp->curg;
    mp->curg->lockedm = mp;
}

static void dounlock(struct m *mp)
{
    if (mp->locked_int > 0 || mp->locked_ext > 0)
        return;
    mp->lockedg = NULL;
    mp->curg->lockedm = NULL;
}

void lock_thread(struct m *mp)
{
    mp->next = m_go;
    switch (mp->stop) {
    case REQ_INIT_BEGIN:
        mp->locked_int++;
        break;
    default:
        if (mp->locked_ext == UINT32_MAX) {
            vm_panic_plain(&mp->sched->vm, &mp->curg->task.vm,
                           "LockOSThread nesting overflow");
            return;
        }
        mp->locked_ext++;
    }
    dolock(mp);
}

void unlock_thread(struct m *mp)
{
    uint32_t *count =
        mp->stop == REQ_INIT_DONE ? &mp->locked_int : &mp->locked_ext;

    mp->next = m_go;
    if (*count == 0)
        return;
    --*count;
    dounlock(mp);
}

void stoplockedm(struct m *mp)
{
    struct sched *s = mp->sched;

    CHECK(mp->lockedg != NULL);
    CHECK(mp->lockedg->lockedm == mp);
    CHECK(mp->curg == NULL);
    CHECK(!mp->spinning);
    if (mp->p != NULL)
        handoffp(s, mp, releasep(mp));
    mp->next = lockedm_sleep;
    s->nmidlelocked++;
    checkdead(s);
}

// Its time is spent; meanwhile somebody may have found the G.
static void lockedm_sleep(struct m *mp)
{
    mp->next = lockedm_started;
    if (mp->nextp != NULL)
        return;
    m_asleep(mp, "locked");
    host_block(&mp->sched->host, &mp->th, "locked");
}

static void lockedm_started(struct m *mp)
{
    struct p *pp = mp->nextp;

    CHECK(pp != NULL);
    mp->nextp = NULL;
    acquirep(mp, pp);
    execute(mp, mp->lockedg, false, RULE_LOCKED, -1, 1);
    // Whoever stops the world could not ask a G that was on its way.
    if (mp->sched->gcwaiting)
        preemptone(mp->sched, pp, RULE_GOMAXPROCS);
}

void startlockedm(struct m *mp, struct g *gp)
{
    struct sched *s = mp->sched;
    struct m *to = gp->lockedm;

    CHECK(to != mp);
    CHECK(to->lockedg == gp);
    CHECK(to->nextp == NULL);
    s->nmidlelocked--;
    to->nextp = releasep(mp);
    spend_ns(mp, s->cost->wake_ns);
    if (to->asleep) {
        m_woken(s, to, mp);
        host_wake(&s->host, &to->th);
    }
    mp->next = stopm_idle;
}

// The thread may be in a state that nobody else would want: it ends with its G.
// M0's, the process's first, sleeps for ever.
void mexit(struct m *mp)
{
    struct sched *s = mp->sched;

    CHECK(mp->lockedg == NULL);
    mp->locked_ext = mp->locked_int = 0;
    handoffp(s, mp, releasep(mp));
    m_asleep(mp, "exit");
    s->nmfreed++;
    if (mp->id == 0)
        host_block(&s->host, &mp->th, "exit");
    else
        host_exit(&s->host, &mp->th);
    checkdead(s);
}
