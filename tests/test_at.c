// at: the lock excludes, waits and wakes; futexes time out and keep no one.
#include "base/at.h"

#include <pthread.h>
#include <time.h>

#include "child.h"
#include "testing.h"

TEST(the_operations_return_what_they_say)
{
    uint64_t x = 5;
    assert_int_equal(at_exchange(&x, 7), 5);
    assert_int_equal(at_fetch_add(&x, 3), 7);
    assert_false(at_cas(&x, 9, 1));
    assert_int_equal(at_load(&x), 10);
    assert_true(at_cas(&x, 10, 1));
    at_store(&x, 2);
    assert_int_equal(at_load_rlx(&x), 2);
    at_store_rlx(&x, 3);
    assert_int_equal(at_load_acq(&x), 3);
    at_store_rel(&x, UINT64_MAX);
    assert_true(at_fetch_add(&x, 1) == UINT64_MAX);
    assert_int_equal(at_load(&x), 0);

    uint32_t y = 5;
    assert_int_equal(at_exchange32(&y, 7), 5);
    assert_int_equal(at_fetch_add32(&y, 3), 7);
    assert_false(at_cas32(&y, 9, 1));
    assert_true(at_cas32(&y, 10, 1));
    at_store32(&y, 2);
    assert_int_equal(at_load32(&y), 2);
}

static nsec now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * NSEC_SEC + ts.tv_nsec;
}

TEST(a_wait_ends_at_its_timeout_or_at_once_when_the_value_differs)
{
    uint32_t word = 1;
    nsec start = now();
    at_futex_wait(&word, 1, 2 * NSEC_MSEC);
    assert_true(now() - start >= 2 * NSEC_MSEC);
    at_futex_wait(&word, 0, NSEC_MAX);
    at_futex_wait(&word, 1, 0);
    at_futex_wait(&word, 1, -1);
    at_futex_wake(&word, 1); // nobody sleeps
}

enum { THREADS = 2, ROUNDS = 50000 };

static struct at_lock lock;
static long counter; // under lock
static int inside;   // under lock

static void *hammer(void *arg)
{
    long *broken = arg;
    for (int i = 0; i < ROUNDS; i++) {
        at_lock(&lock);
        *broken += inside != 0;
        inside = 1;
        counter++;
        if (i % 64 == 0)
            sched_yield(); // with the lock held: the other one must sleep
        inside = 0;
        at_unlock(&lock);
    }
    return NULL;
}

TEST(the_lock_excludes)
{
    pthread_t thread[THREADS];
    long broken[THREADS] = {0};
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, hammer, &broken[i]),
                         0);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(thread[i], NULL);
        assert_int_equal(broken[i], 0);
    }
    assert_int_equal(counter, THREADS * ROUNDS);
    assert_int_equal(lock.word, 0);
}

static uint32_t ball; // whose turn: 0 or 1
static int passed;    // by the one whose turn it is

static void *play(void *arg)
{
    uint32_t me = *(uint32_t *)arg;
    for (int i = 0; i < 2000; i++) {
        while (at_load32(&ball) != me)
            at_futex_wait(&ball, 1 - me, NSEC_MAX);
        passed++; // plain: the ball orders it
        at_store32(&ball, 1 - me);
        at_futex_wake(&ball, 1);
    }
    return NULL;
}

TEST(two_threads_pass_a_ball_by_wait_and_wake)
{
    pthread_t thread[2];
    uint32_t id[2] = {0, 1};
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, play, &id[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    assert_int_equal(passed, 4000);
}

static uint32_t gate;
static uint32_t asleep;

static void *wait_at_gate(void *arg)
{
    (void)arg;
    at_fetch_add32(&asleep, 1);
    while (at_load32(&gate) == 0)
        at_futex_wait(&gate, 0, NSEC_MAX);
    return NULL;
}

TEST(one_wake_can_wake_all)
{
    pthread_t thread[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, wait_at_gate, NULL),
                         0);
    while (at_load32(&asleep) != 4)
        sched_yield();
    at_store32(&gate, 1);
    at_futex_wake(&gate, INT32_MAX);
    for (int i = 0; i < 4; i++)
        pthread_join(thread[i], NULL);
}

static void unlock_free_lock(void *arg)
{
    (void)arg;
    struct at_lock l = {0};
    at_unlock(&l);
}

TEST(unlocking_a_free_lock_is_a_bug)
{
    // ThreadSanitizer says so first, with a status of its own.
    assert_int_not_equal(child_status(unlock_free_lock, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(the_operations_return_what_they_say),
        RUN(a_wait_ends_at_its_timeout_or_at_once_when_the_value_differs),
        RUN(the_lock_excludes),
        RUN(two_threads_pass_a_ball_by_wait_and_wake),
        RUN(one_wake_can_wake_all),
        RUN(unlocking_a_free_lock_is_a_bug),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
