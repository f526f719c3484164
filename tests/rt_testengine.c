#include "rt/sync.h"

#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"

enum {
    SPINS_MAX = 4,
    PAUSES = 30,
    SLICE_MAX = 8,
    JITTER =
        64, // one of so many locks and wake-ups lets other threads go first
    // Looks at a task in the forced window: few where nothing may come of it,
    // many where the error must show.
    WINDOW_SHORT = 100,
    WINDOW_LONG = 5 * 1000 * 1000
};

// Go memory of a test.
struct block {
    struct block *next;
    uint64_t words[];
};

// What the threads of a run share.
struct eng_sched {
    pthread_mutex_t lock;
    pthread_cond_t cond;
    pthread_barrier_t start;       // of all threads
    struct eng_task *first, *last; // ready
    size_t nlive;
    int nthreads, nidle;
    uint32_t stop;    // at.h
    uint64_t nsudogs; // at.h: in use
    struct block *blocks;
    size_t nalloc;
    struct rt_semtab semtab;
};

void eng_init(struct eng *e)
{
    memset(e, 0, sizeof(*e));
    e->sched = xcalloc(1, sizeof(*e->sched));
    pthread_mutex_init(&e->sched->lock, NULL);
    pthread_cond_init(&e->sched->cond, NULL);
    for (int i = 0; i < ENG_THREADS_MAX; i++) {
        char name[] = {'m', (char)('0' + i), 0};
        e->m[i].engine = e;
        e->m[i].rng = rng_stream(1, name);
    }
    e->rules = (struct rt_rules){.close_newest_first = true,
                                 .mutex_starvation = true,
                                 .mutex_handoff_yields = true,
                                 .mutex_starving_ns = NSEC_MSEC};
    e->alloc_limit = SIZE_MAX;
}

void eng_release(struct eng *e)
{
    struct eng_sched *s = e->sched;

    for (int i = 0; i < ENG_THREADS_MAX; i++) {
        CHECK(e->m[i].nlocks == 0);
        timers_release(&e->m[i].timers);
        while (e->m[i].free != NULL) {
            struct sudog *sg = e->m[i].free;
            e->m[i].free = sg->link;
            free(sg);
        }
    }
    // After a breach of contract tasks are left where they were.
    CHECK(e->error != NULL || s->nsudogs == 0);
    while (s->blocks != NULL) {
        struct block *b = s->blocks;
        s->blocks = b->next;
        free(b);
    }
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->cond);
    free(s);
}

// The first error counts. All threads stop.
static void fail(struct eng *e, const char *error)
{
    pthread_mutex_lock(&e->sched->lock);
    if (e->error == NULL)
        e->error = error;
    at_store32(&e->sched->stop, 1);
    pthread_cond_broadcast(&e->sched->cond);
    pthread_mutex_unlock(&e->sched->lock);
}

// Threads meet at more places than the cores of this machine would let them.
static void jitter(struct m *mp)
{
    if (mp->engine->sched->nthreads > 1 && rng_below(&mp->rng, JITTER) == 0)
        sched_yield();
}

void rt_lock(struct m *mp, struct rt_lock *l)
{
    jitter(mp);
    at_lock(&l->lock);
    mp->nlocks++;
}

void rt_unlock(struct m *mp, struct rt_lock *l)
{
    CHECK(mp->nlocks > 0);
    mp->nlocks--;
    jitter(mp);
    at_unlock(&l->lock);
    jitter(mp);
}

static void push(struct eng_sched *s, struct eng_task *t)
{
    pthread_mutex_lock(&s->lock);
    t->next = NULL;
    if (s->first == NULL)
        s->first = t;
    else
        s->last->next = t;
    s->last = t;
    pthread_cond_signal(&s->cond);
    pthread_mutex_unlock(&s->lock);
}

void rt_ready(struct m *mp, struct task *task)
{
    struct eng *e = mp->engine;
    struct eng_task *t = (struct eng_task *)task;

    CHECK(mp->nlocks == 0);
    if (!at_cas32(&t->state, ENG_WAITING, ENG_READY)) {
        fail(e, "made ready while not saved as waiting");
        return;
    }
    if (e->sched->nthreads > 0) {
        push(e->sched, t);
        jitter(mp);
        return;
    }
    size_t n = strlen(e->ready_log);
    snprintf(e->ready_log + n, sizeof(e->ready_log) - n, n ? " %d" : "%d",
             t->id);
}

nsec rt_now(struct m *mp)
{
    struct eng *e = mp->engine;

    return (nsec)at_fetch_add(&e->clock, (uint64_t)e->tick_ns);
}

uint32_t rt_random(struct m *mp, uint32_t n)
{
    if (mp->engine->script == NULL)
        return (uint32_t)rng_below(&mp->rng, n);
    uint32_t r = *mp->engine->script++;
    CHECK(r < n);
    return r;
}

bool rt_can_spin(struct m *mp, int iter)
{
    return mp->engine->spin && iter < SPINS_MAX;
}

struct sudog *rt_sudog_get(struct m *mp)
{
    struct sudog *sg = mp->free;

    at_fetch_add(&mp->engine->sched->nsudogs, 1);
    if (sg == NULL)
        return xcalloc(1, sizeof(*sg));
    mp->free = sg->link;
    memset(sg, 0, sizeof(*sg));
    return sg;
}

void rt_sudog_put(struct m *mp, struct sudog *sg)
{
    at_fetch_add(&mp->engine->sched->nsudogs, (uint64_t)-1);
    // Who still looks at it shall notice.
    memset(sg, 0xa5, sizeof(*sg));
    sg->link = mp->free;
    mp->free = sg;
}

struct rt_semtab *rt_semtab(struct m *mp)
{
    return &mp->engine->sched->semtab;
}

void *rt_alloc(struct m *mp, size_t bytes)
{
    struct eng_sched *s = mp->engine->sched;
    struct block *b = NULL;

    pthread_mutex_lock(&s->lock);
    if (bytes <= mp->engine->alloc_limit - s->nalloc) {
        s->nalloc += bytes;
        b = xcalloc(1, sizeof(*b) + bytes);
        b->next = s->blocks;
        s->blocks = b;
    }
    pthread_mutex_unlock(&s->lock);
    return b == NULL ? NULL : b->words;
}

const struct rt_rules *rt_rules_of(struct m *mp)
{
    return &mp->engine->rules;
}

struct timers *rt_timers(struct m *mp)
{
    return &mp->timers;
}

static struct m *m_of(struct timers *h)
{
    return (struct m *)(void *)((char *)h - offsetof(struct m, timers));
}

void rt_timers_lock(struct m *mp, struct timers *h)
{
    jitter(mp);
    at_lock(&m_of(h)->timers_lock);
    mp->nlocks++;
}

void rt_timers_unlock(struct m *mp, struct timers *h)
{
    CHECK(mp->nlocks > 0);
    mp->nlocks--;
    at_unlock(&m_of(h)->timers_lock);
    jitter(mp);
}

void rt_heap_count(struct m *mp, size_t bytes)
{
    (void)mp;
    CHECK(bytes > 0);
}

void rt_timers_wake(struct m *mp, nsec when, bool first)
{
    if (first && mp->engine->sched->nthreads == 0)
        mp->engine->woken = when;
}

void rt_timer_fired(struct m *mp, struct timer *t, nsec when)
{
    CHECK(mp->nlocks == 0 && t->arg == NULL && when > 0);
    at_fetch_add32(&mp->engine->fired, 1);
}

void rt_timer_go(struct m *mp, word func)
{
    CHECK(mp->nlocks == 0 && func != 0);
    at_fetch_add32(&mp->engine->funcs, 1);
}

nsec rt_wall(struct m *mp, nsec mono)
{
    (void)mp;
    return ENG_WALL + mono;
}

bool rt_timer_late(struct m *mp)
{
    return mp->engine->late;
}

void eng_task_init(struct eng_task *t, int id)
{
    memset(t, 0, sizeof(*t));
    t->id = id;
    t->state = ENG_RUNNING;
}

static void save(struct eng *e, struct eng_task *t)
{
    if (!at_cas32(&t->state, ENG_RUNNING, ENG_WAITING))
        fail(e, "saved while not running");
}

// Gives the other threads the time to wake t between two steps of this one.
static void window(struct eng *e, struct eng_task *t, long looks)
{
    uint32_t state = at_load32(&t->state);

    while (looks-- > 0 && at_load32(&t->state) == state &&
           at_load32(&e->sched->stop) == 0)
        sched_yield();
}

static void block(struct m *mp, struct eng_task *t)
{
    struct eng *e = mp->engine;

    if (e->release_early) {
        RT(release)(mp, &t->task);
        if (e->window)
            window(e, t, WINDOW_LONG);
        save(e, t);
    } else {
        save(e, t);
        RT(release)(mp, &t->task);
        // t may run already on another thread.
        if (e->window)
            window(e, t, WINDOW_SHORT);
    }
    CHECK(mp->nlocks == 0);
}

enum rt_result eng_op(struct m *mp, struct eng_task *t, enum rt_result result)
{
    if (result == RT_BLOCK)
        block(mp, t);
    CHECK(mp->nlocks == 0);
    return result;
}

enum rt_result eng_resume(struct m *mp, struct eng_task *t)
{
    CHECK(at_cas32(&t->state, ENG_READY, ENG_RUNNING));
    return eng_op(mp, t, RT(resume)(mp, &t->task));
}

// Runs t until it blocks, exits or has had its slice.
static void run(struct m *mp, struct eng_task *t)
{
    struct eng *e = mp->engine;
    uint64_t slice = 1 + rng_below(&mp->rng, SLICE_MAX);

    if (!at_cas32(&t->state, ENG_READY, ENG_RUNNING)) {
        fail(e, "run by two threads");
        return;
    }
    for (; slice > 0; slice--) {
        enum rt_result r = t->task.op == TASK_OP_NONE
                               ? t->step(mp, t)
                               : RT(resume)(mp, &t->task);
        if (r == RT_BLOCK) {
            block(mp, t);
            return;
        }
        CHECK(mp->nlocks == 0);
        if (r == RT_SPIN) {
            for (int i = 0; i < PAUSES; i++)
                at_pause();
            continue;
        }
        t->last = r;
        if (t->exit) {
            CHECK(t->task.op == TASK_OP_NONE && t->task.waiting == NULL);
            at_store32(&t->state, ENG_DONE);
            pthread_mutex_lock(&e->sched->lock);
            if (--e->sched->nlive == 0)
                pthread_cond_broadcast(&e->sched->cond);
            pthread_mutex_unlock(&e->sched->lock);
            return;
        }
        if (r == RT_YIELD)
            break;
    }
    at_store32(&t->state, ENG_READY);
    push(e->sched, t);
}

// The next ready task, or NULL when all are done or nothing can happen any
// more.
static struct eng_task *take(struct eng *e)
{
    struct eng_sched *s = e->sched;
    struct eng_task *t = NULL;

    pthread_mutex_lock(&s->lock);
    while (s->first == NULL && s->nlive > 0 && s->stop == 0) {
        if (++s->nidle == s->nthreads) {
            if (e->error == NULL)
                e->error = "all tasks are asleep";
            at_store32(&s->stop, 1);
            pthread_cond_broadcast(&s->cond);
        } else {
            pthread_cond_wait(&s->cond, &s->lock);
        }
        s->nidle--;
    }
    if (s->nlive > 0 && s->stop == 0) {
        t = s->first;
        s->first = t->next;
    }
    pthread_mutex_unlock(&s->lock);
    return t;
}

static void *thread(void *arg)
{
    struct m *mp = arg;
    struct eng_task *t;

    pthread_barrier_wait(&mp->engine->sched->start);
    while ((t = take(mp->engine)) != NULL)
        run(mp, t);
    return NULL;
}

const char *eng_run(struct eng *e, struct eng_task *const *tasks, size_t ntasks,
                    int nthreads)
{
    pthread_t id[ENG_THREADS_MAX];

    CHECK(nthreads >= 1 && nthreads <= ENG_THREADS_MAX);
    e->sched->nthreads = nthreads;
    e->sched->nlive = ntasks;
    for (size_t i = 0; i < ntasks; i++) {
        CHECK(tasks[i]->state == ENG_RUNNING);
        tasks[i]->state = ENG_READY;
        push(e->sched, tasks[i]);
    }
    CHECK(pthread_barrier_init(&e->sched->start, NULL, (unsigned)nthreads) ==
          0);
    for (int i = 0; i < nthreads; i++)
        CHECK(pthread_create(&id[i], NULL, thread, &e->m[i]) == 0);
    for (int i = 0; i < nthreads; i++)
        CHECK(pthread_join(id[i], NULL) == 0);
    pthread_barrier_destroy(&e->sched->start);
    e->sched->nthreads = 0;
    return e->error;
}
