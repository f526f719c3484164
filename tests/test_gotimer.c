// gotimer: what timers of package time send, when, and what Stop and Reset say,
// before Go 1.23 and since; by hand, and on threads.
#include "rt/gotimer.h"

#include <string.h>

#include "rt/chan.h"
#include "testing.h"

enum { TIME_WORDS = 3, NTASKS = 8 };

static struct eng e;
static struct m *mp = &e.m[0];
static struct eng_task t[NTASKS];
static word value[NTASKS][TIME_WORDS];
static word ok[NTASKS];

static void start(void)
{
    eng_init(&e);
    e.clock = 1000;
    for (int i = 0; i < NTASKS; i++)
        eng_task_init(&t[i], i);
    memset(value, 0, sizeof value);
    memset(ok, 0, sizeof ok);
}

static struct gotimer *make(nsec d, nsec period, bool sync)
{
    static uint64_t ids;
    struct gotimer *tm =
        RT(timer_new)(mp, GOTIMER_CHAN, d, period, 0, sync, ++ids);

    assert_non_null(tm);
    return tm;
}

static word ref(const struct gotimer *tm)
{
    return (word)(uintptr_t)tm->chan;
}

static enum rt_result recv(int i, const struct gotimer *tm, bool block)
{
    return eng_op(
        mp, &t[i],
        RT(chan_recv)(mp, &t[i].task, ref(tm), value[i], &ok[i], block));
}

// Lets the time pass to now.
static void pass(nsec now)
{
    e.clock = (uint64_t)now;
    RT(timers_run)(mp, &mp->timers, now);
}

TEST(a_function_is_called_when_it_is_due)
{
    start();
    struct gotimer *tm = RT(timer_new)(mp, GOTIMER_FUNC, 100, 0, 42, true, 0);
    assert_non_null(tm);
    assert_true(e.woken == 1100); // the poller hears of it
    pass(1099);
    assert_int_equal(e.funcs, 0);
    pass(1100);
    assert_int_equal(e.funcs, 1);
    assert_false(RT(timer_stop)(mp, tm));
    assert_false(RT(timer_reset)(mp, tm, 50, 0));
    assert_true(RT(timer_reset)(mp, tm, 60, 0));
    pass(1160);
    assert_int_equal(e.funcs, 2);
    assert_false(RT(timer_reset)(mp, tm, 50, 0));
    assert_true(RT(timer_stop)(mp, tm));
    assert_false(RT(timer_stop)(mp, tm));
    pass(2000);
    assert_int_equal(e.funcs, 2);
    eng_release(&e);
}

// Whole seconds since year 1, nanoseconds, the monotonic clock plus 1.
TEST(what_is_sent_is_the_time)
{
    static const struct {
        bool sync, late;
        nsec mono;
    } cases[] = {
        {false, true, 1250}, {false, false, 1100}, {true, false, 1100}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        start();
        e.late = cases[i].late;
        struct gotimer *tm = make(100, 0, cases[i].sync);
        pass(1250);
        assert_int_equal(recv(0, tm, true), RT_DONE);
        assert_int_equal(ok[0], 1);
        assert_int_equal(value[0][0], INT64_C(62135596800) + 1500000001);
        assert_int_equal(value[0][1], 2 + cases[i].mono);
        assert_int_equal(value[0][2], cases[i].mono + 1);
        eng_release(&e);
    }
}

TEST(before_go_1_23_a_channel_has_one_place)
{
    start();
    struct gotimer *tm = make(100, 0, false);
    assert_int_equal(tm->chan->head.cap, 1);
    assert_int_equal(mp->timers.n, 1);
    pass(1100);
    assert_int_equal(tm->chan->head.len, 1);
    // What was sent before Stop and Reset is there still.
    assert_false(RT(timer_stop)(mp, tm));
    assert_false(RT(timer_reset)(mp, tm, 100, 0));
    assert_int_equal(recv(0, tm, false), RT_DONE);
    assert_int_equal(value[0][2], 1101);
    pass(1200);
    assert_int_equal(recv(0, tm, false), RT_DONE);
    assert_int_equal(recv(0, tm, false), RT_WOULDBLOCK);
    eng_release(&e);
}

TEST(since_go_1_23_a_channel_looks_unbuffered)
{
    start();
    struct gotimer *tm = make(100, 0, true);
    assert_int_equal(mp->timers.n, 0); // nobody waits for it
    assert_int_equal(recv(0, tm, false), RT_WOULDBLOCK);
    pass(1300);
    assert_int_equal(e.fired, 0);
    assert_int_equal(tm->chan->head.len, 0);
    assert_int_equal(tm->chan->head.cap, 0);
    assert_int_equal(recv(0, tm, false), RT_DONE);
    assert_int_equal(e.fired, 1); // when somebody looked
    assert_int_equal(recv(0, tm, false), RT_WOULDBLOCK);
    assert_false(RT(timer_stop)(mp, tm));
    eng_release(&e);
}

TEST(since_go_1_23_nothing_from_before_stop_is_received)
{
    static const bool fires[] = {false, true};

    for (size_t i = 0; i < 2; i++) {
        start();
        struct gotimer *tm = make(100, 0, true);
        e.clock = 1300;
        if (fires[i])
            RT(timer_look)(mp, tm->chan); // the value lies in the channel
        assert_true(RT(timer_stop)(mp, tm));
        assert_int_equal(recv(0, tm, false), RT_WOULDBLOCK);
        assert_false(RT(timer_stop)(mp, tm));
        assert_false(RT(timer_reset)(mp, tm, 50, 0));
        e.clock = 1400;
        if (fires[i])
            RT(timer_look)(mp, tm->chan);
        assert_true(RT(timer_reset)(mp, tm, 50, 0));
        assert_int_equal(recv(0, tm, false), RT_WOULDBLOCK);
        e.clock = 1450;
        assert_int_equal(recv(0, tm, false), RT_DONE);
        assert_int_equal(value[0][2], 1451);
        eng_release(&e);
    }
}

TEST(since_go_1_23_a_timer_is_in_a_heap_while_somebody_waits)
{
    start();
    struct gotimer *tm = make(100, 0, true);
    assert_int_equal(recv(0, tm, true), RT_BLOCK);
    assert_int_equal(recv(1, tm, true), RT_BLOCK);
    assert_int_equal(mp->timers.n, 1);
    assert_int_equal(tm->blocked, 2);
    assert_true(e.woken == 1100);
    pass(1100);
    assert_string_equal(e.ready_log, "0");
    assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
    assert_int_equal(ok[0], 1);
    assert_int_equal(value[0][2], 1101);
    assert_int_equal(tm->blocked, 1);
    assert_int_equal(mp->timers.n, 0);
    // A Reset arms it for who still waits.
    assert_false(RT(timer_reset)(mp, tm, 100, 0));
    assert_int_equal(mp->timers.n, 1);
    pass(1200);
    assert_int_equal(eng_resume(mp, &t[1]), RT_DONE);
    eng_release(&e);
}

TEST(a_ticker_drops_what_nobody_takes)
{
    for (int sync = 0; sync < 2; sync++) {
        start();
        struct gotimer *tm = make(100, 100, sync != 0);
        pass(1100);
        pass(1200);
        pass(1350);
        assert_int_equal(recv(0, tm, false), RT_DONE);
        // The first tick waits in the channel; or the ticker did, until now.
        assert_int_equal(value[0][2], 1101);
        assert_int_equal(recv(0, tm, false), RT_WOULDBLOCK);
        pass(1400);
        assert_int_equal(recv(0, tm, false), RT_DONE);
        assert_int_equal(value[0][2], 1401);
        RT(timer_stop)(mp, tm);
        pass(1500);
        assert_int_equal(recv(0, tm, false), RT_WOULDBLOCK);
        RT(timer_reset)(mp, tm, 10, 10);
        pass(1510);
        pass(1520);
        assert_int_equal(recv(0, tm, false), RT_DONE);
        eng_release(&e);
    }
}

static struct gotimer *once(nsec d, bool sync, uint64_t id)
{
    struct gotimer *tm = RT(timer_new)(mp, GOTIMER_ONCE, d, 0, 0, sync, id);

    assert_non_null(tm);
    return tm;
}

TEST(the_channel_of_one_receive_is_used_again)
{
    for (int sync = 0; sync < 2; sync++) {
        start();
        struct gotimer *first = once(100, sync != 0, 1);
        assert_int_equal(recv(0, first, true), RT_BLOCK);
        assert_ptr_not_equal(once(100, sync != 0, 2), first);
        pass(1100);
        assert_string_equal(e.ready_log, "0");
        assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
        assert_int_equal(value[0][2], 1101);
        assert_ptr_equal(once(100, sync != 0, 3), first);
        assert_int_equal(first->chan->id, 1); // the order of locks
        e.clock = 1300;
        if (!sync)
            pass(1300);
        assert_int_equal(recv(0, first, true), RT_DONE);
        assert_ptr_equal(once(100, sync != 0, 4), first);
        eng_release(&e);
    }
}

// A select of two: the timers that lose are free when they have left the heap:
// at once, or before Go 1.23 when they were due.
TEST(the_channels_of_a_select_are_used_again)
{
    for (int sync = 0; sync < 2; sync++) {
        word chosen;

        start();
        struct gotimer *a = once(100, sync != 0, 1),
                       *b = once(500, sync != 0, 2);
        struct vm_select_case cases[] = {
            {.chan = ref(b), .value = value[1]},
            {.chan = ref(a), .value = value[0], .ok = &ok[0]},
        };
        assert_int_equal(
            eng_op(mp, &t[0],
                   RT(select)(mp, &t[0].task, cases, 2, false, &chosen)),
            RT_BLOCK);
        pass(1100);
        assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
        assert_int_equal(chosen, 1);
        assert_int_equal(ok[0], 1);
        assert_int_equal(value[0][2], 1101);
        RT(timers_run)(mp, &mp->timers, 1101); // takes zombies out
        struct gotimer *c = once(900, sync != 0, 3);
        assert_ptr_equal(c, sync ? b : a);
        if (!sync)
            pass(1500);
        assert_ptr_equal(once(900, sync != 0, 4), sync ? a : b);
        eng_release(&e);
    }
}

TEST(a_select_with_a_default_frees_its_channel)
{
    word chosen;

    start();
    struct gotimer *a = once(100, true, 1);
    struct vm_select_case cases[] = {{.chan = ref(a)},
                                     {.chan = ref(make(100, 0, true))}};
    assert_int_equal(RT(select)(mp, &t[0].task, cases, 2, true, &chosen),
                     RT_DONE);
    assert_true(chosen == (word)-1);
    assert_ptr_equal(once(100, true, 9), a);
    assert_int_equal(RT(select)(mp, &t[0].task, cases, 1, true, &chosen),
                     RT_DONE);
    assert_true(chosen == (word)-1);
    assert_ptr_equal(once(100, true, 10), a);
    eng_release(&e);
}

TEST(memory_may_be_out)
{
    start();
    e.alloc_limit = 16;
    assert_null(RT(timer_new)(mp, GOTIMER_FUNC, 1, 0, 1, true, 0));
    assert_null(RT(timer_new)(mp, GOTIMER_CHAN, 1, 0, 0, true, 1));
    assert_null(RT(timer_new)(mp, GOTIMER_ONCE, 1, 0, 0, false, 1));
    eng_release(&e);
}

// --- on threads

enum { ROUNDS = 3000 };

static struct gotimer *shared[3];
static struct {
    int left;
    word chosen;
    struct vm_select_case cases[3];
} job[NTASKS];

static uint64_t next_id; // at.h

// Each step runs the timers of some P, then does one thing with a timer that
// others use too, or waits for one of its own.
static enum rt_result step(struct m *m, struct eng_task *task)
{
    int i = task->id;
    struct m *other = &e.m[rng_below(&m->rng, ENG_THREADS_MAX)];
    struct gotimer *tm = shared[rng_below(&m->rng, 3)];
    bool sync = shared[0]->sync;

    RT(timers_run)(m, &other->timers, rt_now(m));
    if (--job[i].left == 0) {
        task->exit = true;
        return RT_DONE;
    }
    switch (rng_below(&m->rng, 5)) {
    case 0:
        RT(timer_stop)(m, tm);
        return RT_DONE;
    case 1:
        RT(timer_reset)
        (m, tm, (nsec)rng_below(&m->rng, 300), tm == shared[2] ? 50 : 0);
        return RT_DONE;
    case 2:
        RT(chan_recv)(m, &task->task, ref(tm), value[i], NULL, false);
        return RT_DONE;
    default:
        for (int k = 0; k < 3; k++) {
            uint64_t id = at_fetch_add(&next_id, 1);
            nsec d = (nsec)rng_below(&m->rng, 200);
            struct gotimer *own =
                k < 2 ? RT(timer_new)(m, GOTIMER_ONCE, d, 0, 0, sync, id) : tm;
            job[i].cases[k] =
                (struct vm_select_case){.chan = ref(own), .value = value[i]};
        }
        return RT(select)(m, &task->task, job[i].cases, 3, false,
                          &job[i].chosen);
    }
}

// Keeps the clock and the timers running while the others wait.
static enum rt_result tick(struct m *m, struct eng_task *task)
{
    (void)task;
    for (int k = 0; k < ENG_THREADS_MAX; k++)
        RT(timers_run)(m, &e.m[k].timers, rt_now(m));
    bool over = true;
    for (int i = 1; i < NTASKS; i++)
        over = over && at_load32(&t[i].state) == ENG_DONE;
    task->exit = over;
    return RT_YIELD;
}

TEST(many_share_timers_on_threads)
{
    struct eng_task *tasks[NTASKS];

    for (int sync = 0; sync < 2; sync++) {
        start();
        e.tick_ns = 7;
        next_id = 100;
        for (int k = 0; k < 3; k++)
            shared[k] = make(100, k == 2 ? 50 : 0, sync != 0);
        for (int i = 0; i < NTASKS; i++) {
            t[i].step = i == 0 ? tick : step;
            job[i].left = ROUNDS;
            tasks[i] = &t[i];
        }
        const char *error = eng_run(&e, tasks, NTASKS, ENG_THREADS_MAX);
        assert_null(error);
        assert_true(e.fired > ROUNDS);
        // All are free again, so there are few.
        for (int k = 0; k < 3; k++)
            assert_int_equal(shared[k]->blocked, 0);
        eng_release(&e);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        RUN(a_function_is_called_when_it_is_due),
        RUN(what_is_sent_is_the_time),
        RUN(before_go_1_23_a_channel_has_one_place),
        RUN(since_go_1_23_a_channel_looks_unbuffered),
        RUN(since_go_1_23_nothing_from_before_stop_is_received),
        RUN(since_go_1_23_a_timer_is_in_a_heap_while_somebody_waits),
        RUN(a_ticker_drops_what_nobody_takes),
        RUN(the_channel_of_one_receive_is_used_again),
        RUN(the_channels_of_a_select_are_used_again),
        RUN(a_select_with_a_default_frees_its_channel),
        RUN(memory_may_be_out),
        RUN(many_share_timers_on_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
