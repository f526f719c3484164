// nexec: an M's life: it runs its Gs in the VM and does what they ask for,
// without leaving the VM's loop as long as there is a G to run.
#include <stddef.h>
#include <time.h>

#include "base/check.h"
#include "native/ngmp.h"

// Between two looks at the flags that stop a G: instructions of the VM, which
// take a few ns each (charged one apiece, see native.c), of one G or of several
// in turn.
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
    mp->attend = true; // nothing comes after this
    if (!nbegin_dying(mp))
        return;
    ndump_fatal(mp, mp->curg, text, false);
    nsched_end(mp->sched, NATIVE_DIED, 2, why);
}

static void not_done(struct m *mp, enum rt_result r)
{
    struct task *t = &mp->curg->task;

    switch (r) {
    case RT_SPIN:
        for (int i = 0; i < SPIN_PAUSES; i++)
            at_pause();
        mp->resume = mp->attend = true;
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
    case RT_DONE:
    case RT_BLOCK:
    case RT_WOULDBLOCK:
        break;
    }
    CHECK_UNREACHABLE();
}

// Acts on the result of an operation of rt/ for curg.
static inline void rt_result(struct m *mp, enum rt_result r)
{
    if (r == RT_BLOCK)
        npark_op(mp);
    else if (r != RT_DONE)
        not_done(mp, r);
}

// Unique, and in the order in which a P makes them: select locks in one order.
uint64_t nchan_id(struct m *mp)
{
    struct p *pp = mp->p;

    if (pp->chanidcache == pp->chanidcacheend) {
        pp->chanidcache = at_fetch_add(&mp->sched->chan_ids, CHANID_BATCH) + 1;
        pp->chanidcacheend = pp->chanidcache + CHANID_BATCH;
    }
    return pp->chanidcache++;
}

// False: the program panics or dies of it.
static bool do_mkchan(struct m *mp)
{
    struct vm_request *r = &mp->vm.req;
    struct vm_ctx *vm = &mp->curg->task.vm;
    bool out_of_range;

    struct rt_chan *c =
        nat_chan_make(mp, r->elem->words, r->size, nchan_id(mp), &out_of_range);
    if (c != NULL)
        r->args[0] = (word)(uintptr_t)c;
    else if (out_of_range)
        vm_panic_plain(&mp->vm, vm, "makechan: size out of range");
    else
        die(mp, "runtime: out of memory", "out of memory");
    return c != NULL;
}

// What package sync's Go code is built on.
static void do_sema(struct m *mp, enum vm_stop stop, word *obj)
{
    static const enum wait_reason reasons[] = {WAIT_RWMUTEX_RLOCK,
                                               WAIT_RWMUTEX_LOCK};
    struct task *t = &mp->curg->task;
    const word *args = mp->vm.req.args;

    switch (stop) {
    case REQ_SEM_ACQUIRE:
        rt_result(mp, nat_sem_acquire(mp, t, obj, args[1] != 0,
                                      reasons[args[2] != 0]));
        return;
    case REQ_SEM_RELEASE:
        rt_result(mp, nat_sem_release(mp, obj, false));
        return;
    case REQ_NOTIFY_WAIT:
        rt_result(mp, nat_notify_wait(mp, t, obj, args[1]));
        return;
    case REQ_NOTIFY_ALL:
        nat_notify_all(mp, obj);
        return;
    default:
        nat_notify_one(mp, obj);
        return;
    }
}

static void do_sync(struct m *mp, enum vm_stop stop)
{
    struct task *t = &mp->curg->task;
    word *args = mp->vm.req.args;
    word *obj = (word *)(uintptr_t)args[0];

    if (obj == NULL) {
        vm_panic_plain(&mp->vm, &t->vm, NULL); // nil dereference
        return;
    }
    switch (stop) {
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
    case REQ_WG_WAIT:
        rt_result(mp, nat_wg_wait(mp, t, obj));
        return;
    default:
        do_sema(mp, stop, obj);
        return;
    }
}

static enum rt_result close_or_select(struct m *mp, enum vm_stop stop)
{
    struct vm_request *r = &mp->vm.req;
    struct task *t = &mp->curg->task;

    if (stop == REQ_CLOSE)
        return nat_chan_close(mp, t, r->chan);
    return nat_select(mp, t, r->cases, r->ncases, r->has_default, r->args);
}

static nsec clock_ns(clockid_t clock)
{
    struct timespec ts;

    clock_gettime(clock, &ts);
    return ts.tv_sec * NSEC_SEC + ts.tv_nsec;
}

nsec nwall(void)
{
    return clock_ns(CLOCK_REALTIME);
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
    gp->cpu_left_ns = end - now;
    if (now >= end)
        gp->todo = G_TODO_NONE;
}

// Questions that the run time answers at once.
static void do_query(struct m *mp, enum vm_stop stop)
{
    struct nsched *s = mp->sched;
    struct vm_request *r = &mp->vm.req;
    word *args = r->args;

    switch (stop) {
    case REQ_NOW:
        args[0] = (word)nwall();
        args[1] = (word)nnow(s);
        return;
    case REQ_NUMCPU:
        args[0] = (word)s->config->cores;
        return;
    case REQ_NUMGOROUTINE:
        args[0] = (word)ngoroutines(s);
        return;
    case REQ_CALLER:
        if (!vm_caller(&mp->vm, &mp->curg->task.vm, args))
            die(mp, "runtime: out of memory", "out of memory");
        return;
    case REQ_LOCK_THREAD:
    case REQ_INIT_BEGIN:
        nlock_thread(mp, stop);
        return;
    case REQ_UNLOCK_THREAD:
    case REQ_INIT_DONE:
        nunlock_thread(mp, stop);
        return;
    case REQ_LIBRARY_DONE:
        return;
    case REQ_GOMINOR:
        args[0] = (word)s->go->go_minor;
        return;
    case REQ_RANDOM:
        args[0] = rng_u64(&mp->rng);
        return;
    case REQ_CPU:
        if ((nsec)args[0] > 0) {
            mp->curg->cpu_left_ns = (nsec)args[0];
            mp->curg->todo = G_TODO_CPU;
            mp->attend = true;
        }
        return;
    default:
        CHECK_UNREACHABLE();
    }
}

static void do_end(struct m *mp, enum vm_stop stop)
{
    struct nsched *s = mp->sched;
    struct g *gp = mp->curg;

    mp->attend = true; // its code may not go on
    switch (stop) {
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

// What the kernel does.
static void do_kernel(struct m *mp, enum vm_stop stop)
{
    word *args = mp->vm.req.args;

    switch (stop) {
    case REQ_SYSCALL:
        nsyscall_sleep(mp, (nsec)args[0]);
        return;
    case REQ_IO:
        nio_wait(mp, (nsec)args[0]);
        return;
    case REQ_DISK_READ:
    case REQ_DISK_WRITE:
        nsyscall_disk(mp, stop == REQ_DISK_WRITE);
        return;
    case REQ_WRITE:
        nsyscall_write(mp);
        return;
    case REQ_PIPE:
        nfile_pipe(mp);
        return;
    case REQ_NET_DIAL:
        nfile_dial(mp);
        return;
    case REQ_NET_GET:
        nfile_get(mp);
        return;
    case REQ_NET_READ:
        nfile_begin(mp, false);
        return;
    case REQ_FILE_CLOSE:
    case REQ_NET_CLOSE:
        nfile_close(mp);
        return;
    default:
        nfile_begin(mp, stop == REQ_FILE_WRITE);
        return;
    }
}

static void do_timer(struct m *mp, enum vm_stop stop)
{
    if (stop != REQ_TIMER_NEW)
        ngotimer_change(mp, stop);
    else if (!ngotimer_new(mp))
        die(mp, "runtime: out of memory", "out of memory");
}

static bool stop_for_preempt(const struct m *mp)
{
    return at_load32(&mp->curg->preempt) != 0 ||
           at_load32(&mp->sched->gcwaiting) != 0;
}

// Between slices; without asynchronous preemption a G stops only where it calls
// a function or into the run time.
static void look(struct m *mp)
{
    bool asked = stop_for_preempt(mp);
    bool stops = asked && (!mp->calls_only || mp->vm.at_call);

    vm_slice(&mp->vm, SLICE_OPS, asked && !stops);
    if (stops)
        ngosched(mp, "preempted", true);
    else if (nstopping(mp->sched))
        mp->attend = true;
}

// All but what nquick has begun.
static void request(struct m *mp, enum vm_stop stop)
{
    word *args = mp->vm.req.args;

    switch (stop) {
    case REQ_BUDGET:
        look(mp);
        return;
    case REQ_CLOSE:
    case REQ_SELECT:
        rt_result(mp, close_or_select(mp, stop));
        return;
    case REQ_MUTEX_LOCK:
    case REQ_MUTEX_TRYLOCK:
    case REQ_MUTEX_UNLOCK:
    case REQ_WG_ADD:
    case REQ_WG_WAIT:
    case REQ_SEM_ACQUIRE:
    case REQ_SEM_RELEASE:
    case REQ_NOTIFY_WAIT:
    case REQ_NOTIFY_ALL:
    case REQ_NOTIFY_ONE:
        do_sync(mp, stop);
        return;
    case REQ_TIMER_NEW:
    case REQ_TIMER_STOP:
    case REQ_TIMER_RESET:
        do_timer(mp, stop);
        return;
    case REQ_SLEEP:
        ngo_sleep(mp, (nsec)args[0]);
        return;
    case REQ_SYSCALL:
    case REQ_IO:
    case REQ_DISK_READ:
    case REQ_DISK_WRITE:
    case REQ_WRITE:
    case REQ_PIPE:
    case REQ_FILE_READ:
    case REQ_FILE_WRITE:
    case REQ_FILE_CLOSE:
    case REQ_NET_DIAL:
    case REQ_NET_GET:
    case REQ_NET_READ:
    case REQ_NET_CLOSE:
        do_kernel(mp, stop);
        return;
    case REQ_GOSCHED:
    case REQ_GC:
        // DIFFERS FROM GO: GC collects nothing and stops nobody.
        ngosched(mp, stop == REQ_GC ? "runtime.GC" : "runtime.Gosched", false);
        return;
    case REQ_GOMAXPROCS:
        ngomaxprocs_set(mp, args, (int64_t)args[0]);
        return;
    case REQ_RETURN:
    case REQ_GOEXIT:
    case REQ_EXIT:
    case REQ_PANIC:
    case REQ_FATAL:
        do_end(mp, stop);
        return;
    default:
        do_query(mp, stop);
        return;
    }
}

// One step of what curg has to do before its code goes on. After it there may
// be more, or no curg.
static void attend(struct m *mp)
{
    struct g *gp = mp->curg;

    CHECK(at_load32(&gp->status) == G_RUNNING);
    CHECK(mp->p != NULL);
    mp->attend = false;
    if (mp->resume) {
        mp->resume = false;
        rt_result(mp, nat_resume(mp, &gp->task));
    } else if (gp->todo == G_TODO_SYSTEM) {
        npark(mp, WAIT_SYSTEM);
    } else if (stop_for_preempt(mp)) {
        ngosched(mp, "preempted", true);
    } else if (gp->todo == G_TODO_CPU) {
        burn_cpu(mp);
        mp->attend = gp->todo != G_TODO_NONE;
    } else if (gp->todo == G_TODO_STW) {
        gp->todo = G_TODO_NONE;
        ngomaxprocs_set(mp, gp->stw_args, (int64_t)gp->stw_args[0]);
    } else if (gp->todo != G_TODO_NONE) {
        nfile_go_on(mp);
    }
}

// The G whose code goes on, with all else done; NULL: the program is over.
static struct vm_ctx *next_to_run(struct m *mp)
{
    for (;;) {
        if (mp->curg == NULL && !nschedule(mp))
            return NULL;
        if (!mp->attend)
            return &mp->curg->task.vm;
        if (nstopping(mp->sched))
            return NULL;
        attend(mp);
    }
}

static inline struct m *m_of(struct vm *vm)
{
    return (struct m *)(void *)((char *)vm - offsetof(struct m, vm));
}

// Most requests by far.
bool nquick(struct vm *vm, enum vm_stop stop)
{
    struct m *mp = m_of(vm);
    struct g *gp = mp->curg;
    struct task *t = &gp->task;
    struct vm_request *r = &vm->req;

    if (stop == REQ_SEND) {
        mp->op = nat_chan_send(mp, t, r->chan, r->args, true);
    } else if (stop == REQ_RECV) {
        mp->op = nat_chan_recv(mp, t, r->chan, r->args, r->ok, true);
    } else if (stop == REQ_GO) {
        mp->op = RT_DONE;
        nnewproc(mp, r->fn, r->closure, r->args, r->nargs);
    } else {
        return do_mkchan(mp);
    }
    // Two that take turns may never come to the end of a slice: a G that is
    // asked to stop is stopped here, too.
    return mp->op == RT_DONE && at_load32(&gp->preempt) == 0;
}

struct vm_ctx *nanswer(struct vm *vm, enum vm_stop stop)
{
    struct m *mp = m_of(vm);

    if (stop == REQ_SEND || stop == REQ_RECV)
        rt_result(mp, mp->op);
    else if (stop != REQ_GO && stop != REQ_MKCHAN)
        request(mp, stop);
    if (mp->curg != NULL && at_load32(&mp->curg->preempt) != 0 &&
        stop != REQ_BUDGET)
        mp->attend = true;
    if (mp->curg != NULL && !mp->attend)
        return &mp->curg->task.vm;
    return next_to_run(mp);
}

void nmstart(struct m *mp)
{
    if (mp->nextp != NULL) {
        struct p *pp = mp->nextp;
        mp->nextp = NULL;
        nacquirep(mp, pp);
        if (mp->spinning)
            nevent(mp, EV_M_SPIN, pp->id, 0, 1, 0, 0);
    }
    mp->vm.budget = SLICE_OPS;
    struct vm_ctx *ctx = next_to_run(mp);
    if (ctx != NULL)
        vm_run(&mp->vm, ctx);
}
