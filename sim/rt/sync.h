// sync: semaphores and notify lists (sema.go), sync.Mutex and sync.WaitGroup as
// state machines on Go memory, changed only by the atomic operations that Go
// uses there (mutex.go, waitgroup.go): compare-and-swap, and addition where Go
// adds. RWMutex, Cond and Once are Go code on top (lang/prelude/sync.go).
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
    struct sudog *tree; // rt/semtree.h: of each address its first waiter
    uint32_t nwait;     // at.h: of semaphores, counted before they queue
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

// Semaphores, for the rest of sync. lifo: queue at the head. reason: for dumps.
// Acquire may return RT_BLOCK: RT(resume) goes on. Release returns RT_YIELD
// when handoff gave the count to a waiter and the engine yields then
// (rt_rules).
enum rt_result RT(sem_acquire)(struct m *mp, struct task *t, word *sema,
                               bool lifo, enum wait_reason reason);
enum rt_result RT(sem_release)(struct m *mp, word *sema, bool handoff);

// Notify lists (sema.go: notifyList), what sync.Cond waits in. Two words: the
// ticket of the next waiter, taken by an atomic addition, and that of the next
// one to be notified. DIFFERS FROM GO: they have 64 bits and do not wrap.
enum rt_result RT(notify_wait)(struct m *mp, struct task *t, word *list,
                               word ticket);
// All who have taken a ticket; the one with the lowest ticket. A waiter that
// has a ticket but is not in the list yet will not wait.
void RT(notify_all)(struct m *mp, word *list);
void RT(notify_one)(struct m *mp, word *list);

#endif
