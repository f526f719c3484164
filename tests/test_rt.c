// rt: channels, selects, mutexes, wait groups and semaphores on real threads.
// Values and wake-ups are counted; a task that is woken may run on another
// thread before the waker, or the task's own thread, has done its next step.
// Orders are the single-threaded tests' (chan, select, sync).
#include "rt/sync.h"

#include <string.h>

#include "testing.h"

enum { NTHREADS = 2, NROUNDS = 2000 };

static struct eng e;
static struct m *mp = &e.m[0];
static uint64_t chan_ids;
static word mu[2];

static void start(void)
{
    eng_init(&e);
    chan_ids = 0;
    memset(mu, 0, sizeof(mu));
}

static struct rt_chan *make(int64_t size)
{
    bool out_of_range;
    struct rt_chan *c = RT(chan_make)(mp, 1, size, ++chan_ids, &out_of_range);

    assert_non_null(c);
    return c;
}

static word ref(const struct rt_chan *c)
{
    return (word)(uintptr_t)c;
}

// Channels: producers send numbers, consumers mark what they got.

enum { NVALUES = 60000, NPROD = 3, NCONS = 3 };

struct end {
    struct eng_task t; // first
    word value, ok;
    word next, last; // producer: numbers to send
    bool started;
};

static struct {
    struct rt_chan *c;
    uint32_t seen[NVALUES]; // at.h
    uint32_t producers;     // at.h: still at work
    bool polling;           // consumers do not wait
} pipe_;

static enum rt_result produce(struct m *m, struct eng_task *task)
{
    struct end *p = (struct end *)task;

    if (p->next < p->last) {
        p->value = p->next++;
        return RT(chan_send)(m, &task->task, ref(pipe_.c), &p->value, true);
    }
    task->exit = true;
    if (at_fetch_add32(&pipe_.producers, (uint32_t)-1) > 1)
        return RT_DONE;
    return RT(chan_close)(m, &task->task, ref(pipe_.c));
}

static enum rt_result consume(struct m *m, struct eng_task *task)
{
    struct end *p = (struct end *)task;

    if (p->started && task->last == RT_DONE) {
        if (p->ok == 0) {
            task->exit = true;
            return RT_DONE;
        }
        at_fetch_add32(&pipe_.seen[p->value], 1);
    }
    p->started = true;
    return RT(chan_recv)(m, &task->task, ref(pipe_.c), &p->value, &p->ok,
                         !pipe_.polling);
}

static const char *run_pipe(int64_t size, word nvalues, bool polling, int nprod,
                            int ncons)
{
    static struct end ends[NPROD + NCONS];
    struct eng_task *tasks[NPROD + NCONS];

    memset(&pipe_, 0, sizeof(pipe_));
    memset(ends, 0, sizeof(ends));
    pipe_.c = make(size);
    pipe_.producers = (uint32_t)nprod;
    pipe_.polling = polling;
    for (int i = 0; i < nprod + ncons; i++) {
        struct end *p = &ends[i];
        eng_task_init(&p->t, i);
        p->t.step = i < nprod ? produce : consume;
        p->next = nvalues * (word)i / (word)nprod;
        p->last = nvalues * (word)(i + 1) / (word)nprod;
        tasks[i] = &p->t;
    }
    return eng_run(&e, tasks, (size_t)(nprod + ncons), NTHREADS);
}

static void check_pipe(int64_t size, word nvalues, bool polling)
{
    const char *error = run_pipe(size, nvalues, polling, NPROD, NCONS);

    if (error != NULL)
        fail_msg("%s", error);
    for (word i = 0; i < nvalues; i++)
        assert_int_equal(pipe_.seen[i], 1);
    assert_true(pipe_.c->head.len == 0);
}

TEST(no_value_is_lost_or_doubled_on_threads)
{
    static const int64_t sizes[] = {0, 1, 7, 1000};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        start();
        check_pipe(sizes[i], NVALUES, false);
        eng_release(&e);
    }
}

TEST(polling_consumers_miss_nothing_on_threads)
{
    start();
    check_pipe(0, NVALUES / 10, true);
    check_pipe(5, NVALUES / 10, true);
    eng_release(&e);
}

TEST(a_task_may_run_as_soon_as_its_lock_is_released)
{
    start();
    e.window = true;
    check_pipe(0, 2000, false);
    check_pipe(2, 2000, false);
    eng_release(&e);
}

TEST(an_engine_that_releases_before_it_saves_is_caught)
{
    // With one task a thread: one blocks and is not saved until the other has
    // tried to wake it.
    start();
    e.window = e.release_early = true;
    const char *error = run_pipe(0, NVALUES, false, 1, 1);
    assert_non_null(error);
    assert_string_equal(error, "made ready while not saved as waiting");
    eng_release(&e);
}

// Waiters of many channels that are closed one after the other.

enum { NWAITERS = 5 };

static struct {
    struct rt_chan *c[NROUNDS];
    uint32_t zeros, panics, others; // at.h
} closing;

struct waiter {
    struct eng_task t; // first
    word value, ok;
    int next;
    bool sends;
};

static enum rt_result wait_for_close(struct m *m, struct eng_task *task)
{
    struct waiter *w = (struct waiter *)task;

    if (w->next > 0 && w->sends)
        at_fetch_add32(
            task->last == RT_PANIC ? &closing.panics : &closing.others, 1);
    else if (w->next > 0)
        at_fetch_add32(
            w->ok == 0 && w->value == 0 ? &closing.zeros : &closing.others, 1);
    if (w->next == NROUNDS) {
        task->exit = true;
        return RT_DONE;
    }
    struct rt_chan *c = closing.c[w->next++];
    w->value = w->ok = 1;
    if (w->sends)
        return RT(chan_send)(m, &task->task, ref(c), &w->value, true);
    return RT(chan_recv)(m, &task->task, ref(c), &w->value, &w->ok, true);
}

static enum rt_result close_each(struct m *m, struct eng_task *task)
{
    struct waiter *w = (struct waiter *)task;

    task->exit = w->next == NROUNDS - 1;
    return RT(chan_close)(m, &task->task, ref(closing.c[w->next++]));
}

TEST(close_wakes_every_waiter_once_on_threads)
{
    static struct waiter w[NWAITERS + 1];
    struct eng_task *tasks[NWAITERS + 1];

    for (int sends = 0; sends < 2; sends++) {
        start();
        memset(&closing, 0, sizeof(closing));
        memset(w, 0, sizeof(w));
        for (int i = 0; i < NROUNDS; i++)
            closing.c[i] = make(0);
        for (int i = 0; i <= NWAITERS; i++) {
            eng_task_init(&w[i].t, i);
            w[i].sends = sends;
            w[i].t.step = i < NWAITERS ? wait_for_close : close_each;
            tasks[i] = &w[i].t;
        }
        assert_null(eng_run(&e, tasks, NWAITERS + 1, NTHREADS));
        assert_int_equal(closing.others, 0);
        assert_int_equal(closing.zeros, sends ? 0 : NROUNDS * NWAITERS);
        assert_int_equal(closing.panics, sends ? NROUNDS * NWAITERS : 0);
        eng_release(&e);
    }
}

// Selects: every task offers and takes on three channels at once.

enum { NSWITCH = 4, NSWITCHED = 40000 };

struct sw {
    struct eng_task t;          // first
    struct vm_select_case k[7]; // send 0 1 2, receive 0 1 2, quit
    word value, in, in_ok, chosen;
    word next, last;
};

static struct {
    struct rt_chan *c[3], *quit;
    uint32_t seen[NSWITCHED]; // at.h
    uint32_t left;            // at.h: tasks that still send
    uint32_t bad;             // at.h
} bus;

static enum rt_result switch_step(struct m *m, struct eng_task *task)
{
    struct sw *s = (struct sw *)task;

    if (s->chosen == 6 || task->last != RT_DONE) {
        task->exit = true;
        if (task->last != RT_DONE || s->in_ok != 0)
            at_fetch_add32(&bus.bad, 1);
        return RT_DONE;
    }
    if (s->chosen >= 3 && s->chosen < 6)
        at_fetch_add32(s->in_ok == 1 ? &bus.seen[s->in] : &bus.bad, 1);
    if (s->chosen < 3)
        s->next++;
    s->value = s->next;
    s->chosen = 99;
    s->in_ok = 99;
    if (s->next == s->last) {
        s->last = 0;
        for (int i = 0; i < 3; i++)
            s->k[i].chan = 0;
        if (at_fetch_add32(&bus.left, (uint32_t)-1) == 1)
            return RT(chan_close)(m, &task->task, ref(bus.quit));
    }
    return RT(select)(m, &task->task, s->k, 7, false, &s->chosen);
}

static void check_bus(word nvalues)
{
    static struct sw s[NSWITCH];
    struct eng_task *tasks[NSWITCH];

    memset(&bus, 0, sizeof(bus));
    memset(s, 0, sizeof(s));
    for (int i = 0; i < 3; i++)
        bus.c[i] = make(i == 2 ? 2 : 0);
    bus.quit = make(0);
    bus.left = NSWITCH;
    for (int i = 0; i < NSWITCH; i++) {
        eng_task_init(&s[i].t, i);
        s[i].t.step = switch_step;
        s[i].chosen = 99;
        s[i].next = nvalues * (word)i / NSWITCH;
        s[i].last = nvalues * (word)(i + 1) / NSWITCH;
        s[i].value = s[i].next;
        for (int j = 0; j < 7; j++) {
            s[i].k[j].chan = ref(j < 6 ? bus.c[j % 3] : bus.quit);
            s[i].k[j].send = j < 3;
            s[i].k[j].value = j < 3 ? &s[i].value : &s[i].in;
            s[i].k[j].ok = j < 3 ? NULL : &s[i].in_ok;
        }
        tasks[i] = &s[i].t;
    }
    const char *error = eng_run(&e, tasks, NSWITCH, NTHREADS);
    if (error != NULL)
        fail_msg("%s", error);
    while (bus.c[2]->head.len > 0) {
        word got;
        assert_int_equal(
            RT(chan_recv)(mp, &s[0].t.task, ref(bus.c[2]), &got, NULL, true),
            RT_DONE);
        bus.seen[got]++;
    }
    for (word i = 0; i < nvalues; i++)
        assert_int_equal(bus.seen[i], 1);
    assert_int_equal(bus.bad, 0);
    for (int i = 0; i < 3; i++)
        assert_true(bus.c[i]->recvq.n == 0 && bus.c[i]->sendq.n == 0);
}

TEST(selects_exchange_every_value_once_on_threads)
{
    start();
    check_bus(NSWITCHED);
    eng_release(&e);
}

TEST(a_select_may_run_while_its_last_locks_are_released)
{
    start();
    e.window = true;
    check_bus(1000);
    eng_release(&e);
}

// Selects whose two channels are closed by two tasks at the same time.

struct chooser {
    struct eng_task t; // first
    struct vm_select_case k[2];
    word value, in, in_ok, chosen;
    uint32_t next;
};

static struct {
    struct rt_chan *c[2][NROUNDS];
    uint32_t panics, zeros, bad; // at.h
} duel;

static enum rt_result choose_step(struct m *m, struct eng_task *task)
{
    struct chooser *w = (struct chooser *)task;

    if (w->next > 0 && task->last == RT_PANIC)
        at_fetch_add32(w->chosen == 0 ? &duel.panics : &duel.bad, 1);
    else if (w->next > 0)
        at_fetch_add32(w->chosen == 1 && w->in_ok == 0 && w->in == 0
                           ? &duel.zeros
                           : &duel.bad,
                       1);
    if (w->next == NROUNDS) {
        task->exit = true;
        return RT_DONE;
    }
    w->chosen = w->in_ok = w->in = 99;
    w->k[0] = (struct vm_select_case){
        .chan = ref(duel.c[0][w->next]), .send = true, .value = &w->value};
    w->k[1] = (struct vm_select_case){
        .chan = ref(duel.c[1][w->next]), .value = &w->in, .ok = &w->in_ok};
    w->next++;
    return RT(select)(m, &task->task, w->k, 2, false, &w->chosen);
}

static enum rt_result duel_step(struct m *m, struct eng_task *task)
{
    struct chooser *w = (struct chooser *)task;

    task->exit = w->next == NROUNDS - 1;
    return RT(chan_close)(m, &task->task, ref(duel.c[task->id % 2][w->next++]));
}

TEST(only_one_of_two_closers_wakes_a_select_on_threads)
{
    static struct chooser w[NWAITERS + 2];
    struct eng_task *tasks[NWAITERS + 2];

    start();
    memset(&duel, 0, sizeof(duel));
    memset(w, 0, sizeof(w));
    for (int i = 0; i < NROUNDS; i++)
        for (int j = 0; j < 2; j++)
            duel.c[j][i] = make(0);
    for (int i = 0; i < NWAITERS + 2; i++) {
        eng_task_init(&w[i].t, i);
        w[i].t.step = i < NWAITERS ? choose_step : duel_step;
        tasks[i] = &w[i].t;
    }
    assert_null(eng_run(&e, tasks, NWAITERS + 2, NTHREADS));
    assert_int_equal(duel.bad, 0);
    assert_int_equal(duel.panics + duel.zeros, NROUNDS * NWAITERS);
    eng_release(&e);
}

// Mutexes.

enum { NLOCKERS = 4, NLOCKS = 25000 };

static uint64_t counter; // guarded by mu

struct locker {
    struct eng_task t; // first
    int left;
    bool holds;
    bool tries; // TryLock first
};

static enum rt_result lock_step(struct m *m, struct eng_task *task)
{
    struct locker *l = (struct locker *)task;

    l->holds = !l->holds;
    if (l->holds && l->tries && RT(mutex_trylock)(m, mu))
        return RT_DONE;
    if (l->holds)
        return RT(mutex_lock)(m, &task->task, mu);
    counter++;
    task->exit = --l->left == 0;
    return RT(mutex_unlock)(m, &task->task, mu);
}

static void check_mutex(int nlocks)
{
    static struct locker l[NLOCKERS];
    struct eng_task *tasks[NLOCKERS];

    counter = 0;
    memset(l, 0, sizeof(l));
    for (int i = 0; i < NLOCKERS; i++) {
        eng_task_init(&l[i].t, i);
        l[i].t.step = lock_step;
        l[i].left = nlocks;
        l[i].tries = i == 0;
        tasks[i] = &l[i].t;
    }
    const char *error = eng_run(&e, tasks, NLOCKERS, NTHREADS);
    if (error != NULL)
        fail_msg("%s", error);
    assert_int_equal(counter, NLOCKERS * nlocks);
    assert_true(mu[0] == 0 && mu[1] == 0);
}

// A fast clock makes the mutex starve often, a slow one never.
TEST(a_mutex_excludes_on_threads)
{
    static const struct {
        nsec tick_ns;
        bool spin, window;
        int nlocks;
    } cases[] = {
        {0, false, false, NLOCKS},
        {0, true, false, NLOCKS},
        {NSEC_MSEC / 4, false, false, NLOCKS},
        {NSEC_MSEC / 4, true, false, NLOCKS},
        {NSEC_MSEC / 4, false, true, 1000},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        start();
        e.tick_ns = cases[i].tick_ns;
        e.spin = cases[i].spin;
        e.window = cases[i].window;
        check_mutex(cases[i].nlocks);
        eng_release(&e);
    }
}

// A wait group a round is a barrier: whoever passes sees what all have done.

enum { NWORKERS = 4 };

static struct {
    word wg[NROUNDS][2];
    uint32_t done[NROUNDS][NWORKERS]; // plain: ordered by the wait group alone
    uint32_t bad;                     // at.h
} barrier;

struct worker {
    struct eng_task t; // first
    int round;
    bool added;
};

static enum rt_result barrier_step(struct m *m, struct eng_task *task)
{
    struct worker *w = (struct worker *)task;

    if (task->last != RT_DONE)
        at_fetch_add32(&barrier.bad, 1);
    if (!w->added) {
        if (w->round > 0)
            for (int i = 0; i < NWORKERS; i++)
                if (barrier.done[w->round - 1][i] != 1)
                    at_fetch_add32(&barrier.bad, 1);
        if (w->round == NROUNDS) {
            task->exit = true;
            return RT_DONE;
        }
        w->added = true;
        barrier.done[w->round][task->id]++;
        return RT(wg_add)(m, &task->task, barrier.wg[w->round], -1);
    }
    w->added = false;
    return RT(wg_wait)(m, &task->task, barrier.wg[w->round++]);
}

TEST(a_wait_group_orders_memory_on_threads)
{
    static struct worker w[NWORKERS];
    struct eng_task *tasks[NWORKERS];

    for (int window = 0; window < 2; window++) {
        start();
        e.window = window;
        memset(&barrier, 0, sizeof(barrier));
        memset(w, 0, sizeof(w));
        for (int i = 0; i < NROUNDS; i++)
            barrier.wg[i][0] = (word)NWORKERS << 32;
        for (int i = 0; i < NWORKERS; i++) {
            eng_task_init(&w[i].t, i);
            w[i].t.step = barrier_step;
            w[i].round = window ? NROUNDS - 300 : 0;
            tasks[i] = &w[i].t;
        }
        for (int i = 0; i < NWORKERS; i++)
            if (window)
                barrier.done[NROUNDS - 301][i] = 1;
        assert_null(eng_run(&e, tasks, NWORKERS, NTHREADS));
        assert_int_equal(barrier.bad, 0);
        eng_release(&e);
    }
}

enum { NUNITS = 20000 };

static word units;

static enum rt_result give_step(struct m *m, struct eng_task *task)
{
    struct locker *l = (struct locker *)task;

    task->exit = --l->left == 0;
    return RT(sem_release)(m, &units, l->tries);
}

static enum rt_result take_step(struct m *m, struct eng_task *task)
{
    struct locker *l = (struct locker *)task;

    task->exit = l->left == 0;
    if (task->exit)
        return RT_DONE;
    l->left--;
    return RT(sem_acquire)(m, &task->task, &units, l->tries, WAIT_SEMACQUIRE);
}

TEST(no_unit_of_a_semaphore_is_lost_on_threads)
{
    static struct locker l[NLOCKERS];
    struct eng_task *tasks[NLOCKERS];

    start();
    units = 0;
    memset(l, 0, sizeof(l));
    for (int i = 0; i < NLOCKERS; i++) {
        eng_task_init(&l[i].t, i);
        l[i].t.step = i < 2 ? give_step : take_step;
        l[i].left = NUNITS;
        l[i].tries = i % 2; // hand over; queue at the head
        tasks[i] = &l[i].t;
    }
    assert_null(eng_run(&e, tasks, NLOCKERS, NTHREADS));
    assert_int_equal(units, 0);
    eng_release(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(no_value_is_lost_or_doubled_on_threads),
        RUN(polling_consumers_miss_nothing_on_threads),
        RUN(a_task_may_run_as_soon_as_its_lock_is_released),
        RUN(an_engine_that_releases_before_it_saves_is_caught),
        RUN(close_wakes_every_waiter_once_on_threads),
        RUN(selects_exchange_every_value_once_on_threads),
        RUN(a_select_may_run_while_its_last_locks_are_released),
        RUN(only_one_of_two_closers_wakes_a_select_on_threads),
        RUN(a_mutex_excludes_on_threads),
        RUN(a_wait_group_orders_memory_on_threads),
        RUN(no_unit_of_a_semaphore_is_lost_on_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
