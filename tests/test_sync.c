// sync: mutexes, wait groups and semaphores: order of waking, barging,
// starvation, misuse. On real threads: test_rt.c.
#include "rt/sync.h"

#include <string.h>

#include "testing.h"

enum { NTASKS = 8 };

// States of a mutex, as mutex.go has them.
enum { LOCKED = 1, WOKEN = 2, STARVING = 4, WAITER = 8 };

static struct eng e;
static struct m *mp = &e.m[0];
static struct eng_task t[NTASKS];
static word mu[2], wg[2];

static void start(void)
{
    eng_init(&e);
    for (int i = 0; i < NTASKS; i++)
        eng_task_init(&t[i], i);
    memset(mu, 0, sizeof(mu));
    memset(wg, 0, sizeof(wg));
}

static enum rt_result lock(int i)
{
    return eng_op(mp, &t[i], RT(mutex_lock)(mp, &t[i].task, mu));
}

static enum rt_result unlock(int i)
{
    return eng_op(mp, &t[i], RT(mutex_unlock)(mp, &t[i].task, mu));
}

static enum rt_result add(int i, int64_t delta)
{
    return eng_op(mp, &t[i], RT(wg_add)(mp, &t[i].task, wg, delta));
}

static enum rt_result wait(int i)
{
    return eng_op(mp, &t[i], RT(wg_wait)(mp, &t[i].task, wg));
}

static enum rt_result acquire(int i, word *sema, bool lifo)
{
    return eng_op(mp, &t[i],
                  RT(sem_acquire)(mp, &t[i].task, sema, lifo, WAIT_SEMACQUIRE));
}

TEST(a_free_mutex_is_locked_and_unlocked_at_once)
{
    start();
    assert_int_equal(lock(0), RT_DONE);
    assert_int_equal(mu[0], LOCKED);
    assert_false(RT(mutex_trylock)(mp, mu));
    assert_int_equal(unlock(1), RT_DONE); // by whomever
    assert_int_equal(mu[0], 0);
    assert_true(RT(mutex_trylock)(mp, mu));
    assert_int_equal(unlock(0), RT_DONE);
    assert_int_equal(t[0].task.op, TASK_OP_NONE);
    eng_release(&e);
}

TEST(unlocking_an_unlocked_mutex_is_fatal)
{
    start();
    assert_int_equal(unlock(0), RT_FATAL);
    assert_string_equal(t[0].task.error, "sync: unlock of unlocked mutex");
    memset(mu, 0, sizeof(mu));
    // With a waiter that is woken but has not locked yet.
    assert_int_equal(lock(0), RT_DONE);
    assert_int_equal(lock(1), RT_BLOCK);
    assert_int_equal(unlock(0), RT_DONE);
    assert_int_equal(unlock(0), RT_FATAL);
    mu[0] = WOKEN;
    assert_int_equal(eng_resume(mp, &t[1]), RT_DONE);
    eng_release(&e);
}

TEST(an_unlock_wakes_the_oldest_waiter)
{
    start();
    assert_int_equal(lock(0), RT_DONE);
    for (int i = 1; i <= 3; i++) {
        assert_int_equal(lock(i), RT_BLOCK);
        assert_int_equal(t[i].task.reason, WAIT_MUTEX_LOCK);
        assert_int_equal(mu[0], LOCKED + i * WAITER);
    }
    for (int i = 1; i <= 3; i++) {
        e.ready_log[0] = '\0';
        assert_int_equal(unlock(i - 1), RT_DONE);
        assert_int_equal(e.ready_log[0], '0' + i);
        assert_int_equal(e.ready_log[1], '\0');
        assert_int_equal(eng_resume(mp, &t[i]), RT_DONE);
        assert_int_equal(t[i].task.reason, WAIT_NONE);
        assert_int_equal(mu[0], LOCKED + (3 - i) * WAITER);
    }
    assert_int_equal(unlock(3), RT_DONE);
    assert_true(mu[0] == 0 && mu[1] == 0);
    eng_release(&e);
}

TEST(the_semaphore_root_is_locked_until_the_task_is_saved)
{
    start();
    assert_int_equal(lock(0), RT_DONE);
    assert_int_equal(RT(mutex_lock)(mp, &t[1].task, mu), RT_BLOCK);
    assert_int_equal(mp->nlocks, 1);
    eng_op(mp, &t[1], RT_BLOCK);
    assert_int_equal(mp->nlocks, 0);
    assert_int_equal(unlock(0), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[1]), RT_DONE);
    eng_release(&e);
}

// Also when it began to wait at time 0.
TEST(who_loses_to_a_newcomer_waits_at_the_head)
{
    start();
    assert_int_equal(lock(0), RT_DONE);
    assert_int_equal(lock(1), RT_BLOCK);
    assert_int_equal(lock(2), RT_BLOCK);
    assert_int_equal(unlock(0), RT_DONE);
    assert_int_equal(mu[0], WOKEN + WAITER);
    assert_int_equal(lock(3), RT_DONE);
    // Somebody is awake: no second wake-up.
    assert_int_equal(unlock(3), RT_DONE);
    assert_string_equal(e.ready_log, "1");
    assert_int_equal(lock(3), RT_DONE);
    e.clock = (uint64_t)e.rules.mutex_starving_ns; // not yet more than that
    assert_int_equal(eng_resume(mp, &t[1]), RT_BLOCK);
    assert_int_equal(t[1].task.reason, WAIT_MUTEX_LOCK);
    assert_int_equal(mu[0], LOCKED + 2 * WAITER);
    assert_int_equal(unlock(3), RT_DONE);
    assert_string_equal(e.ready_log, "1 1");
    assert_int_equal(eng_resume(mp, &t[1]), RT_DONE);
    assert_int_equal(unlock(1), RT_DONE);
    assert_string_equal(e.ready_log, "1 1 2");
    assert_int_equal(eng_resume(mp, &t[2]), RT_DONE);
    eng_release(&e);
}

// What a task knows of its last wait does not matter for the next one.
TEST(a_later_wait_starts_at_the_tail_and_at_its_own_time)
{
    start();
    assert_int_equal(lock(0), RT_DONE);
    assert_int_equal(lock(1), RT_BLOCK);
    assert_int_equal(unlock(0), RT_DONE);
    e.clock = (uint64_t)e.rules.mutex_starving_ns + 1;
    // It has starved, but the mutex is free now.
    assert_int_equal(eng_resume(mp, &t[1]), RT_DONE);
    assert_int_equal(mu[0], LOCKED);
    assert_int_equal(unlock(1), RT_DONE);
    assert_int_equal(lock(0), RT_DONE);
    assert_int_equal(lock(2), RT_BLOCK);
    assert_int_equal(lock(1), RT_BLOCK);
    assert_int_equal(unlock(0), RT_DONE);
    assert_string_equal(e.ready_log, "1 2");
    assert_int_equal(eng_resume(mp, &t[2]), RT_DONE);
    assert_int_equal(unlock(2), RT_DONE);
    assert_int_equal(lock(2), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[1]), RT_BLOCK);
    assert_int_equal(mu[0], LOCKED + WAITER);
    assert_int_equal(unlock(2), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[1]), RT_DONE);
    eng_release(&e);
}

// Task 1 waits too long while task 0 holds the mutex again; tasks 2 and 3 wait
// behind it, from the given times on.
static void starve(uint64_t since2, uint64_t since3)
{
    start();
    assert_int_equal(lock(0), RT_DONE);
    assert_int_equal(lock(1), RT_BLOCK);
    e.clock = since2;
    assert_int_equal(lock(2), RT_BLOCK);
    e.clock = since3;
    assert_int_equal(lock(3), RT_BLOCK);
    assert_int_equal(unlock(0), RT_DONE);
    assert_int_equal(lock(0), RT_DONE);
    e.clock = (uint64_t)e.rules.mutex_starving_ns + 1;
    assert_int_equal(eng_resume(mp, &t[1]), RT_BLOCK);
    assert_int_equal(mu[0], LOCKED + STARVING + 3 * WAITER);
    e.ready_log[0] = '\0';
}

TEST(a_starving_mutex_is_handed_to_the_head_of_the_queue)
{
    starve(0, 0);
    assert_int_equal(unlock(0), RT_YIELD);
    assert_string_equal(e.ready_log, "1");
    // It looks free, but newcomers do not get it, and do not spin.
    e.spin = true;
    assert_int_equal(mu[0], STARVING + 3 * WAITER);
    assert_false(RT(mutex_trylock)(mp, mu));
    assert_int_equal(lock(4), RT_BLOCK);
    assert_int_equal(eng_resume(mp, &t[1]), RT_DONE);
    assert_int_equal(mu[0], LOCKED + STARVING + 3 * WAITER);
    assert_int_equal(lock(5), RT_BLOCK);
    for (int i = 2; i <= 3; i++) {
        assert_int_equal(unlock(i - 1), RT_YIELD);
        assert_int_equal(eng_resume(mp, &t[i]), RT_DONE);
    }
    assert_string_equal(e.ready_log, "1 2 3");
    // Task 4 came just now: with it the mutex is normal again.
    assert_int_equal(unlock(3), RT_YIELD);
    assert_int_equal(eng_resume(mp, &t[4]), RT_DONE);
    assert_int_equal(mu[0], LOCKED + WAITER);
    assert_int_equal(unlock(4), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[5]), RT_DONE);
    assert_int_equal(unlock(5), RT_DONE);
    assert_true(mu[0] == 0 && mu[1] == 0);
    eng_release(&e);
}

TEST(starvation_ends_with_a_short_wait_or_the_last_waiter)
{
    starve(0, 1);
    assert_int_equal(unlock(0), RT_YIELD);
    assert_int_equal(eng_resume(mp, &t[1]), RT_DONE);
    assert_int_equal(unlock(1), RT_YIELD);
    assert_int_equal(eng_resume(mp, &t[2]), RT_DONE);
    assert_int_equal(mu[0], LOCKED + STARVING + WAITER);
    // Waited exactly the threshold, and is the last.
    assert_int_equal(unlock(2), RT_YIELD);
    assert_int_equal(eng_resume(mp, &t[3]), RT_DONE);
    assert_int_equal(mu[0], LOCKED);
    assert_int_equal(unlock(3), RT_DONE);
    eng_release(&e);

    starve(0, 0);
    for (int i = 1; i <= 3; i++) {
        assert_int_equal(unlock(i - 1), RT_YIELD);
        assert_int_equal(eng_resume(mp, &t[i]), RT_DONE);
        assert_int_equal((mu[0] & STARVING) != 0, i < 3);
    }
    assert_int_equal(unlock(3), RT_DONE);
    eng_release(&e);

    starve(1, 1);
    assert_int_equal(unlock(0), RT_YIELD);
    assert_int_equal(eng_resume(mp, &t[1]), RT_DONE);
    assert_int_equal(unlock(1), RT_YIELD);
    assert_int_equal(eng_resume(mp, &t[2]), RT_DONE);
    assert_int_equal(mu[0], LOCKED + WAITER);
    assert_int_equal(unlock(2), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[3]), RT_DONE);
    eng_release(&e);
}

TEST(old_versions_hand_over_without_yielding)
{
    starve(0, 0);
    e.rules.mutex_handoff_yields = false;
    for (int i = 1; i <= 3; i++) {
        assert_int_equal(unlock(i - 1), RT_DONE);
        assert_int_equal(eng_resume(mp, &t[i]), RT_DONE);
    }
    eng_release(&e);
}

TEST(a_newcomer_spins_four_rounds_before_it_waits)
{
    start();
    e.spin = true;
    assert_int_equal(lock(0), RT_DONE);
    assert_int_equal(lock(1), RT_SPIN);
    for (int i = 1; i < 4; i++)
        assert_int_equal(RT(resume)(mp, &t[1].task), RT_SPIN);
    // Nobody waits, so there is nobody not to be woken.
    assert_int_equal(mu[0], LOCKED);
    assert_int_equal(eng_op(mp, &t[1], RT(resume)(mp, &t[1].task)), RT_BLOCK);
    // Woken, it spins again.
    assert_int_equal(unlock(0), RT_DONE);
    assert_int_equal(lock(0), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[1]), RT_SPIN);
    assert_int_equal(unlock(0), RT_DONE);
    assert_int_equal(RT(resume)(mp, &t[1].task), RT_DONE);
    assert_int_equal(mu[0], LOCKED);
    assert_int_equal(unlock(1), RT_DONE);
    eng_release(&e);
}

TEST(while_one_spins_unlock_wakes_nobody)
{
    start();
    assert_int_equal(lock(0), RT_DONE);
    assert_int_equal(lock(1), RT_BLOCK);
    e.spin = true;
    assert_int_equal(lock(2), RT_SPIN);
    assert_int_equal(mu[0], LOCKED + WOKEN + WAITER);
    assert_int_equal(unlock(0), RT_DONE);
    assert_string_equal(e.ready_log, "");
    assert_int_equal(RT(resume)(mp, &t[2].task), RT_DONE);
    assert_int_equal(mu[0], LOCKED + WAITER);
    assert_int_equal(unlock(2), RT_DONE);
    assert_string_equal(e.ready_log, "1");
    assert_int_equal(eng_resume(mp, &t[1]), RT_DONE);
    assert_int_equal(mu[0], LOCKED);
    eng_release(&e);
}

// A program can overwrite or copy a mutex that is in use.
TEST(an_inconsistent_mutex_is_fatal)
{
    static const word woken[] = {LOCKED, 0}; // without the flag
    static const word handed[] = {STARVING, STARVING + LOCKED + WAITER,
                                  STARVING + WOKEN + WAITER};

    for (size_t i = 0; i < 5; i++) {
        start();
        assert_int_equal(lock(0), RT_DONE);
        assert_int_equal(lock(1), RT_BLOCK);
        assert_int_equal(unlock(0), RT_DONE);
        mu[0] = i < 2 ? woken[i] : handed[i - 2];
        assert_int_equal(eng_resume(mp, &t[1]), RT_FATAL);
        assert_string_equal(t[1].task.error, "sync: inconsistent mutex state");
        assert_int_equal(t[1].task.op, TASK_OP_NONE);
        eng_release(&e);
    }
    // A copy has nobody in its queue.
    start();
    mu[0] = LOCKED + 2 * WAITER;
    assert_int_equal(unlock(0), RT_DONE);
    assert_true(mu[0] == WOKEN + WAITER && mu[1] == 1);
    mu[0] = LOCKED + STARVING + WAITER;
    assert_int_equal(unlock(0), RT_DONE);
    assert_int_equal(mu[1], 2);
    // The count lets the next one through without waiting, as a woken one.
    mu[0] = LOCKED;
    assert_int_equal(lock(1), RT_FATAL);
    eng_release(&e);
}

TEST(a_wait_group_at_zero_wakes_all_oldest_first)
{
    start();
    assert_int_equal(wait(0), RT_DONE);
    assert_int_equal(add(0, 2), RT_DONE);
    for (int i = 1; i <= 4; i++) {
        assert_int_equal(wait(i), RT_BLOCK);
        assert_int_equal(t[i].task.reason, WAIT_WAITGROUP_WAIT);
    }
    assert_true(wg[0] == (UINT64_C(2) << 32) + 4);
    assert_int_equal(add(0, -1), RT_DONE);
    assert_string_equal(e.ready_log, "");
    assert_int_equal(add(0, -1), RT_DONE);
    assert_string_equal(e.ready_log, "1 2 3 4");
    for (int i = 4; i >= 1; i--) {
        assert_int_equal(eng_resume(mp, &t[i]), RT_DONE);
        assert_int_equal(t[i].task.op, TASK_OP_NONE);
    }
    assert_true(wg[0] == 0 && wg[1] == 0);
    assert_int_equal(wait(0), RT_DONE);
    eng_release(&e);
}

TEST(the_misuse_of_a_wait_group_panics)
{
    static const struct {
        word before;
        int64_t delta;
        const char *error;
        word after;
    } cases[] = {
        {0, 1, NULL, UINT64_C(1) << 32},
        {0, -1, "sync: negative WaitGroup counter", UINT64_MAX << 32},
        {UINT64_C(3) << 32, -4, "sync: negative WaitGroup counter",
         UINT64_MAX << 32},
        {0, INT32_MAX, NULL, (word)INT32_MAX << 32},
        {0, INT64_C(1) << 31, "sync: negative WaitGroup counter",
         UINT64_C(1) << 63},
        {0, INT64_C(1) << 32, NULL, 0}, // as in Go, the counter has 32 bits
        {1, 5, "sync: WaitGroup misuse: Add called concurrently with Wait",
         (UINT64_C(5) << 32) + 1},
        {(UINT64_C(1) << 32) + 1, 4, NULL, (UINT64_C(5) << 32) + 1},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        start();
        wg[0] = cases[i].before;
        enum rt_result r = add(0, cases[i].delta);
        assert_int_equal(r, cases[i].error == NULL ? RT_DONE : RT_PANIC);
        if (cases[i].error != NULL)
            assert_string_equal(t[0].task.error, cases[i].error);
        assert_true(wg[0] == cases[i].after);
        eng_release(&e);
    }
}

TEST(a_wait_group_used_again_too_early_panics_in_wait)
{
    start();
    assert_int_equal(add(0, 1), RT_DONE);
    assert_int_equal(wait(1), RT_BLOCK);
    assert_int_equal(add(0, -1), RT_DONE);
    assert_int_equal(add(0, 1), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[1]), RT_PANIC);
    assert_string_equal(
        t[1].task.error,
        "sync: WaitGroup is reused before previous Wait has returned");
    assert_int_equal(t[1].task.op, TASK_OP_NONE);
    // A count that a copied wait group left behind.
    wg[1] = 1;
    assert_int_equal(wait(2), RT_PANIC);
    assert_int_equal(t[2].task.op, TASK_OP_NONE);
    eng_release(&e);
}

TEST(semaphores_count_and_queue_at_either_end)
{
    word sema = 2;

    start();
    assert_int_equal(acquire(0, &sema, false), RT_DONE);
    assert_int_equal(acquire(0, &sema, true), RT_DONE);
    assert_int_equal(sema, 0);
    assert_int_equal(acquire(1, &sema, false), RT_BLOCK);
    assert_int_equal(t[1].task.reason, WAIT_SEMACQUIRE);
    assert_int_equal(acquire(2, &sema, false), RT_BLOCK);
    assert_int_equal(acquire(3, &sema, true), RT_BLOCK);
    assert_int_equal(acquire(4, &sema, false), RT_BLOCK);
    assert_int_equal(acquire(5, &sema, true), RT_BLOCK);
    for (int i = 0; i < 5; i++)
        assert_int_equal(RT(sem_release)(mp, &sema, false), RT_DONE);
    assert_string_equal(e.ready_log, "5 3 1 2 4");
    assert_int_equal(sema, 5);
    for (int i = 1; i <= 5; i++) {
        assert_int_equal(eng_resume(mp, &t[i]), RT_DONE);
        assert_int_equal(t[i].task.op, TASK_OP_NONE);
    }
    assert_int_equal(sema, 0);
    assert_int_equal(RT(sem_release)(mp, &sema, true), RT_DONE);
    assert_int_equal(sema, 1);
    eng_release(&e);
}

TEST(a_count_without_a_ticket_goes_to_whoever_comes_first)
{
    word sema = 0;

    start();
    assert_int_equal(acquire(1, &sema, false), RT_BLOCK);
    assert_int_equal(acquire(2, &sema, false), RT_BLOCK);
    assert_int_equal(RT(sem_release)(mp, &sema, false), RT_DONE);
    assert_int_equal(acquire(3, &sema, false), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[1]), RT_BLOCK); // now behind task 2
    assert_int_equal(RT(sem_release)(mp, &sema, true), RT_YIELD);
    assert_string_equal(e.ready_log, "1 2");
    assert_int_equal(sema, 0);
    assert_int_equal(acquire(3, &sema, false), RT_BLOCK);
    assert_int_equal(eng_resume(mp, &t[2]), RT_DONE);
    assert_int_equal(RT(sem_release)(mp, &sema, false), RT_DONE);
    assert_int_equal(RT(sem_release)(mp, &sema, false), RT_DONE);
    assert_string_equal(e.ready_log, "1 2 1 3");
    assert_int_equal(eng_resume(mp, &t[3]), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[1]), RT_DONE);
    eng_release(&e);
}

TEST(addresses_that_share_a_root_have_queues_of_their_own)
{
    static word sema[3 * SEMTAB_ROOTS];
    word *a = &sema[0], *b = &sema[SEMTAB_ROOTS], *c = &sema[2 * SEMTAB_ROOTS];

    start();
    assert_int_equal(acquire(0, a, false), RT_BLOCK);
    assert_int_equal(acquire(1, b, false), RT_BLOCK);
    assert_int_equal(acquire(2, a, false), RT_BLOCK);
    assert_int_equal(acquire(3, b, true), RT_BLOCK);
    assert_int_equal(acquire(4, c, false), RT_BLOCK);
    assert_int_equal(acquire(5, b, false), RT_BLOCK);
    assert_int_equal(RT(sem_release)(mp, b, false), RT_DONE);
    assert_int_equal(RT(sem_release)(mp, b, false), RT_DONE);
    assert_int_equal(RT(sem_release)(mp, a, false), RT_DONE);
    assert_int_equal(RT(sem_release)(mp, c, false), RT_DONE);
    assert_int_equal(RT(sem_release)(mp, c, false), RT_DONE); // nobody
    assert_int_equal(RT(sem_release)(mp, b, false), RT_DONE);
    assert_int_equal(RT(sem_release)(mp, a, false), RT_DONE);
    assert_string_equal(e.ready_log, "3 1 0 4 5 2");
    for (int i = 0; i < 6; i++)
        assert_int_equal(eng_resume(mp, &t[i]), RT_DONE);
    assert_true(*a == 0 && *b == 0 && *c == 1);
    eng_release(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_free_mutex_is_locked_and_unlocked_at_once),
        RUN(unlocking_an_unlocked_mutex_is_fatal),
        RUN(an_unlock_wakes_the_oldest_waiter),
        RUN(the_semaphore_root_is_locked_until_the_task_is_saved),
        RUN(who_loses_to_a_newcomer_waits_at_the_head),
        RUN(a_later_wait_starts_at_the_tail_and_at_its_own_time),
        RUN(a_starving_mutex_is_handed_to_the_head_of_the_queue),
        RUN(starvation_ends_with_a_short_wait_or_the_last_waiter),
        RUN(old_versions_hand_over_without_yielding),
        RUN(a_newcomer_spins_four_rounds_before_it_waits),
        RUN(while_one_spins_unlock_wakes_nobody),
        RUN(an_inconsistent_mutex_is_fatal),
        RUN(a_wait_group_at_zero_wakes_all_oldest_first),
        RUN(the_misuse_of_a_wait_group_panics),
        RUN(a_wait_group_used_again_too_early_panics_in_wait),
        RUN(semaphores_count_and_queue_at_either_end),
        RUN(a_count_without_a_ticket_goes_to_whoever_comes_first),
        RUN(addresses_that_share_a_root_have_queues_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
