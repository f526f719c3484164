// engine: the seam between Go's semantics (rt/) and an engine that runs them.
//
// rt/ says who blocks whom and in which order; the engine says who runs next
// and when. rt/ is compiled once per engine, with
//     -DRT_ENGINE=sim -DRT_ENGINE_HEADER="sched/rt_sim.h"
// so that engine calls are inlined: no indirect call per channel operation. The
// function written RT(chan_send) here is sim_chan_send in the simulator.
//
// The rule that both engines live by: an operation runs under its object's lock
// and returns RT_DONE or RT_BLOCK. On RT_BLOCK the lock is still held. The
// engine saves the goroutine (its VM context, its state "waiting") and only
// then calls RT(release), as Go's gopark calls its unlock function. Released
// earlier, a wake-up could find a goroutine that is not yet saved. When the
// goroutine is put on a thread again, the engine calls RT(resume) before its
// next instruction.
//
// The engine's header provides, with struct m (the executing thread; its own
// struct, opaque here):
//   struct rt_lock;                         all zero is free
//   void rt_lock(struct m *, struct rt_lock *);
//   void rt_unlock(struct m *, struct rt_lock *);
//   void rt_ready(struct m *, struct task *);  goready; it may run at once on
//                                           another thread: touch it no more
//   nsec rt_now(struct m *);                monotonic
//   uint32_t rt_random(struct m *, uint32_t n);  uniform in [0, n)
//   bool rt_can_spin(struct m *, int iter); runtime_canSpin
//   struct sudog *rt_sudog_get(struct m *); zeroed
//   void rt_sudog_put(struct m *, struct sudog *);
//   struct rt_semtab *rt_semtab(struct m *);
//   void *rt_alloc(struct m *, size_t bytes);  zeroed Go memory or NULL
//   const struct rt_rules *rt_rules_of(struct m *);  of the version of Go
//   struct timers *rt_timers(struct m *);  of the P that the M holds
//   void rt_timers_lock(struct m *, struct timers *);
//   void rt_timers_unlock(struct m *, struct timers *);
//   void rt_heap_count(struct m *, size_t bytes);  against the memory limit
//   void rt_timers_wake(struct m *, nsec when, bool first);  wakeNetPoller;
//                                          first: none was earlier on its P
//   void rt_timer_fired(struct m *, struct timer *, nsec when);  records it;
//                                          makes a G that sleeps on it ready
//   void rt_timer_go(struct m *, word func);   newproc
//   nsec rt_wall(struct m *, nsec mono);   since 1970
//   bool rt_timer_late(struct m *);        a tick is the time it is sent
#ifndef RT_ENGINE_H
#define RT_ENGINE_H

#include <stdbool.h>

#include "base/at.h"
#include "base/nsec.h"

struct m;
struct task;
struct sudog;
struct rt_semtab;
struct timer;
struct timers;

#define RT_CAT_(a, b) a##_##b
#define RT_CAT(a, b)  RT_CAT_(a, b)
#define RT(name)      RT_CAT(RT_ENGINE, name)

enum rt_result {
    RT_DONE,       // go on
    RT_BLOCK,      // save the goroutine, RT(release), run another
    RT_WOULDBLOCK, // a non-blocking operation found nothing to do
    RT_SPIN,       // spend one round of active spinning, then RT(resume)
    RT_YIELD,      // done; and run the goroutine just readied now (goyield)
    RT_PANIC,      // task->error is the text of a Go panic
    RT_FATAL,      // task->error is the text of a fatal error
};

// In what versions of Go differ.
struct rt_rules {
    bool close_newest_first;   // close: senders, then receivers, newest first;
                               // else receivers, then senders, oldest first
    bool mutex_starvation;     // a mutex can starve …
    bool mutex_handoff_yields; // … and is then handed over at once
    nsec mutex_starving_ns;
};

#include RT_ENGINE_HEADER

#endif
