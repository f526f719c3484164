// gmp: the data of the simulated Go scheduler. START READING HERE.
//
//   G  a goroutine: a VM context and what it waits for.
//   M  a thread: runs one G, or looks for one, or sleeps.
//   P  the right to run Go code; GOMAXPROCS of them exist. Holds a run queue.
//
// An M must hold a P to run a G. It gives the P up when it finds no work, when
// it waits in the poller, and loses it when it stays in a system call. Gs wait
// in the runnext slot and ring of a P, in the global queue, or on an object in
// Go memory (rt/).
//
// The engine is a discrete-event simulation, one thread, no locks. An M is a
// thread of the simulated machine (host/): a state machine whose current state
// is m.next, a function. A state function does what happens at this instant,
// adds what it costs to m.spend_ps and sets m.next; m_step (exec.c) lets the
// machine spend the time, then calls the next state.
//
//   schedule ─▶ findrunnable ─▶ execute ─▶ m_go ⇄ m_request ─▶ park, goexit, …
//      ▲                                                           │
//      └───────────────────────────────────────────────────────────┘
//
// Names and order of checks are Go's (proc.go); go 1.19 is the base,
// differences between versions are data (model/sched.def).
#ifndef SCHED_GMP_H
#define SCHED_GMP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rng.h"
#include "base/vec.h"
#include "host/disk.h"
#include "host/energy.h"
#include "host/host.h"
#include "sched/rt_sim.h"
#include "rt/chan.h"
#include "rt/gotimer.h"
#include "rt/sync.h"
#include "sched/runq.h"
#include "sched/sched.h"
#include "trace/hist.h"

struct sched;
struct pipe;
struct timerproc;

// Numbers as in runtime2.go.
enum g_status {
    G_IDLE = 0,
    G_RUNNABLE = 1,
    G_RUNNING = 2,
    G_SYSCALL = 3,
    G_WAITING = 4,
    G_DEAD = 6,
};

enum p_status { P_IDLE, P_RUNNING, P_SYSCALL, P_GCSTOP, P_DEAD };

// What a P's time is spent on; every nanosecond is in exactly one.
enum p_time {
    PT_IDLE,
    PT_RUN,
    PT_SCHED,
    PT_SPIN,
    PT_SYSCALL,
    PT_COUNT,
};

// What a G does with a file, in attempts with waits between them.
enum file_op { FILE_NOTHING, FILE_READS, FILE_WRITES, NET_ASKS, NET_READS };

// The hot part is the first line of task (VM context, wait state) and the line
// that begins at goid: a switch touches two cache lines of a G (asserted in
// park.c).
struct g {
    struct task task; // rt/ and the VM; must be first
    _Alignas(64) uint32_t goid;
    uint8_t status;  // enum g_status
    bool preempt;    // sysmon wants it to stop
    bool system;     // a run-time goroutine: not counted, not dumped
    bool in_cpu;     // in work.CPU: m_cpu_done goes on with work_ps
    bool goexit;     // it called runtime.Goexit
    uint8_t file_op; // enum file_op
    bool file_wait;  // it must wait before it tries file_op again
    struct g *schedlink;
    struct m *m;        // running or in a system call on it
    nsec since;         // when it got its status
    int64_t work_ps;    // work.CPU still to do: of this stretch …
    struct timer timer; // time.Sleep; timer.arg is the G
    // Cold.
    struct sched *sched;
    struct g *alllink;           // creation order of the structures
    struct timerproc *timerproc; // NULL, or it is the goroutine of that
    const struct func *creator;  // whose go statement made it
    struct pos created;          // where
    nsec cpu_ns;                 // … and after it
    uint32_t parent;             // goid of its creator
    nsec waitsince;       // a collection saw it wait; of this wait if >= since
    struct m *lockedm;    // LockOSThread: runs only there
    struct host_timer io; // work.IO
    union {
        word *file_args; // of file_op
        word *stw_args;  // GOMAXPROCS(stw_procs) must wait for another
    };
    int64_t stw_procs; // 0: it need not
#ifdef SCHED_INVARIANTS
    uint32_t mark; // in how many queues it is
#endif
};

struct sysmontick {
    uint32_t schedtick, syscalltick;
    nsec schedwhen, syscallwhen;
};

struct p {
    int id;
    enum p_status status;
    struct m *m;                  // running or in a system call with it
    struct p *link;               // idle list
    struct m *stopped;            // who held it when the world stopped
    uint32_t schedtick;           // slices begun; runnext does not count
    uint32_t syscalltick;         // system calls ended
    struct sysmontick sysmontick; // what sysmon saw last
    struct runq runq;
    struct timers timers;
    struct g *gfree; // dead Gs, last in first out
    int ngfree;
    uint32_t goidcache, goidcacheend;
    enum p_time time;
    nsec time_since;
    nsec time_ns[PT_COUNT];
};

typedef void m_state(struct m *mp);

// Where a thief is in its fourth pass, while it sleeps before it takes a
// runnext.
struct steal_state {
    bool active;
    int pass;
    uint32_t i, pos, inc; // stealOrder's enumeration
    struct g *seen;       // the victim's runnext before the sleep
};

struct m {
    int id;
    struct sched *sched;
    struct host_thread th;
    m_state *next;    // what it does when its time is spent
    int64_t spend_ps; // time still to spend before next
    struct g *curg;
    struct p *p;     // held, to run Go code
    struct p *nextp; // given by startm, taken when it wakes
    struct p *oldp;  // before the system call
    bool spinning;
    bool was_spinning;   // before it went to poll
    bool asleep;         // an MPark was written and no MWake yet
    struct g *lockedg;   // LockOSThread: runs nothing else; while it …
    uint32_t locked_ext; // … called that oftener than UnlockOSThread, or …
    uint32_t locked_int; // … runtime.main is at the init functions
    struct m *schedlink; // idle list
    struct m *alllink;   // newest first
    struct steal_state steal;
    enum vm_stop stop; // request to perform in m_request
    uint64_t warm;     // with noise: requests that were made on it before
    bool at_call; // stop is REQ_BUDGET, before the first instruction of a call
    struct vm_request req;
    struct { // deferred output and select cases, copied from the VM's scratch
        unsigned char *v;
        size_t cap;
    } out;
    struct vm_select_case *cases;
    uint32_t cases_cap;
    struct line *line; // of the atomic before, at line_addr (lines.c)
    word line_addr;
    uint64_t line_tag;
    struct host_timer sig; // a preemption signal on its way
    enum trace_rule rule;  // how the G that it is about to run was found
    int rule_victim, rule_n;
};

// A cache line that atomics or locks use.
struct line {
    uint64_t addr;                   // of the line; 0: unused
    nsec free_at;                    // when the last operation is done …
    int64_t free_ps;                 // … and its fraction of a ns
    nsec used_at[COST_CURVE_POINTS]; // by the cores that used it last
    int16_t core[COST_CURVE_POINTS];
    int16_t last; // that used it, or -1
};

enum { LINES = 1024, NETPOLL_MAX = 128 };

struct slab {
    void *mem;
    size_t size;
};

struct sched {
    const struct sched_config *config;
    const struct sched_model *go;
    struct rt_rules rules; // of go
    const struct policy *policy;
    bool one_queue; // of the policy, or because there are no Ps
    const struct cost_model *cost;
    struct host host;
    struct energy energy;
    struct disk disk;
    struct vm vm;
    struct vm_heap heap;
    struct trace *trace;
    struct rng rng_steal, rng_select, rng_program, rng_policy;
    struct rt_semtab semtab;
    // Ps.
    int gomaxprocs;
    int nallp; // Ps ever made: allp[0..nallp)
    struct p **allp;
    uint32_t *coprimes; // of gomaxprocs, for the order of stealing
    uint32_t ncoprimes;
    struct p *pidle; // last in, first out
    int npidle;
    // Ms.
    struct m *allm;
    int mcount;      // Ms ever made …
    int nmfreed;     // … and those whose threads have ended
    struct m *midle; // last in, first out
    int nmidle;
    int nmidlelocked; // Ms that wait for their locked G to be found
    int nmspinning;
    int nrunning; // Ms whose G runs: with one, it need not wait for others
    bool needspinning;
    // Gs.
    struct gqueue runq; // the global queue
    struct g *allg, **allgtail;
    struct g *gfree; // central free list
    uint32_t goidgen;
    int64_t ngoroutines; // alive, without the run time's
    uint64_t chan_ids;
    struct g *slab; // unused G structures
    size_t nslab;
    VEC(struct slab) slabs;
    struct sudog *sudogs;         // free, linked by link
    struct timerproc *timerprocs; // timer_heaps of them, or NULL
    // Poller.
    nsec lastpoll;   // 0: somebody is blocked in it
    nsec poll_until; // of the blocked poller; 0: for ever
    struct m *poller;
    struct gqueue netpoll_ready; // completed, in order of completion
    int64_t netpoll_waiters;
    VEC(struct pipe *) pipes;
    VEC(struct net_conn *) conns;
    // Stop the world.
    bool gcwaiting;
    int stopwait;
    struct m *stopper; // waits for stopwait to become 0
    int stw_procs;     // what for
    // sysmon.
    struct host_timer sysmon;
    bool sysmonwait; // in deep sleep
    int sysmon_idle;
    nsec sysmon_delay;
    nsec schedtrace_start, schedtrace_next; // first line, and when one is due
    // Lines in use by atomics and locks.
    bool near; // all cores share a cache
    struct line lines[LINES];
    // End and figures.
    struct host_timer limit; // --time-limit
    int64_t steps;           // states that Ms went through, for --event-limit
    bool main_started;
    bool library_done; // time counts
    uint64_t warm; // with noise: requests (enum vm_stop) that were made before
    enum sched_end end;
    int status;
    const char *why;
    struct summary sum;
    struct hist *wait_hist;
};

// exec.c: an M's life on a core.
void m_step(void *arg);
m_state m_go;      // run curg
m_state m_request; // do what curg asked for
void die_out_of_memory(struct m *mp);
m_state m_resume; // finish an operation of rt/ that blocked, then m_go
bool sched_poll(void *sched); // true: somebody wants it to stop
void sched_end(struct sched *s, enum sched_end end, int status,
               const char *why);

// proc.c: who runs next.
m_state schedule;
void execute(struct m *mp, struct g *gp, bool inherit, enum trace_rule rule,
             int victim, int n);
void wakep(struct sched *s, struct m *by);
void startm(struct sched *s, struct m *by, struct p *pp, bool spinning);
// A new M, spinning, that has pp and runs after delay.
void startm_in(struct sched *s, struct p *pp, nsec delay);
// Puts mp first in the idle list, if it is there.
void midle_first(struct sched *s, struct m *mp);
void stopm(struct m *mp, const char *why);
m_state stopm_idle;
void handoffp(struct sched *s, struct m *by, struct p *pp);
void becomespinning(struct m *mp);
void injectglist(struct sched *s, struct m *mp, struct gqueue *list);
void m_asleep(struct m *mp, const char *why);
void m_woken(struct sched *s, struct m *mp, const struct m *by);
void acquirep(struct m *mp, struct p *pp);
struct p *releasep(struct m *mp);
void pidleput(struct sched *s, struct p *pp);
struct p *pidleget(struct sched *s);
struct m *m_new(struct sched *s);
void runqput(struct m *mp, struct p *pp, struct g *gp, bool next);
struct g *globrunqget(struct sched *s, struct p *pp, int64_t max, int *taken);

// checkdead.c
void checkdead(struct sched *s);

// lockedm.c
void lock_thread(struct m *mp); // curg asks
void unlock_thread(struct m *mp);
void stoplockedm(struct m *mp);                // until its G may run
void startlockedm(struct m *mp, struct g *gp); // gives its P to gp's M
void mexit(struct m *mp);                      // its locked G has ended

// steal.c
// Looks for work at other Ps. Returns a G; or NULL with *sleeping when mp went
// to sleep before it takes a runnext, and will come back to schedule.
struct g *stealwork(struct m *mp, bool *inherit, bool *sleeping);
void steal_order(struct sched *s);

// park.c: the life of a G.
struct g *newproc(struct m *mp, const struct func *fn, word closure,
                  const word *args, uint32_t nargs);
// A goroutine of the run time, not in a queue yet.
struct g *system_g_new(struct m *mp, const char *name);
void ready(struct m *mp, struct g *gp, bool next);
void park(struct m *mp, enum wait_reason reason); // curg; next: schedule
void gosched(struct m *mp, const char *why);      // curg to the global queue
void goyield(struct m *mp);                       // curg to its own queue's end
void goexit0(struct m *mp);
void dropg(struct m *mp);
void g_set_status(struct g *gp, enum g_status status);
struct g *gfget(struct sched *s, struct p *pp); // a dead or new G
void slabs_release(struct sched *s);

// timers.c
void go_sleep(struct m *mp, nsec d); // time.Sleep of curg
// Wall time: virtual time begins at 2009-11-10 23:00:00 UTC, as on Go's
// playground: a run must not depend on the day it is made.
static inline int64_t wall_clock(const struct sched *s)
{
    return INT64_C(1257894000) * NSEC_SEC + s->host.now;
}

void gotimer_new(struct m *mp);    // curg asks for a timer
void gotimer_change(struct m *mp); // curg stops or resets one
// Runs pp's expired timers; true when there was one.
bool checktimers(struct m *mp, struct p *pp);
nsec timers_earliest(struct sched *s); // of all Ps

// timerproc.c
struct timers *timerproc_heap(struct m *mp); // for a new timer
void timerproc_wake(struct m *mp);           // a heap has a new first timer
m_state timerproc_run;                       // curg is such a goroutine
void timerprocs_release(struct sched *s);

// netpoll.c
void io_wait(struct m *mp, nsec d); // work.IO of curg
void netpoll(struct sched *s,
             struct gqueue *list);            // what is ready, as Go orders it
void netpoll_block(struct m *mp, nsec until); // until 0: for ever
void netpoll_break(struct sched *s);
// A timer has become the earliest: the blocked poller must hear of it, or
// somebody must go and poll.
void wake_net_poller(struct sched *s, struct m *by, nsec when);

// syscall.c
void entersyscall(struct m *mp, const char *call);
// It is known to take long: the P is handed off at once.
void entersyscallblock(struct m *mp, const char *call);
m_state exitsyscall;
// What curg asks of the kernel; false when it is not that.
bool syscall_request(struct m *mp);
void syscall_sleep(struct m *mp, nsec d); // work.Syscall of curg
void syscall_write(struct m *mp);         // output of curg
void syscall_disk(struct m *mp);          // work.Read, work.Write of curg

// files.c
m_state file_request;          // os.Pipe, Read, Write, Close of curg
void file_go_on(struct m *mp); // the next attempt
void files_release(struct sched *s);

// conns.c
void net_request(struct m *mp); // curg asks: NET_DIAL …
void net_go_on(struct m *mp);   // its NET_ASKS or NET_READS
void net_release(struct sched *s);

// sysmon.c
void sysmon_start(struct sched *s);
void sysmon_wake(struct sched *s); // from deep sleep
void preemptone(struct sched *s, struct p *pp, enum trace_rule rule);

// schedtrace.c
void schedtrace(struct sched *s); // prints Go's lines when they are due

// stw.c
void gomaxprocs_set(struct m *mp,
                    int64_t n); // curg asks; goes on after the resize
m_state gcstopm;
void stw_stopped(struct sched *s); // one more P has stopped
void procresize(struct sched *s, struct m *mp, int n);

// lines.c: picoseconds beyond what the operation costs alone.
int64_t atomic_cost_ps(struct m *mp, word addr);
// The same for the word of a lock, wait group or semaphore.
int64_t lock_word_ps(struct m *mp, word addr);

// dump.c
// gp: who is to blame, or NULL.
void dump_fatal(struct sched *s, struct g *gp, const char *text);
void dump_panic(struct sched *s, struct g *gp);
void dump_thread_limit(struct sched *s); // and ends the program
void dump_stamp(struct sched *s);        // a garbage collection sees who waits

static inline bool steals(const struct sched *s)
{
    return s->go->steal_passes > 0 && !s->policy->no_stealing;
}

static inline bool uses_runnext(const struct sched *s)
{
    return s->go->runnext != 0 && !s->policy->no_runnext;
}

// Time accounting of a P: from at on it does what.
void p_time_at(struct p *pp, enum p_time what, nsec at);

static inline void p_time(struct sched *s, struct p *pp, enum p_time what)
{
    p_time_at(pp, what, s->host.now);
}

static inline void spend_ns(struct m *mp, int64_t ns)
{
    mp->spend_ps += ns * 1000;
}

#endif
