// nexec: an M's life: it runs its G in the VM, a slice of some 20 us at a time,
// and does what the G asks for.
#include <time.h>

#include "base/check.h"
#include "native/ngmp.h"

// Between two looks at the preemption flag: instructions of the VM, which take
// a few ns each (charged one apiece, see native.c).
enum { SLICE_OPS = 6000 };

enum { SPIN_PAUSES = 30 }; // active_spin_cnt

bool nbegin_dying(struct m *mp)
{
    struct nsched *s = mp->sched;

    if (at_cas32(&s->dying, 0, 1))
        return true;
    while (!nstopping(s))
        at_futex_wait(&s->stopping, 0, NSEC_MAX);
    return false;
}

static void die(struct m *mp, const char *text, const char *why)
{
    if (!nbegin_dying(mp))
        return;
    ndump_fatal(mp, mp->curg, text, false);
    nsched_end(mp->sched, NATIVE_DIED, 2, why);
}

// Acts on the result of an operation of rt/ for curg.
static void rt_result(struct m *mp, enum rt_result r)
{
    struct task *t = &mp->curg->task;

    switch (r) {
    case RT_DONE:
    case RT_WOULDBLOCK:
        return;
    case RT_BLOCK:
        // Saved; only now may others find it.
        nat_release(mp, &npark(mp, (enum wait_reason)t->reason)->task);
        return;
    case RT_SPIN:
        for (int i = 0; i < SPIN_PAUSES; i++)
            at_pause();
        mp->resume = true;
        return;
    case RT_YIELD:
        ngoyield(mp);
        return;
    case RT_PANIC:
        vm_panic_plain(&mp->vm, &t->vm, t->error);
        return;
    case RT_FATAL:
        die(mp, t->error, t->error);
        return;
    }
    CHECK_UNREACHABLE();
}

static void do_mkchan(struct m *mp)
{
    struct vm_request *r = &mp->vm.req;
    struct vm_ctx *vm = &mp->curg->task.vm;
    uint64_t id = at_fetch_add(&mp->sched->chan_ids, 1) + 1;
    bool out_of_range;

    struct rt_chan *c = nat_chan_make(mp, r->elem->words, (int64_t)r->args[1],
                                      id, &out_of_range);
    if (c != NULL)
        r->args[0] = (word)(uintptr_t)c;
    else if (out_of_range)
        vm_panic_plain(&mp->vm, vm, "makechan: size out of range");
    else
        die(mp, "runtime: out of memory", "out of memory");
}

static void do_sync(struct m *mp)
{
    struct task *t = &mp->curg->task;
    word *args = mp->vm.req.args;
    word *obj = (word *)(uintptr_t)args[0];

    if (obj == NULL) {
        vm_panic_plain(&mp->vm, &t->vm, NULL); // nil dereference
        return;
    }
    switch (mp->stop) {
    case REQ_MUTEX_LOCK:
        rt_result(mp, nat_mutex_lock(mp, t, obj));
        return;
    case REQ_MUTEX_TRYLOCK:
        args[0] = nat_mutex_trylock(mp, obj);
        return;
    case REQ_MUTEX_UNLOCK:
        rt_result(mp, nat_mutex_unlock(mp, t, obj));
        return;
    case REQ_WG_ADD:
        rt_result(mp, nat_wg_add(mp, t, obj, (int64_t)args[1]));
        return;
    default:
        rt_result(mp, nat_wg_wait(mp, t, obj));
        return;
    }
}

static void do_chan(struct m *mp)
{
    struct vm_request *r = &mp->vm.req;
    struct task *t = &mp->curg->task;

    switch (mp->stop) {
    case REQ_SEND:
        rt_result(mp, nat_chan_send(mp, t, r->chan, r->args, true));
        return;
    case REQ_RECV:
        rt_result(mp, nat_chan_recv(mp, t, r->chan, r->args, r->ok, true));
        return;
    case REQ_CLOSE:
        rt_result(mp, nat_chan_close(mp, t, r->chan));
        return;
    default:
        rt_result(mp, nat_select(mp, t, r->cases, r->ncases, r->has_default,
                                 r->args));
        return;
    }
}

static nsec clock_ns(clockid_t clock)
{
    struct timespec ts;

    clock_gettime(clock, &ts);
    return ts.tv_sec * NSEC_SEC + ts.tv_nsec;
}

static bool must_stop(struct m *mp)
{
    return at_load32(&mp->curg->preempt) != 0 ||
           at_load32(&mp->sched->gcwaiting) != 0 || nstopping(mp->sched);
}

// work.CPU: spins until the thread has used the time, or must stop. Its CPU
// clock, which takes a system call, is looked at every 20 us at most.
static void burn_cpu(struct m *mp)
{
    enum { LOOK_NS = 20000, ROUNDS = 16, PAUSES = 8 };
    struct g *gp = mp->curg;
    nsec begin = clock_ns(CLOCK_THREAD_CPUTIME_ID);
    nsec end = nsec_add(begin, gp->cpu_left_ns), now = begin;

    while (now < end && !must_stop(mp)) {
        nsec next = end - now < LOOK_NS ? end - now : LOOK_NS;
        nsec until = clock_ns(CLOCK_MONOTONIC) + next;
        while (clock_ns(CLOCK_MONOTONIC) < until && !must_stop(mp))
            for (int i = 0; i < PAUSES; i++)
                at_pause();
        now = clock_ns(CLOCK_THREAD_CPUTIME_ID);
    }
    gp->cpu_left_ns = now < end ? end - now : 0;
}

// Questions that the run time answers at once.
static void do_query(struct m *mp)
{
    struct nsched *s = mp->sched;
    struct vm_request *r = &mp->vm.req;
    word *args = r->args;

    switch (mp->stop) {
    case REQ_NOW:
        args[0] = (word)clock_ns(CLOCK_REALTIME);
        args[1] = (word)nnow(s);
        return;
    case REQ_NUMCPU:
        args[0] = (word)s->config->cores;
        return;
    case REQ_NUMGOROUTINE:
        args[0] = (word)at_load(&s->ngoroutines);
        return;
    case REQ_GO:
        nnewproc(mp, r->fn, r->closure, args, r->nargs);
        return;
    case REQ_CPU:
        mp->curg->cpu_left_ns = (nsec)args[0];
        return;
    default:
        CHECK_UNREACHABLE();
    }
}

static void do_end(struct m *mp)
{
    struct nsched *s = mp->sched;
    struct g *gp = mp->curg;

    switch (mp->stop) {
    case REQ_EXIT:
        // The kernel keeps the low byte of an exit status.
        nsched_end(s, NATIVE_EXIT, (int)(mp->vm.req.args[0] & 0xff), "exit");
        return;
    case REQ_PANIC:
        if (!nbegin_dying(mp))
            return;
        ndump_panic(mp, gp);
        nsched_end(s, NATIVE_DIED, 2, "panic");
        return;
    case REQ_FATAL:
        die(mp, mp->vm.req.fatal, "fatal error");
        return;
    case REQ_GOEXIT:
        gp->goexit = true;
        vm_goexit(&mp->vm, &gp->task.vm);
        return;
    default:
        ngoexit0(mp);
        return;
    }
}

static void request(struct m *mp)
{
    word *args = mp->vm.req.args;

    switch (mp->stop) {
    case REQ_BUDGET:
        return;
    case REQ_MKCHAN:
        do_mkchan(mp);
        return;
    case REQ_SEND:
    case REQ_RECV:
    case REQ_CLOSE:
    case REQ_SELECT:
        do_chan(mp);
        return;
    case REQ_MUTEX_LOCK:
    case REQ_MUTEX_TRYLOCK:
    case REQ_MUTEX_UNLOCK:
    case REQ_WG_ADD:
    case REQ_WG_WAIT:
        do_sync(mp);
        return;
    case REQ_SLEEP:
        ngo_sleep(mp, (nsec)args[0]);
        return;
    case REQ_SYSCALL:
        nsyscall_sleep(mp, (nsec)args[0]);
        return;
    case REQ_IO:
        nio_wait(mp, (nsec)args[0]);
        return;
    case REQ_WRITE:
        nsyscall_write(mp);
        return;
    case REQ_GOSCHED:
        ngosched(mp, "runtime.Gosched", false);
        return;
    case REQ_GOMAXPROCS:
        ngomaxprocs_set(mp, args, (int64_t)args[0]);
        return;
    case REQ_RETURN:
    case REQ_GOEXIT:
    case REQ_EXIT:
    case REQ_PANIC:
    case REQ_FATAL:
        do_end(mp);
        return;
    default:
        do_query(mp);
        return;
    }
}

// A preemption request is seen between slices; without asynchronous preemption
// only where the G calls into the run time.
static bool stop_for_preempt(struct m *mp)
{
    if (mp->sched->go->async_preempt == 0 && mp->stop == REQ_BUDGET)
        return false;
    return at_load32(&mp->curg->preempt) != 0 ||
           at_load32(&mp->sched->gcwaiting) != 0;
}

// One step of curg, after which there may be another, or none.
static void run_g(struct m *mp)
{
    struct g *gp = mp->curg;

    CHECK(at_load32(&gp->status) == G_RUNNING);
    CHECK(mp->p != NULL);
    if (gp->system) {
        npark(mp, WAIT_SYSTEM);
    } else if (mp->resume) {
        mp->resume = false;
        rt_result(mp, nat_resume(mp, &gp->task));
    } else if (stop_for_preempt(mp)) {
        ngosched(mp, "preempted", true);
    } else if (gp->cpu_left_ns > 0) {
        burn_cpu(mp);
    } else if (gp->stw_args != NULL) {
        word *args = gp->stw_args;
        gp->stw_args = NULL;
        ngomaxprocs_set(mp, args, gp->stw_procs);
    } else {
        mp->vm.budget = SLICE_OPS;
        mp->stop = vm_run(&mp->vm, &gp->task.vm);
        request(mp);
    }
}

void nmstart(struct m *mp)
{
    struct nsched *s = mp->sched;

    if (mp->nextp != NULL) {
        struct p *pp = mp->nextp;
        mp->nextp = NULL;
        nacquirep(mp, pp);
        if (mp->spinning)
            nevent(mp, EV_M_SPIN, pp->id, 0, 1, 0, 0);
    }
    while (!nstopping(s) && (mp->curg != NULL || nschedule(mp)))
        run_g(mp);
}
