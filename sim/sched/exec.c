// exec: an M's life on a core: it runs its G in the VM, spends the time that
// took, and does what the G asked for at the instant it asked.
//
// Order: what others can see (channels, locks, atomics, output, time) happens
// in global order of time, because a request is done only when the M's own time
// has passed and no earlier event is left. Between requests a G may run ahead
// of the others by one quantum (design.md, section 8).
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "sched/event.h"
#include "sched/gmp.h"
#include "sched/invariants.h"

enum { SPIN_ROUND_NS = 750 }; // 30 PAUSE instructions of 25 ns

void sched_end(struct sched *s, enum sched_end end, int status, const char *why)
{
    if (s->host.stop)
        return;
    s->end = end;
    s->status = status;
    s->why = why;
    s->host.stop = true;
}

// What takes no time reaches no event: limits are looked at here too.
static void count_step(struct sched *s)
{
    enum { POLL_EVERY = 1 << 16 };

    if (++s->steps == s->config->event_limit)
        sched_end(s, SCHED_LIMIT, 124, "event limit");
    if (s->steps % POLL_EVERY == 0)
        sched_poll(s);
}

static m_state m_cpu_done;

// The step function of every M's thread: states run until one takes time.
void m_step(void *arg)
{
    struct m *mp = arg;
    struct host *h = &mp->sched->host;

    for (;;) {
        m_state *next = mp->next;
        CHECK(next != NULL);
        mp->next = NULL;
        next(mp);
        count_step(mp->sched);
        invariants_step(mp->sched);
        if (h->stop || mp->th.state != HOST_RUNNING)
            return;
        CHECK(mp->next != NULL);
        if (mp->next == m_go)
            continue; // it pays for what led to it together with its own
        int64_t ps = mp->spend_ps;
        mp->spend_ps = 0;
        // work.CPU takes the time that it says.
        if (h->noise.on && mp->next != m_cpu_done)
            ps = noise_work_ps(&h->noise, ps);
        if (ps > 0 && !host_run(h, &mp->th, ps))
            return;
    }
}

// What a request points to in the VM's scratch memory, which the next G to run
// will overwrite, is copied to the M.
static void keep_request(struct m *mp)
{
    struct vm_request *r = &mp->req;

    if (mp->stop == REQ_WRITE) {
        if (mp->out.cap < r->outlen) {
            mp->out.cap = r->outlen * 2;
            mp->out.v = xrealloc(mp->out.v, mp->out.cap);
        }
        if (r->outlen > 0)
            memcpy(mp->out.v, r->out, r->outlen);
        r->out = mp->out.v;
    } else if (mp->stop == REQ_SELECT) {
        if (mp->cases_cap < r->ncases) {
            mp->cases_cap = r->ncases * 2;
            mp->cases =
                xreallocarray(mp->cases, mp->cases_cap, sizeof *mp->cases);
        }
        if (r->ncases > 0)
            memcpy(mp->cases, r->cases, r->ncases * sizeof *mp->cases);
        r->cases = mp->cases;
    }
}

// A preemption request is seen at the next block boundary; without
// asynchronous preemption only where the G calls a function or into the run
// time.
static bool stop_for_preempt(struct m *mp)
{
    if (!mp->curg->preempt)
        return false;
    return mp->sched->go->async_preempt != 0 || mp->stop != REQ_BUDGET ||
           mp->at_call;
}

// Work.CPU is one event, whatever its length; a preemption signal cuts it.
static void m_cpu_done(struct m *mp)
{
    struct g *gp = mp->curg;

    gp->work_ps = mp->th.left_ps; // not 0 after an interrupt
    mp->th.left_ps = 0;
    if (gp->work_ps == 0 && gp->cpu_ns == 0)
        gp->in_cpu = false;
    mp->next = m_go;
}

// Work.CPU begins when everything before it is paid: nothing else may be in the
// interval that a signal can cut.
static void m_cpu_begin(struct m *mp)
{
    mp->next = m_go;
}

static void start_cpu(struct m *mp, struct g *gp)
{
    if (mp->spend_ps > 0) {
        mp->next = m_cpu_begin;
        return;
    }
    if (gp->work_ps == 0) {
        // In stretches whose picoseconds no core is too slow for.
        const nsec max = 600 * NSEC_SEC;
        nsec ns = gp->cpu_ns < max ? gp->cpu_ns : max;
        gp->cpu_ns -= ns;
        gp->work_ps = ns * 1000;
    }
    mp->spend_ps = gp->work_ps;
    mp->next = m_cpu_done;
}

void m_go(struct m *mp)
{
    struct sched *s = mp->sched;
    struct g *gp = mp->curg;

    CHECK(gp != NULL);
    CHECK(gp->status == G_RUNNING);
    CHECK(mp->p != NULL);
    if (gp->timerproc != NULL) {
        timerproc_run(mp);
        return;
    }
    if (gp->system) { // its work takes no time
        park(mp, WAIT_SYSTEM);
        return;
    }
    if (stop_for_preempt(mp)) {
        s->sum.preemptions++;
        gosched(mp, "preempted");
        return;
    }
    if (gp->in_cpu) {
        start_cpu(mp, gp);
        return;
    }
    if (gp->file_op != FILE_NOTHING) {
        file_go_on(mp);
        return;
    }
    if (gp->stw_procs != 0) {
        int64_t n = gp->stw_procs;
        gp->stw_procs = 0;
        mp->req.args = gp->stw_args;
        gomaxprocs_set(mp, n);
        return;
    }
    // What the network brings is not in the event list yet.
    bool solo = s->nrunning <= 1 && s->host.net_least == NSEC_MAX;
    int64_t quiet =
        host_quiet_ps(&s->host, &mp->th, solo ? 0 : s->config->quantum_ns, 1);
    int64_t budget = quiet - mp->spend_ps;
    if (budget < 1)
        budget = 1;
    s->vm.solo = solo;
    // Where the request is still there it must wait for a call.
    vm_slice(&s->vm, budget, gp->preempt);
    mp->stop = vm_run(&s->vm, &gp->task.vm);
    mp->at_call = s->vm.at_call;
    mp->spend_ps += budget - vm_left(&s->vm);
    // What sets the library's variables in real Go happens before main.main;
    // and timelines do not depend on how much of it there is.
    if (!s->library_done)
        mp->spend_ps = 0;
    mp->req = s->vm.req;
    keep_request(mp);
    mp->next = m_request;
}

// Acts on the result of an operation of rt/ for curg.
static void rt_result(struct m *mp, enum rt_result r)
{
    struct sched *s = mp->sched;
    struct task *t = &mp->curg->task;

    switch (r) {
    case RT_DONE:
    case RT_WOULDBLOCK:
        mp->next = m_go;
        return;
    case RT_BLOCK:
        park(mp, (enum wait_reason)t->reason);
        return;
    case RT_SPIN:
        spend_ns(mp, SPIN_ROUND_NS);
        mp->next = m_resume;
        return;
    case RT_YIELD:
        goyield(mp);
        return;
    case RT_PANIC:
        vm_panic_plain(&s->vm, &t->vm, t->error);
        mp->next = m_go;
        return;
    case RT_FATAL:
        dump_fatal(s, mp->curg, t->error);
        sched_end(s, SCHED_DIED, 2, t->error);
        return;
    }
    CHECK_UNREACHABLE();
}

void m_resume(struct m *mp)
{
    const struct task *t = &mp->curg->task;

    if (t->op == TASK_OP_MUTEX) // after a round of spinning: it looks again
        mp->spend_ps += lock_word_ps(mp, (word)(uintptr_t)t->obj);
    rt_result(mp, sim_resume(mp, &mp->curg->task));
}

void die_out_of_memory(struct m *mp)
{
    dump_fatal(mp->sched, mp->curg, "runtime: out of memory");
    sched_end(mp->sched, SCHED_DIED, 2, "out of memory");
}

static void do_mkchan(struct m *mp)
{
    struct sched *s = mp->sched;
    struct vm_request *r = &mp->req;
    struct vm_ctx *vm = &mp->curg->task.vm;
    bool out_of_range;

    spend_ns(mp, s->cost->makechan_ns);
    struct rt_chan *c = sim_chan_make(mp, r->elem->words, r->size,
                                      ++s->chan_ids, &out_of_range);
    mp->next = m_go;
    if (c != NULL) {
        r->args[0] = (word)(uintptr_t)c;
    } else if (out_of_range) {
        vm_panic_plain(&s->vm, vm, "makechan: size out of range");
    } else {
        die_out_of_memory(mp);
    }
}

static void do_cpu(struct m *mp)
{
    struct g *gp = mp->curg;
    int64_t ns = (int64_t)mp->req.args[0];

    mp->next = m_go;
    if (ns <= 0)
        return;
    gp->in_cpu = true;
    gp->cpu_ns = ns;
}

// What package sync's Go code is built on.
static void do_sema(struct m *mp, word *obj)
{
    static const enum wait_reason reasons[] = {WAIT_RWMUTEX_RLOCK,
                                               WAIT_RWMUTEX_LOCK};
    struct task *t = &mp->curg->task;
    const word *args = mp->req.args;

    mp->next = m_go;
    switch (mp->stop) {
    case REQ_SEM_ACQUIRE:
        rt_result(mp, sim_sem_acquire(mp, t, obj, args[1] != 0,
                                      reasons[args[2] != 0]));
        return;
    case REQ_SEM_RELEASE:
        rt_result(mp, sim_sem_release(mp, obj, false));
        return;
    case REQ_NOTIFY_WAIT:
        rt_result(mp, sim_notify_wait(mp, t, obj, args[1]));
        return;
    case REQ_NOTIFY_ALL:
        sim_notify_all(mp, obj);
        return;
    default:
        sim_notify_one(mp, obj);
        return;
    }
}

static void do_sync(struct m *mp)
{
    const struct cost_model *cost = mp->sched->cost;
    struct task *t = &mp->curg->task;
    word *args = mp->req.args;
    word *obj = (word *)(uintptr_t)args[0];

    if (obj == NULL) {
        vm_panic_plain(&mp->sched->vm, &t->vm, NULL); // nil dereference
        mp->next = m_go;
        return;
    }
    spend_ns(mp, mp->stop == REQ_WG_ADD || mp->stop == REQ_WG_WAIT
                     ? cost->waitgroup_ns
                     : cost->mutex_ns);
    mp->spend_ps += lock_word_ps(mp, args[0]);
    switch (mp->stop) {
    case REQ_MUTEX_LOCK:
        rt_result(mp, sim_mutex_lock(mp, t, obj));
        return;
    case REQ_MUTEX_TRYLOCK:
        args[0] = sim_mutex_trylock(mp, obj);
        mp->next = m_go;
        return;
    case REQ_MUTEX_UNLOCK:
        rt_result(mp, sim_mutex_unlock(mp, t, obj));
        return;
    case REQ_WG_ADD:
        rt_result(mp, sim_wg_add(mp, t, obj, (int64_t)args[1]));
        return;
    case REQ_WG_WAIT:
        rt_result(mp, sim_wg_wait(mp, t, obj));
        return;
    default:
        do_sema(mp, obj);
        return;
    }
}

static void do_chan(struct m *mp)
{
    const struct cost_model *cost = mp->sched->cost;
    struct vm_request *r = &mp->req;
    struct task *t = &mp->curg->task;

    switch (mp->stop) {
    case REQ_SEND:
        spend_ns(mp, cost->chan_ns);
        rt_result(mp, sim_chan_send(mp, t, r->chan, r->args, true));
        return;
    case REQ_RECV:
        spend_ns(mp, cost->chan_ns);
        rt_result(mp, sim_chan_recv(mp, t, r->chan, r->args, r->ok, true));
        return;
    case REQ_CLOSE:
        spend_ns(mp, cost->close_ns);
        rt_result(mp, sim_chan_close(mp, t, r->chan));
        return;
    default:
        spend_ns(mp, cost->select_ns * (int64_t)r->ncases);
        rt_result(mp, sim_select(mp, t, r->cases, r->ncases, r->has_default,
                                 r->args));
        return;
    }
}

// Questions that the run time answers at once.
static void do_query(struct m *mp)
{
    struct sched *s = mp->sched;
    word *args = mp->req.args;

    mp->next = m_go;
    switch (mp->stop) {
    case REQ_NOW:
        args[0] = (word)wall_clock(s);
        args[1] = (word)s->host.now;
        spend_ns(mp, s->cost->time_now_ns);
        return;
    case REQ_NUMCPU:
        args[0] = (word)s->config->cores;
        return;
    case REQ_NUMGOROUTINE:
        args[0] = (word)s->ngoroutines;
        return;
    case REQ_CALLER:
        if (!vm_caller(&s->vm, &mp->curg->task.vm, args))
            die_out_of_memory(mp);
        return;
    case REQ_LOCK_THREAD:
    case REQ_INIT_BEGIN:
        lock_thread(mp);
        return;
    case REQ_UNLOCK_THREAD:
    case REQ_INIT_DONE:
        unlock_thread(mp);
        return;
    case REQ_LIBRARY_DONE:
        s->library_done = true;
        return;
    case REQ_GOMINOR:
        args[0] = (word)s->go->go_minor;
        return;
    case REQ_RANDOM:
        args[0] = rng_u64(&s->rng_program);
        return;
    case REQ_ATOMIC:
        if (args[0] == 0) {
            vm_panic_plain(&s->vm, &mp->curg->task.vm, NULL);
            return;
        }
        mp->spend_ps += atomic_cost_ps(mp, args[0]);
        vm_atomic(&mp->req);
        return;
    case REQ_GO:
        newproc(mp, mp->req.fn, mp->req.closure, args, mp->req.nargs);
        spend_ns(mp, s->cost->spawn_ns);
        return;
    default:
        CHECK_UNREACHABLE();
    }
}

static void do_end(struct m *mp)
{
    struct sched *s = mp->sched;
    struct g *gp = mp->curg;

    switch (mp->stop) {
    case REQ_EXIT:
        // The kernel keeps the low byte of an exit status.
        sched_end(s, SCHED_EXIT, (int)(mp->req.args[0] & 0xff), "exit");
        return;
    case REQ_PANIC:
        dump_panic(s, gp);
        sched_end(s, SCHED_DIED, 2, "panic");
        return;
    case REQ_FATAL:
        dump_fatal(s, gp, mp->req.fatal);
        sched_end(s, SCHED_DIED, 2, "fatal error");
        return;
    case REQ_GOEXIT:
        gp->goexit = true;
        vm_goexit(&s->vm, &gp->task.vm);
        mp->next = m_go;
        return;
    default:
        goexit0(mp);
        return;
    }
}

static void do_yield(struct m *mp)
{
    const struct cost_model *cost = mp->sched->cost;

    if (mp->stop == REQ_GOSCHED) {
        spend_ns(mp, cost->gosched_ns);
        gosched(mp, "runtime.Gosched");
        return;
    }
    // DIFFERS FROM GO: nothing is collected and nobody else is stopped; it
    // takes the time that stopping the world takes, and others may run.
    dump_stamp(mp->sched);
    spend_ns(mp, cost->stop_world_ns);
    gosched(mp, "runtime.GC");
}

static void do_timer(struct m *mp)
{
    if (mp->stop == REQ_TIMER_NEW) {
        gotimer_new(mp);
    } else if (mp->stop != REQ_SLEEP) {
        gotimer_change(mp);
    } else {
        spend_ns(mp, mp->sched->cost->timer_start_ns);
        go_sleep(mp, (nsec)mp->req.args[0]);
    }
}

// With noise: what runs for the first time in a process faults its pages in,
// and for the first time on a thread fills the caches of its core, before it
// does anything. True: m_request comes again when that time has passed.
static bool warms_up(struct m *mp)
{
    struct sched *s = mp->sched;
    const struct os_model *os = s->config->os;
    uint64_t bit = UINT64_C(1) << mp->stop;

    if (!s->host.noise.on || !s->main_started || (mp->warm & bit) != 0 ||
        mp->stop == REQ_BUDGET)
        return false;
    mp->warm |= bit;
    nsec ns = os->cold_thread_ns;
    if ((s->warm & bit) == 0)
        ns = mp->stop == REQ_WRITE ? os->cold_write_ns : os->cold_ns;
    s->warm |= bit;
    spend_ns(mp, noise_latency(&s->host.noise, ns));
    mp->next = m_request;
    return true;
}

static_assert(REQ_COUNT <= 64, "requests are bits of warm");

void m_request(struct m *mp)
{
    if (warms_up(mp))
        return;
    switch (mp->stop) {
    case REQ_BUDGET:
        mp->next = m_go;
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
    case REQ_SEM_ACQUIRE:
    case REQ_SEM_RELEASE:
    case REQ_NOTIFY_WAIT:
    case REQ_NOTIFY_ALL:
    case REQ_NOTIFY_ONE:
        do_sync(mp);
        return;
    case REQ_CPU:
        do_cpu(mp);
        return;
    case REQ_TIMER_NEW:
    case REQ_TIMER_STOP:
    case REQ_TIMER_RESET:
    case REQ_SLEEP:
        do_timer(mp);
        return;
    case REQ_GC:
    case REQ_GOSCHED:
        do_yield(mp);
        return;
    case REQ_GOMAXPROCS:
        gomaxprocs_set(mp, (int64_t)mp->req.args[0]);
        return;
    case REQ_RETURN:
    case REQ_GOEXIT:
    case REQ_EXIT:
    case REQ_PANIC:
    case REQ_FATAL:
        do_end(mp);
        return;
    default:
        if (!syscall_request(mp))
            do_query(mp);
        return;
    }
}
