// nproc: Ps, Ms and run queues on real threads (proc.go). Written independently
// of the simulator's proc.c, against the same rules.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "native/ngmp.h"

// --- notes: one sleeper, one wake (lock_futex.go)

void note_sleep(uint32_t *note)
{
    while (at_load32(note) == 0)
        at_futex_wait(note, 0, NSEC_MAX);
    at_store32(note, 0);
}

void note_wake(uint32_t *note)
{
    at_store32(note, 1);
    at_futex_wake(note, 1);
}

// --- Ps

void np_time_at(struct nsched *s, struct p *pp, enum p_time what, nsec now)
{
    uint64_t end = at_load_rlx(&s->end_at);
    if ((uint64_t)now > end) // nothing counts after the end
        now = (nsec)end;
    pp->time_ns[pp->time] += now - pp->time_since;
    pp->time_since = now;
    pp->time = what;
}

void nacquirep(struct m *mp, struct p *pp)
{
    CHECK(mp->p == NULL);
    CHECK(at_load(&pp->status) == P_IDLE);
    npin(mp, pp);
    at_store32_rlx(&pp->tid, at_load32_rlx(&mp->tid));
    mp->p = pp;
    at_store(&pp->status, P_RUNNING);
    if (mp->nat.timed)
        mp->now = nstamp_after(mp, pp->time_since);
    nevent_at(mp, mp->now, mp->id, EV_PROC_START, pp->id, 0, 0, 0, 0);
    np_time(mp->sched, pp, mp->spinning ? PT_SPIN : PT_SCHED, mp->now);
}

struct p *nreleasep(struct m *mp)
{
    struct p *pp = mp->p;

    CHECK(pp != NULL);
    CHECK(at_load(&pp->status) == P_RUNNING);
    if (mp->nat.timed)
        mp->now = nstamp_after(mp, pp->time_since);
    np_time(mp->sched, pp, PT_IDLE, mp->now);
    nevent_at(mp, mp->now, mp->id, EV_PROC_STOP, pp->id, 0, 0, 0, 0);
    mp->p = NULL;
    at_store(&pp->status, P_IDLE);
    return pp;
}

void npidleput(struct nsched *s, struct p *pp)
{
    CHECK(nrunq_empty(&pp->runq));
    CHECK(at_load(&pp->status) == P_IDLE);
    pp->link = s->pidle;
    s->pidle = pp;
    at_fetch_add32(&s->npidle, 1);
}

struct p *npidleget(struct nsched *s)
{
    struct p *pp = s->pidle;

    if (pp == NULL)
        return NULL;
    CHECK(at_load32(&s->npidle) > 0);
    s->pidle = pp->link;
    pp->link = NULL;
    at_fetch_add32(&s->npidle, (uint32_t)-1);
    return pp;
}

// --- queues

// What is looked at without the lock.
void nglobrunq_changed(struct nsched *s)
{
    at_store_rel(&s->runqsize, (uint64_t)s->runq.n); // the unlock is a fence
}

void nglobrunqput(struct nsched *s, struct g *gp)
{
    ngring_push(&s->runq, gp);
    nglobrunq_changed(s);
}

// The owner's P has run out of room: half of its ring goes to the global queue,
// then gp.
static bool runqputslow(struct m *mp, struct g *gp)
{
    struct nsched *s = mp->sched;
    struct g *batch[NRUNQ_CAP / 2];
    int n = nrunq_spill(&mp->p->runq, batch);

    if (n == 0)
        return false;
    nevent(mp, EV_RUNQ_OVERFLOW, mp->p->id, 0, n + 1, 0, 0);
    at_lock(&s->lock);
    for (int i = 0; i < n; i++)
        ngring_push(&s->runq, batch[i]);
    nglobrunqput(s, gp);
    at_unlock(&s->lock);
    return true;
}

void nrunqput_shared(struct m *mp, struct g *gp, bool next)
{
    struct g *over;

    while (!nrunq_put(&mp->p->runq, gp, next, &over)) {
        if (runqputslow(mp, over))
            return;
        gp = over; // a thief made room
        next = false;
    }
}

// A share of the global queue: the first G is returned, the others go to the
// ring. max 0: no other bound than Go's.
struct g *nglobrunqget(struct m *mp, int64_t max, int *taken)
{
    struct nsched *s = mp->sched;
    int64_t n = s->runq.n / (int64_t)nprocs(s) + 1;
    struct g *over;

    if (n > s->runq.n)
        n = s->runq.n;
    if (max > 0 && n > max)
        n = max;
    if (n > NRUNQ_CAP / 2)
        n = NRUNQ_CAP / 2;
    *taken = (int)n;
    struct g *gp = ngring_pop(&s->runq);
    while (--n > 0)
        CHECK(
            nrunq_put_alone(&mp->p->runq, ngring_pop(&s->runq), false, &over));
    nglobrunq_changed(s);
    return gp;
}

// --- Ms

// What an instruction may copy between two looks at the preemption flag: 1 MiB,
// which takes some 200 us when the memory is new, or as many small elements.
enum { PIECE_STEPS = 1 << 17 };

struct m *nm_new(struct nsched *s)
{
    struct m *mp = xcalloc(1, sizeof *mp);
    char name[32] = "native.m";

    mp->id = s->mcount++;
    mp->sched = s;
    mp->nat = (struct nat_m){.alone = nprocs(s) == 1,
                             .timed = s->timed,
                             .runnext = s->go->runnext != 0};
    mp->calls_only = s->go->async_preempt == 0;
    size_t at = strlen(name);
    for (int id = mp->id; at + 1 < sizeof name; id /= 10) {
        name[at++] = (char)('0' + id % 10);
        if (id < 10)
            break;
    }
    mp->rng = rng_stream(s->config->seed, name);
    vm_init(&mp->vm, s->config->code, &s->heap);
    mp->vm.solo = mp->vm.direct = true; // its atomics are real ones
    mp->vm.answer = nanswer;
    mp->vm.quick = nquick;
    mp->vm.piece = PIECE_STEPS;
    mp->alllink = s->allm;
    s->allm = mp;
    if (s->mcount - s->nmfreed > s->threads_peak)
        s->threads_peak = s->mcount - s->nmfreed;
    return mp;
}

static void *m_main(void *arg)
{
    struct m *mp = arg;

    nsignal_thread(mp);
    at_store32(&mp->tid, (uint32_t)gettid());
    if (mp->id == 0)
        nboot(mp);
    nmstart(mp);
    bool alone = mp->leaves && mp->id != 0; // nobody waits for it
    if (alone) {
        nsignal_leave(mp);
        CHECK(pthread_detach(pthread_self()) == 0);
    }
    at_store32(&mp->exited, alone ? 2 : 1);
    at_futex_wake(&mp->exited, 1); // the address: mp may be gone
    return NULL;
}

bool nm_thread_start(struct m *mp)
{
    enum { STACK_BYTES = 1 << 20 };
    pthread_attr_t attr;

    CHECK(pthread_attr_init(&attr) == 0);
    CHECK(pthread_attr_setstacksize(&attr, STACK_BYTES) == 0);
    int rc = pthread_create(&mp->thread, &attr, m_main, mp);
    pthread_attr_destroy(&attr);
    return rc == 0;
}

// Before mp can do anything: its own events come later.
static void record_wake(struct m *by, struct m *mp, enum trace_event event)
{
    if (!by->nat.timed)
        return;
    nsec t = nstamp_after(by, mp->events.last_t);
    nevent_at(by, t, mp->id, event, -1, 0, by->id, 0, 0);
    mp->events.last_t = t + 1;
}

// A new thread for P pp.
static void newm(struct m *by, struct p *pp, bool spinning)
{
    struct nsched *s = by->sched;

    at_lock(&s->lock);
    if (nstopping(s) || s->threads_refused) {
        at_unlock(&s->lock);
        return;
    }
    if (s->mcount - s->nmfreed >= s->go->ms_max) {
        s->threads_refused = true;
        at_unlock(&s->lock);
        ndump_thread_limit(by);
        return;
    }
    struct m *mp = nm_new(s);
    mp->spinning = spinning;
    mp->nextp = pp;
    record_wake(by, mp, EV_M_CREATE);
    // Under the lock, so that who ends the program sees every thread there is.
    bool ok = nm_thread_start(mp);
    if (!ok) {
        s->threads_refused = true;
        at_store32(&mp->exited, 2); // there is nothing to join
    }
    at_unlock(&s->lock);
    if (!ok)
        nsched_end(s, NATIVE_OSERR, 2, "the system refused a thread");
}

void nstartm(struct m *by, struct p *pp, bool spinning)
{
    struct nsched *s = by->sched;

    at_lock(&s->lock);
    if (pp == NULL)
        pp = npidleget(s);
    if (pp == NULL) {
        at_unlock(&s->lock);
        if (spinning)
            at_fetch_add32(&s->nmspinning, (uint32_t)-1);
        return;
    }
    struct m *mp = s->midle;
    if (mp == NULL) {
        at_unlock(&s->lock);
        newm(by, pp, spinning);
        return;
    }
    s->midle = mp->schedlink;
    s->nmidle--;
    mp->schedlink = NULL;
    CHECK(mp->nextp == NULL);
    CHECK(!mp->spinning);
    at_unlock(&s->lock);
    mp->spinning = spinning;
    mp->nextp = pp;
    record_wake(by, mp, EV_M_WAKE);
    note_wake(&mp->note);
}

struct p *nsleep_for_p(struct m *mp)
{
    struct nsched *s = mp->sched;
    bool dead = ncheckdead(s);

    at_unlock(&s->lock);
    if (dead)
        nreport_deadlock(mp);
    note_sleep(&mp->note);
    if (nstopping(s))
        return NULL;
    struct p *pp = mp->nextp;
    CHECK(pp != NULL);
    mp->nextp = NULL;
    return pp;
}

void nstopm(struct m *mp)
{
    struct nsched *s = mp->sched;

    CHECK(mp->p == NULL);
    CHECK(mp->curg == NULL);
    CHECK(!mp->spinning);
    nevent(mp, EV_M_PARK, -1, 0, ntext("idle"), 0, 0);
    at_lock(&s->lock);
    mp->schedlink = s->midle;
    s->midle = mp;
    s->nmidle++;
    struct p *pp = nsleep_for_p(mp);
    if (pp == NULL)
        return;
    nacquirep(mp, pp);
    if (mp->spinning)
        nevent(mp, EV_M_SPIN, pp->id, 0, 1, 0, 0);
}

// The caller has made work visible, by a sequentially consistent operation as
// all that follow are: either it sees the M that gave up searching, or that M
// sees the work. Starts one spinning M unless there is one already, or no P for
// it.
void nwakep(struct m *mp)
{
    struct nsched *s = mp->sched;
    bool remember = s->go->needspinning != 0;

    if (nalone(mp))
        return; // the caller has the only P
    if (at_load32(&s->nmspinning) != 0)
        return;
    // With needspinning set, an M that goes idle searches once more.
    if (at_load32(&s->npidle) == 0 &&
        (!remember || at_load32(&s->needspinning) != 0))
        return;
    if (!at_cas32(&s->nmspinning, 0, 1))
        return;
    at_lock(&s->lock);
    struct p *pp = npidleget(s);
    if (pp == NULL) {
        if (remember)
            at_store32(&s->needspinning, 1);
        // Under the lock: who takes it next and finds nothing must not rely on
        // a spinning M that is none.
        at_fetch_add32(&s->nmspinning, (uint32_t)-1);
    }
    at_unlock(&s->lock);
    if (pp != NULL)
        nstartm(mp, pp, true);
}

// Whether pp, which has no work, is needed all the same: as a spinning M, for
// the global queue, or to poll. Otherwise it has been put where idle ones are.
static bool handoff_needs(struct m *by, struct p *pp, bool *spinning)
{
    struct nsched *s = by->sched;

    *spinning = false;
    if (at_load32(&s->nmspinning) + at_load32(&s->npidle) == 0 &&
        at_cas32(&s->nmspinning, 0, 1)) {
        at_store32(&s->needspinning, 0);
        *spinning = true;
        return true;
    }
    at_lock(&s->lock);
    if (at_load32(&s->gcwaiting) != 0) {
        at_store(&pp->status, P_GCSTOP);
        nstw_stopped(s);
        at_unlock(&s->lock);
        return false;
    }
    bool last = at_load32(&s->npidle) == nprocs(s) - 1;
    if (s->runq.n > 0 || (last && at_load(&s->lastpoll) != 0)) {
        at_unlock(&s->lock);
        return true;
    }
    nsec when = (nsec)at_load(&pp->timer0);
    npidleput(s, pp);
    at_unlock(&s->lock);
    if (when != NSEC_MAX)
        nwake_net_poller_no_p(s, when);
    return false;
}

// Hands off a P that its M cannot use now.
void nhandoffp(struct m *by, struct p *pp)
{
    struct nsched *s = by->sched;
    bool spinning = false;

    if (!nrunq_empty(&pp->runq) || at_load(&s->runqsize) > 0 ||
        handoff_needs(by, pp, &spinning))
        nstartm(by, pp, spinning);
}

// Makes the Gs of a poll runnable. Without a P all go to the global queue; with
// one, as many as there are idle Ps.
void ninjectglist(struct m *by, struct gqueue *list)
{
    struct nsched *s = by->sched;
    int64_t n = by->p == NULL ? list->n : (int64_t)at_load32(&s->npidle);
    int64_t start = 0;

    if (list->n == 0)
        return;
    at_lock(&s->lock);
    for (; start < n && list->n > 0; start++)
        ngring_push(&s->runq, ngqueue_pop(list));
    nglobrunq_changed(s);
    at_unlock(&s->lock);
    at_fence();
    for (; start > 0 && at_load32(&s->npidle) > 0; start--)
        nstartm(by, NULL, false);
    while (list->n > 0)
        nrunqput(by, ngqueue_pop(list), false);
    if (by->p != NULL)
        nwakep(by);
}

// --- deadlock

// Deadlock is what is left when every M sleeps on the idle list, or for its
// locked G, and no timer can wake one. Run whenever another one does.
bool ncheckdead(struct nsched *s)
{
    if (s->mcount - s->nmfreed - s->nmidle - s->nmidlelocked + s->busy > 0 ||
        nstopping(s))
        return false;
    for (uint32_t i = 0; i < nprocs(s); i++)
        if ((nsec)at_load(&s->allp[i]->timer0) != NSEC_MAX)
            return false;
    return true;
}

void nreport_deadlock(struct m *mp)
{
    struct nsched *s = mp->sched;
    int64_t waiting = 0;

    // Nobody runs any more; who reads allg needs the lock for its writers'
    // sake.
    at_lock(&s->lock);
    for (struct g *gp = s->allg; gp != NULL; gp = gp->alllink) {
        uint32_t status = at_load32(&gp->status);
        if (gp->todo == G_TODO_SYSTEM || status == G_DEAD || status == G_IDLE)
            continue;
        CHECK(status == G_WAITING);
        waiting++;
    }
    at_unlock(&s->lock);
    if (!nbegin_dying(mp))
        return;
    enum { GOEXIT_TEXT_SINCE = 3 };
    const char *text =
        waiting == 0 && s->go->go_minor >= GOEXIT_TEXT_SINCE
            ? "no goroutines (main called runtime.Goexit) - deadlock!"
            : "all goroutines are asleep - deadlock!";
    ndump_fatal(mp, NULL, text, true);
    nsched_end(s, NATIVE_DIED, 2, "deadlock");
}
