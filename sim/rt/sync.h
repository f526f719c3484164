// sync: semaphores (sema.go), sync.Mutex and sync.WaitGroup as state machines
// on Go memory, changed only by the atomic operations that Go uses there
// (mutex.go, waitgroup.go): compare-and-swap, and addition where Go adds.
//
// An object is two words: state and semaphore. A Go program can copy or
// overwrite an object that is in use. Every state, however inconsistent, gives
// what Go gives (a fatal error, a panic, a deadlock), never a failed CHECK.
// Addresses must not be nil: the VM has panicked before.
#ifndef RT_SYNC_H
#define RT_SYNC_H

#include "rt/chan.h"

enum { SEMTAB_ROOTS = 251 };

struct sema_root {
    struct rt_lock lock;
    struct waitq queue; // of each address its first waiter; more on sudog.link
    uint32_t nwait;     // at.h: waiters, counted before they queue
};

struct rt_semtab {
    struct sema_root root[SEMTAB_ROOTS];
};

// RT_DONE, RT_BLOCK, RT_SPIN; RT_FATAL "sync: inconsistent mutex state".
enum rt_result RT(mutex_lock)(struct m *mp, struct task *t, word *mutex);
bool RT(mutex_trylock)(struct m *mp, word *mutex);
// RT_YIELD when a starving mutex was handed over; RT_FATAL when not locked.
enum rt_result RT(mutex_unlock)(struct m *mp, struct task *t, word *mutex);

// RT_PANIC "sync: negative WaitGroup counter" and Go's texts on misuse.
enum rt_result RT(wg_add)(struct m *mp, struct task *t, word *wg,
                          int64_t delta);
enum rt_result RT(wg_wait)(struct m *mp, struct task *t, word *wg);

// Semaphores, for more of sync to come. lifo: queue at the head. reason: for
// dumps. Acquire may return RT_BLOCK: RT(resume) goes on. Release returns
// RT_YIELD when handoff gave the count to a waiter and the engine yields then
// (rt_mutex_handoff_yields).
enum rt_result RT(sem_acquire)(struct m *mp, struct task *t, word *sema,
                               bool lifo, enum wait_reason reason);
enum rt_result RT(sem_release)(struct m *mp, word *sema, bool handoff);

#endif
