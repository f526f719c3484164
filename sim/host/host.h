// host: the simulated machine below Go's run time: a clock, an event list,
// threads on cores.
//
// The loop runs in main() on an int64 clock; SimGrid describes the machine and
// is stepped only while it has I/O in flight (network and disks come with it).
// Everything here is exact integer arithmetic: same inputs, same events.
//
// A thread is a state machine. While it is on a core its step function is
// called each time the work that it asked for is done; step then asks for more
// work (host_run), or blocks (host_block, host_sleep), or ends (host_exit),
// exactly one of them before it returns. Calls marked "step" are made by the
// thread that is on a core now.
#ifndef HOST_HOST_H
#define HOST_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/heap.h"
#include "base/nsec.h"
#include "host/machine.h"
#include "host/noise.h"
#include "host/runtree.h"
#include "model/model.h"

__extension__ typedef __int128 host_int128;

struct fluid;
struct host;
struct host_thread;
struct net;

typedef void host_fn(void *arg);

// A timer: an event of the future. Zero-initialised with fn and arg set.
struct host_timer {
    host_fn *fn;
    void *arg;
    uint64_t gen; // of the armed entry in the event list
    bool armed;
    nsec when;
};

enum host_state {
    HOST_BLOCKED, // not runnable
    HOST_WAKING,  // an idle core wakes up for it
    HOST_READY,   // waits in the queue of a core
    HOST_RUNNING, // on a core
    HOST_DEAD,
};

struct host_thread {
    struct host *host;
    int id; // for messages and ties
    enum host_state state;
    int core;      // while waking, ready or running
    int last_core; // -1: never ran
    host_fn *step;
    void *arg;
    int64_t left_ps;   // work still to do, at reference speed; after an
                       // interrupt: what was not done
    int64_t carry_ps;  // fraction of a ns of this core's time
    host_int128 units; // speed.c: work left, where siblings share a core
    nsec units_since;  // and from when on the present speed holds
    nsec run_until;    // running: when the work is done
    nsec on_core_since;
    nsec slice_since;         // running: when it was last preferred to others
    nsec last_ran;            // when it last left a core
    nsec vruntime;            // CPU time, for fairness, up to on_core_since
    nsec deadline;            // EEVDF: vruntime at the end of its slice
    nsec lag;                 // EEVDF: what it was owed when it blocked
    nsec cpu_ns;              // CPU time used in all
    bool moved;               // to another queue since it last ran
    bool interrupted;         // call step as soon as it runs, work or not
    struct host_timer timer;  // end of work, wake-up latency or sleep
    struct runtree_node node; // while ready
    struct host_thread *next, *prev; // of the queue, in order of arrival
};

enum host_core_state { CORE_IDLE, CORE_WAKING, CORE_BUSY };

// What the operating system calls a CPU: a core, or a thread of one.
struct host_core {
    struct host *host;
    int id;
    enum host_core_state state;
    struct host_thread *thread;
    int64_t mhz;
    nsec idle_since;
    int last_thread; // id, for the cost of a switch; -1 none
    struct host_timer slice;
    struct host_timer loss; // to somebody else, with noise
    bool resched;           // somebody with more claim waits: at the next event

    // fair.c: who waits for it.
    struct runtree_node *tree;
    struct host_thread *first, *last; // the longest waiting first
    int nwaiting;
    host_int128 sum_v; // of vruntime of those that wait
    nsec v_zero;       // CFS: min_vruntime; EEVDF: where an empty queue begins

    // place.c: where it lies.
    int phys, l3, socket;
    int position; // in the order of sockets, caches, physical cores
    struct host_core *sibling; // next CPU of the physical core, a ring
    struct host_core *idle_next, *idle_prev;
    struct host_core **idle_list; // that it is in, or NULL
    int balance_failed;
    bool received; // a thread in this round of balancing

    // bandwidth.c
    nsec quota_left, quota_since;
    struct host_timer quota;
    bool throttled;
    nsec throttled_since;
    struct host_core *next_throttled;
};

// CPUs that share a last-level cache.
struct host_l3 {
    int socket, first, end;         // positions
    struct host_core *whole, *half; // idle ones: all of their physical core is,
                                    // or not
    int nwhole;
};

// What the engine hears of; each may be NULL. why is static text. wake: a sleep
// is over, or a new thread begins.
struct host_hooks {
    void (*wake)(void *arg, struct host_thread *th);
    void (*core_start)(void *arg, struct host_thread *th, int core);
    void (*core_stop)(void *arg, struct host_thread *th, int core,
                      const char *why);
    void *arg;
};

struct host {
    nsec now;
    struct heap events;
    uint64_t gen;
    size_t ndead; // entries of timers that were cancelled or moved
    const struct os_model *os;
    int64_t reference_mhz;
    int ncores;
    struct host_core *cores;
    int nready; // threads in queues
    uint64_t arrivals;

    // place.c
    const struct machine *machine;
    bool smt;     // a CPU in use has a sibling
    int *nactive; // CPUs of each physical core that are not idle
    int nl3;
    struct host_l3 *l3;
    int home_socket;  // of the process
    int *by_position; // ids
    int *lengths;     // of queues, by position
    int *longest;     // a tree: the position with the longest queue of each
                      // range; its leaves are at longest[nleaf]
    int nleaf;
    struct host_timer balance, idle_balance;
    int balance_from; // the position whose turn it is to look first

    // bandwidth.c: 0 quota_ns: no limit.
    nsec quota_ns, quota_period_ns, quota_pool;
    struct host_timer quota_period, quota_slack;
    struct host_core *throttled, **throttled_tail;
    nsec throttled_ns; // over all cores
    int64_t throttles;

    struct fluid *fluid; // SimGrid shares the cores, or NULL

    // net.c: transfers, or NULL. No end of one is missing in the event list
    // before net_step; none in flight can come before net_least.
    struct net *net;
    nsec net_step, net_least;

    struct host_hooks hooks;
    struct noise noise; // off after host_init
    bool stop;          // host_loop returns
};

// ncores <= machine's: the first ncores are used.
void host_init(struct host *h, const struct machine *machine, int ncores,
               const struct os_model *os, int64_t reference_mhz);
void host_release(struct host *h);

// Arms t to call its fn at time when (>= now); a second call moves it.
void host_at(struct host *h, struct host_timer *t, nsec when);
void host_cancel(struct host *h, struct host_timer *t);

// Processes events until h->stop, or the next one is later than limit (then
// now = limit and false), or poll() returns true (asked every few events; may
// be NULL). CHECKs that there is a next event.
bool host_loop(struct host *h, nsec limit, bool (*poll)(void *arg), void *arg);

// A new thread, runnable after delay; 0: at once on an idle core, without the
// latency of a wake-up (the first thread of the process).
void host_start(struct host *h, struct host_thread *th, nsec delay);

// step: use the core for work_ps (reference speed). True: the time has passed
// already, go on; false: step will be called when it has.
bool host_run(struct host *h, struct host_thread *th, int64_t work_ps);

// step: how many ps of work the thread can do before the next event of anybody,
// plus extra ns. At least min_ns worth.
int64_t host_quiet_ps(struct host *h, const struct host_thread *th, nsec extra,
                      nsec min_ns);

// step: leave the core until host_wake.
void host_block(struct host *h, struct host_thread *th, const char *why);

// step: leave the core for d ns, as nanosleep does (timer slack, wake-up).
void host_sleep(struct host *h, struct host_thread *th, nsec d,
                const char *why);

// step: leave the core until the time when (>= now), as who waits for a device
// does: no timer of the kernel is in it, the wake-up is.
void host_wait_until(struct host *h, struct host_thread *th, nsec when,
                     const char *why);

// Makes a blocked (or sleeping) thread runnable: on an idle core after its
// wake-up latency, else it waits for one.
void host_wake(struct host *h, struct host_thread *th);

// Calls the thread's step as soon as it is on a core, at once when it is; what
// it had not done yet is in left_ps.
void host_interrupt(struct host *h, struct host_thread *th);

// step: the thread ends.
void host_exit(struct host *h, struct host_thread *th);

#endif
