// rt_testengine: a small real engine for the tests of rt/ (rt/engine.h).
//
// By hand, one thread: the test does an operation for a task, eng_op() saves
// the task when it blocks, ready_log says who was woken in which order, and
// eng_resume() puts a woken task back. By itself, with eng_run(): some threads
// take tasks from one queue; a task is a step function that does one operation
// a call. A task that is made ready may run on another thread before the thread
// that woke it does anything else.
//
// The engine watches the contract: no lock is held but from RT_BLOCK to
// RT(release), nobody is made ready who is not saved, nobody runs twice, all
// sudogs come back.
#ifndef RT_TESTENGINE_H
#define RT_TESTENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/at.h"
#include "base/nsec.h"
#include "base/rng.h"
#include "rt/engine.h"
#include "rt/task.h"
#include "rt/timer.h"

struct m;
struct rt_semtab;
struct eng;

struct rt_lock {
    struct at_lock lock;
};

void rt_lock(struct m *mp, struct rt_lock *l);
void rt_unlock(struct m *mp, struct rt_lock *l);
void rt_ready(struct m *mp, struct task *t);
nsec rt_now(struct m *mp);
uint32_t rt_random(struct m *mp, uint32_t n);
bool rt_can_spin(struct m *mp, int iter);
struct sudog *rt_sudog_get(struct m *mp);
void rt_sudog_put(struct m *mp, struct sudog *sg);
struct rt_semtab *rt_semtab(struct m *mp);
void *rt_alloc(struct m *mp, size_t bytes);
const struct rt_rules *rt_rules_of(struct m *mp);
struct timers *rt_timers(struct m *mp);
void rt_timers_lock(struct m *mp, struct timers *h);
void rt_timers_unlock(struct m *mp, struct timers *h);
void rt_heap_count(struct m *mp, size_t bytes);
void rt_timers_wake(struct m *mp, nsec when, bool first);
void rt_timer_fired(struct m *mp, struct timer *t, nsec when);
void rt_timer_go(struct m *mp, word func);
nsec rt_wall(struct m *mp, nsec mono);
bool rt_timer_late(struct m *mp);

struct m {
    struct eng *engine;
    struct rng rng;
    struct sudog *free;
    int nlocks; // held now
    // Of its P.
    struct at_lock timers_lock;
    struct timers timers;
};

enum eng_state { ENG_READY, ENG_RUNNING, ENG_WAITING, ENG_DONE };

struct eng_task {
    struct task task; // first
    int id;
    uint32_t state; // at.h: enum eng_state
    struct eng_task *next;
    // eng_run: does one operation and returns its result, or sets exit.
    enum rt_result (*step)(struct m *mp, struct eng_task *t);
    enum rt_result last; // result of the operation before
    bool exit;
};

enum { ENG_THREADS_MAX = 4 };

#define ENG_WALL INT64_C(1500000001000000002) // what rt_wall says at 0

// All fields are for the test to set between eng_init and the first operation.
struct eng {
    struct m m[ENG_THREADS_MAX]; // by hand: m[0]
    struct eng_sched *sched;
    uint64_t clock; // at.h; rt_now
    nsec tick_ns;   // added at each look at the clock
    bool spin;      // rt_can_spin up to 4 rounds
    struct rt_rules rules;
    size_t alloc_limit;     // bytes
    const uint32_t *script; // what rt_random returns, while not NULL
    bool late;              // rt_timer_late
    nsec woken;             // rt_timers_wake of the first timer of a P
    uint32_t fired, funcs;  // at.h: timers that fired, functions they started
    bool window; // eng_run: wait after RT(release) for somebody to wake t
    bool release_early;  // the error: RT(release) before the task is saved
    char ready_log[256]; // ids in the order of rt_ready, "3 1 2"
    const char *error;   // first breach of contract, or NULL
};

void eng_init(struct eng *e);
// Checks that nothing is left over: locks, sudogs.
void eng_release(struct eng *e);

void eng_task_init(struct eng_task *t, int id);

// Saves t when result is RT_BLOCK; returns result.
enum rt_result eng_op(struct m *mp, struct eng_task *t, enum rt_result result);
// t was made ready: it runs again and its operation goes on.
enum rt_result eng_resume(struct m *mp, struct eng_task *t);

// Runs the tasks to their ends on nthreads threads; returns NULL or what went
// wrong: a breach of contract, or a deadlock.
const char *eng_run(struct eng *e, struct eng_task *const *tasks, size_t ntasks,
                    int nthreads);

#endif
