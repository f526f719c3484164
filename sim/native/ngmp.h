// ngmp: the data of the native scheduler. START READING HERE. Same names as the
// simulator's sched/gmp.h, but real: an M is a thread, a P a token that at most
// GOMAXPROCS threads hold, queues are lock-free, sleeping is a futex.
//
//   mstart ─▶ vm_run ─▶ quick, answer ─▶ park, gosched, goexit0, …
//                ▲                               │
//                └───── execute ◀─ schedule ◀────┘
//
// Who may touch a field is said by its group. "at.h" means atomically; "lock"
// means under nsched.lock; "owner" the M that holds the P or runs the G. A G
// that is in no M belongs to the queue, lock or timer heap that it is in.
//
// The protocol that loses no wake-up (proc.go, at the top): who makes a G
// runnable puts it in a queue, then looks whether nobody spins and a P is idle;
// a spinning M that gives up first says so (nmspinning), then looks at all
// queues again. All of these are sequentially consistent, so that one of the
// two sees the other.
//
// Two rules keep the timeline in order without a lock: an event is recorded
// before others can see its effect, and after what it depends on was acquired.
#ifndef NATIVE_NGMP_H
#define NATIVE_NGMP_H

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/at.h"
#include "base/rng.h"
#include "base/serial.h"
#include "base/vec.h"
#include "native/native.h"
#include "native/nclock.h"
#include "native/nevent.h"
#include "native/ngqueue.h"
#include "native/nrunq.h"
#include "native/rt_nat.h"
#include "rt/chan.h"
#include "rt/gotimer.h"
#include "rt/sync.h"
#include "trace/hist.h"

// Numbers as in runtime2.go.
enum g_status {
    G_IDLE = 0,
    G_RUNNABLE = 1,
    G_RUNNING = 2,
    G_SYSCALL = 3,
    G_WAITING = 4,
    G_DEAD = 6,
};

// The low byte of p.status. A P in a system call carries the number of its M
// and of the call, so that an M finds only its own P again, and who takes the
// P away knows that it is still the call that it saw.
enum p_status { P_IDLE, P_RUNNING, P_SYSCALL, P_GCSTOP, P_DEAD };

static inline enum p_status p_status_of(uint64_t status)
{
    return (enum p_status)(status & 0xff);
}

// What a P's time is spent on; every nanosecond is in exactly one.
enum p_time { PT_IDLE, PT_RUN, PT_SCHED, PT_SPIN, PT_SYSCALL, PT_COUNT };

// What a G has to do before its code goes on, besides an operation of rt/.
enum g_todo {
    G_TODO_NONE,
    G_TODO_SYSTEM, // a run-time goroutine: not counted, not dumped
    G_TODO_CPU,    // cpu_left_ns of work.CPU
    G_TODO_STW,    // GOMAXPROCS again, with stw_args
    // An attempt to read or write file_args, or to wait for the next one.
    G_TODO_READ,
    G_TODO_WRITE,
    G_TODO_WAIT_READ,
    G_TODO_WAIT_WRITE,
    // A connection: made when the way there and back is over; asked; heard.
    G_TODO_DIAL,
    G_TODO_ASK,
    G_TODO_HEAR,
    G_TODO_WAIT_ASK,
    G_TODO_WAIT_HEAR,
};

// Three cache lines: a switch touches two, and what is asleep must be small.
struct g {
    _Alignas(64) struct task task; // must be first
    uint32_t goid;                 // at.h: sysmon reads it
    uint32_t status;               // at.h: enum g_status
    uint32_t preempt;              // at.h: it shall stop
    // owner
    uint8_t todo;        // enum g_todo
    bool goexit;         // it called runtime.Goexit
    bool locked;         // to lockedm: runs only there
    struct g *schedlink; // of the queue or free list that it is in
    nsec since;          // when it got its status; not without clocks
    union {
        nsec cpu_left_ns; // work.CPU still to do
        word *stw_args;   // of GOMAXPROCS, which must wait for another
        word *file_args;  // of a read or write
    };
    struct timer timer; // time.Sleep, work.IO; timer.arg is the G
    // Cold; written before it first runs.
    struct g *alllink;        // lock
    const union instr *go_pc; // after the go statement that made it, or NULL
    uint32_t parent;          // the G of that statement
    struct m *lockedm;        // owner: where it is locked
};

static_assert(sizeof(struct g) == 192, "a G is three cache lines");

enum { GFREE_MAX = 64 }; // that a P keeps, as Go does

struct p {
    int id;
    uint64_t status; // at.h: enum p_status and, in a call, who and which
    uint64_t curg;   // at.h: the G that runs here, or 0; sysmon reads it
    uint32_t tid;    // at.h: of the M that acquired it last; sysmon reads it
    struct p *link;  // lock: idle list
    struct nrunq runq;
    // at.h: the owner writes, sysmon reads
    uint32_t schedtick;   // slices begun; runnext does not count
    uint32_t globaltick;  // owner: schedtick modulo schedtick_global
    uint32_t syscalltick; // system calls ended
    // sysmon: what it saw last
    uint32_t seen_schedtick, seen_syscalltick;
    nsec schedwhen, syscallwhen;
    uint64_t asked; // the G that was asked to stop, since askedwhen
    nsec askedwhen;
    // timers_lock
    struct at_lock timers_lock;
    struct timers timers;
    uint64_t timer0;       // at.h: when the first is due; NSEC_MAX: none
    uint32_t timers_dirty; // at.h: many are to be taken out
    // owner
    struct g *gfree[GFREE_MAX]; // dead Gs, last in first out
    int ngfree;
    uint32_t goidcache, goidcacheend;
    uint64_t chanidcache, chanidcacheend;
    uint64_t ngoroutines; // at.h: born here less died here, without the run
                          // time's
    enum p_time time;
    nsec time_since;
    nsec time_ns[PT_COUNT];
    struct hist wait_hist;
};

struct m {
    struct nat_m nat; // must be first
    int id;           // -1: sysmon, which is no M but records events like one
    struct nsched *sched;
    pthread_t thread;
    uint32_t note;      // at.h, futex: 1 when it may go on
    uint32_t tid;       // at.h: the kernel's number, 0 before it runs
    uint32_t in_kernel; // at.h: blocked in a call that a signal must end
    uint32_t exited;    // at.h, futex: its thread is about to end, or (2) none
    uint32_t urges;     // at.h: the handler counts its SIGURGs
    // owner
    struct g *curg;
    struct p *p;
    struct p *nextp; // given by who wakes it
    struct p *oldp;  // before the system call, whose P status was oldp_word
    uint64_t oldp_word;
    int pinned;          // the CPU that it is bound to + 1, or 0
    struct g *lockedg;   // runs nothing else; while it …
    uint32_t locked_ext; // … called LockOSThread oftener than Unlock…, or …
    uint32_t locked_int; // … is at the init functions
    int waker;           // who gave it nextp for lockedg
    bool leaves;         // its thread ends
    bool spinning;
    bool resume;       // curg must first finish an operation of rt/
    bool attend;       // curg has to do something before its code goes on
    bool calls_only;   // without asynchronous preemption
    enum rt_result op; // of the last SEND or RECV
    nsec now;          // of the last look at the clock
    struct vm vm;
    struct rng rng;
    struct nevents events;
    struct ncount count;
    struct m *schedlink; // lock: idle list
    struct m *alllink;   // lock; written before it is published
};

enum {
    NETPOLL_MAX = 128,
    GOID_BATCH = 16,
    CHANID_BATCH = 64,
    NFDS_MAX = 1 << 16
};

struct nsched {
    const struct native_config *config;
    const struct sched_model *go;
    struct rt_rules rules; // of go
    struct vm_heap heap;
    struct nclock clock;
    nsec t0; // of the clock at the start
    bool tracing;
    bool timed; // every event has its time; else clocks are read when needed
    struct rt_semtab semtab;
    uint64_t chan_ids; // at.h
    // Ps. Made once, never freed during the run.
    uint32_t gomaxprocs; // at.h; changes only while the world is stopped
    int nallp;
    struct p *allp[NATIVE_PROCS_MAX];
    uint32_t coprimes[NATIVE_PROCS_MAX]; // of gomaxprocs: order of stealing
    uint32_t ncoprimes;
    bool main_started;
    uint32_t booted;     // at.h, futex: M0 is ready
    uint32_t threads_up; // at.h, futex: so is sysmon
    uint32_t clock_runs; // at.h

    struct at_lock lock;
    struct m *allm;             // lock
    int mcount;                 // lock
    int threads_peak;           // lock
    struct m *midle;            // lock; last in, first out
    int nmidle;                 // lock
    int nmidlelocked;           // lock: Ms that wait for their locked G
    int nmfreed;                // lock: Ms whose threads have ended
    int busy;                   // lock: sysmon holds work that nobody else sees
    bool threads_refused;       // lock: no more Ms
    struct p *pidle;            // lock; last in, first out
    uint32_t npidle;            // at.h; changed under lock
    struct ngring runq;         // lock: the global queue
    uint64_t runqsize;          // at.h; changed under lock
    struct g *allg, **allgtail; // lock
    struct ngring gfree;        // lock
    struct sudog *sudogs;       // lock
    VEC(struct nslab {
        void *mem;
        size_t size;
    })
    slabs;            // lock
    size_t slab_used; // lock: bytes of the last one

    uint32_t goidgen;         // at.h
    uint32_t nmspinning;      // at.h
    uint32_t needspinning;    // at.h
    uint64_t ngoroutines;     // at.h: alive, without the run time's; timed
    uint64_t goroutines_peak; // at.h; timed

    // Poller.
    int epfd, breakfd, timerfd;
    uint64_t lastpoll;        // at.h: 0 while somebody is blocked in it
    uint64_t poll_until;      // at.h: of the blocked poller; 0: for ever
    uint32_t netpoll_waiters; // at.h
    uint32_t wake_sig;        // at.h: a break is on its way
    struct at_lock io_lock;
    struct timers io;          // io_lock: work.IO by time
    uint64_t polled[NFDS_MAX]; // at.h: by descriptor, nfile.c's record or 0
    struct at_lock disk_lock;
    struct serial disk; // disk_lock
    struct at_lock server_lock;
    struct nserver *server; // server_lock: of all connections, once one is made
    // Stop the world.
    uint32_t stw_busy;  // at.h: somebody does it
    uint32_t gcwaiting; // at.h
    int stopwait;       // lock
    uint32_t stopnote;  // at.h, futex
    // sysmon.
    struct m sysmon;
    uint32_t sysmonwait; // at.h; changed under lock
    uint32_t sysmonnote; // at.h, futex
    // SIGURG to all Ms again and again; for tests.
    pthread_t urger;
    bool urging;
    // The CPUs that the process may use are its cores.
    int *cpus, ncpus;
    int16_t *core_of; // by CPU: its core, or -1; NULL: not recorded
    // End.
    uint32_t dying;    // at.h: somebody prints why the program dies
    uint32_t ending;   // at.h: end, status, why are taken
    uint32_t stopping; // at.h, futex: the program is over
    uint64_t end_at;   // at.h: when; UINT64_MAX before
    enum native_end end;
    int status;
    const char *why;
    uint32_t write_failed; // at.h
};

// native.c
// Ends the program: the first who says so decides how. All Ms stop soon.
void nsched_end(struct nsched *s, enum native_end end, int status,
                const char *why);
// On M0's own thread: all there must be before main.main, which is curg then.
void nboot(struct m *mp);
// Zeroed memory for pooled records until the end of the run. lock.
void *nslab_new(struct nsched *s, size_t size);

static inline bool nstopping(struct nsched *s)
{
    return at_load32(&s->stopping) != 0;
}

static inline uint32_t nprocs(const struct nsched *s)
{
    return at_load32(&s->gomaxprocs);
}

static inline bool nalone(const struct m *mp)
{
    return mp->nat.alone;
}

// Nanoseconds since the start of the program: of an event, in order with those
// of other threads; or for durations and timers, at half the price.
static inline nsec nnow(struct nsched *s)
{
    return nclock_now(&s->clock) - s->t0;
}

static inline nsec nnow_loose(struct nsched *s)
{
    return nclock_loose(&s->clock) - s->t0;
}

// The time of an event, where events have one.
static inline nsec nstamp(struct nsched *s)
{
    return s->timed ? nnow(s) : 0;
}

// The time of an event of mp that comes of another one, which happened at
// cause, and of nothing else on other threads: by the cheaper clock, which
// alone might put it before its cause.
static inline nsec nstamp_after(struct m *mp, nsec cause)
{
    nsec now = nnow_loose(mp->sched);

    if (now <= cause)
        now = cause + 1;
    return now < mp->events.last_t ? mp->events.last_t : now;
}

// Gets what a switch to gp will touch on its way to the cache.
static inline void nprefetch(const struct g *gp)
{
    __builtin_prefetch(gp);
    __builtin_prefetch((const char *)gp + 64);
}

// The same for its stack, some time after nprefetch.
static inline void nprefetch_stack(const struct g *gp)
{
    __builtin_prefetch(gp->task.vm.stack);
    __builtin_prefetch((const char *)gp->task.vm.stack + 64);
}

// Goroutines alive, without the run time's.
uint64_t ngoroutines(const struct nsched *s);

// nexec.c
nsec nwall(void);                // ns since 1970
uint64_t nchan_id(struct m *mp); // of a new channel
void nmstart(struct m *mp);
// What the G on this vm asked for is done, and whatever comes of it; returns
// the G to go on with, or NULL: the program is over (vm.answer).
struct vm_ctx *nanswer(struct vm *vm, enum vm_stop stop);
bool nquick(struct vm *vm, enum vm_stop stop); // vm.quick
// Only one prints why the program dies; false: another does, and mp has waited
// for the end.
bool nbegin_dying(struct m *mp);

// nfind.c
bool nschedule(struct m *mp); // false: the program is over
void nexecute(struct m *mp, struct g *gp, bool inherit, enum trace_rule rule,
              int victim, int n);
void nsteal_order(struct nsched *s);

// nlocked.c
void nlock_thread(struct m *mp, enum vm_stop stop); // curg asks
void nunlock_thread(struct m *mp, enum vm_stop stop);
void nstoplockedm(struct m *mp); // until it runs its G, or the program is over
void nstartlockedm(struct m *mp, struct g *gp); // gives its P to gp's M
void nmexit(struct m *mp);                      // its locked G has ended

// nproc.c
void note_sleep(uint32_t *note);
void note_wake(uint32_t *note);
void np_time_at(struct nsched *s, struct p *pp, enum p_time what, nsec now);
void nacquirep(struct m *mp, struct p *pp);
struct p *nreleasep(struct m *mp);
void npidleput(struct nsched *s, struct p *pp);                // lock
struct p *npidleget(struct nsched *s);                         // lock
void nglobrunq_changed(struct nsched *s);                      // lock
void nglobrunqput(struct nsched *s, struct g *gp);             // lock
struct g *nglobrunqget(struct m *mp, int64_t max, int *taken); // lock
void nrunqput_shared(struct m *mp, struct g *gp, bool next);
struct m *nm_new(struct nsched *s); // lock
// by: whose doing it is. pp NULL: an idle one. spinning: nmspinning counts it.
void nstartm(struct m *by, struct p *pp, bool spinning);
void nstopm(struct m *mp);
// mp counts as idle now, for which it has taken the lock; gives that back, and
// sleeps until somebody has a P for it. NULL: the program is over.
struct p *nsleep_for_p(struct m *mp);
void nwakep(struct m *mp);
void nhandoffp(struct m *by, struct p *pp);
// by holds a P, or not: then all goes to the global queue.
void ninjectglist(struct m *by, struct gqueue *list);
// Whether the program is dead. lock.
bool ncheckdead(struct nsched *s);
void nreport_deadlock(struct m *mp);
bool nm_thread_start(struct m *mp); // false: the system refused

// npark.c
struct g *nnewproc(struct m *mp, const struct func *fn, word closure,
                   const word *args, uint32_t nargs);
void nstart_system_g(struct m *mp, uint32_t goid);
void nready(struct m *mp, struct g *gp, bool next);
// curg waits: saved, and nothing of it may be touched once others can find it.
struct g *npark(struct m *mp, enum wait_reason reason);
// The same for one whose operation of rt/ has returned RT_BLOCK.
void npark_op(struct m *mp);
void ngosched(struct m *mp, const char *why, bool preempted);
void ngoyield(struct m *mp);
void ngoexit0(struct m *mp);
void ngfree_flush(struct nsched *s, struct p *pp, int keep); // lock

// Into the queue of mp's own P.
static inline void nrunqput(struct m *mp, struct g *gp, bool next)
{
    struct g *over = gp;

    next = next && mp->nat.runnext;
    if (nalone(mp)) {
        if (nrunq_put_alone(&mp->p->runq, gp, next, &over))
            return;
        next = false;
    }
    nrunqput_shared(mp, over, next);
}

// From now on the time of pp is spent on what.
static inline void np_time(struct nsched *s, struct p *pp, enum p_time what,
                           nsec now)
{
    if (s->timed)
        np_time_at(s, pp, what, now);
}

// ntimers.c
void ngo_sleep(struct m *mp, nsec d); // time.Sleep of curg
bool ngotimer_new(struct m *mp);      // curg asks for a timer; false: no memory
void ngotimer_change(struct m *mp, enum vm_stop stop); // stops or resets one
void ntimers_unlock(struct p *pp); // timers_lock, after a change
bool nchecktimers(struct m *mp, struct p *pp, nsec now);
nsec ntimers_earliest(struct nsched *s); // of all Ps

// npoll.c
bool npoll_init(struct nsched *s);
void npoll_release(struct nsched *s);
void nio_wait(struct m *mp, nsec d); // work.IO of curg
// Gs whose I/O is done, as Go orders them. delay 0: does not block; < 0: for
// ever.
void npoll(struct m *mp, nsec delay, struct gqueue *list);
void npoll_break(struct nsched *s);
void nwake_net_poller(struct m *mp, nsec when);
void nwake_net_poller_no_p(struct nsched *s, nsec when);

// nsyscall.c
void nsyscall_sleep(struct m *mp, nsec d);     // work.Syscall of curg
void nsyscall_write(struct m *mp);             // output of curg
void nsyscall_disk(struct m *mp, bool writes); // work.Read, Write of curg
// All of it, or until the program is over or it fails (write_failed).
void nwrite_all(struct m *mp, int fd, const unsigned char *text, size_t n);

void nentersyscall(struct m *mp, const char *call); // of curg
void nexitsyscall(struct m *mp);

// nfile.c
void nfile_pipe(struct m *mp);  // os.Pipe of curg
void nfile_close(struct m *mp); // of an end of a pipe
void nfile_begin(struct m *mp, bool writes);
void nfile_go_on(struct m *mp); // curg.todo
void nfile_dial(struct m *mp);  // a connection to a remote
void nfile_get(struct m *mp);   // a request on one
// An event of epoll: who waited for it goes to the list; returns how many.
int nfile_event(struct nsched *s, int fd, uint32_t events, struct gqueue *list);
void nfiles_release(struct nsched *s);

// nsysmon.c
void *nsysmon_main(void *arg);
void nsysmon_wake(struct nsched *s); // from deep sleep
void npreemptone(struct m *by, struct p *pp, enum trace_rule rule);

// nsignal.c
// Must be called first by an M's thread.
void nsignal_thread(struct m *mp);
// By a thread that ends while the program runs, before mp may go.
void nsignal_leave(struct m *mp);
struct sigaction;
void nsignal_install(struct sigaction *old);
void nsignal_restore(const struct sigaction *old);
void nsignal_send(uint32_t tid); // 0: not yet a thread
// urge_ns of the configuration; false: the system refused a thread.
bool nsignal_urge(struct nsched *s);
void nsignal_urge_end(struct nsched *s);

// npin.c
void npin_init(struct nsched *s);
void npin_release(struct nsched *s);
// With --pin, moves the thread of mp to the core of pp.
void npin(struct m *mp, const struct p *pp);
// The core that this thread is on, or -1: not known.
int16_t ncore(const struct nsched *s);

// nstw.c
void ngomaxprocs_set(struct m *mp, word *args, int64_t n);
void ngcstopm(struct m *mp);
void nstw_stopped(struct nsched *s);                          // lock
void nprocresize(struct nsched *s, struct m *mp, uint32_t n); // lock

// ndump.c
void ndump_fatal(struct m *mp, struct g *gp, const char *text, bool all);
void ndump_panic(struct m *mp, struct g *gp);
void ndump_thread_limit(struct m *mp);

#endif
