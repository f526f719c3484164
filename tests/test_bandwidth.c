// bandwidth: a process gets its quota of CPU time, no more and no less.
#include "host/host.h"

#include <string.h>

#include "hostscript.h"
#include "testing.h"

enum { THREADS = 10, CORES = 16 };

static struct machine m;
static struct host h;
static struct script s[THREADS];
static int nthrottled;

static const nsec forever[] = {100 * NSEC_SEC, 0};

static void on_stop(void *arg, struct host_thread *th, int core,
                    const char *why)
{
    (void)arg;
    (void)th;
    (void)core;
    nthrottled += strcmp(why, "throttled") == 0;
}

static void make(nsec tick)
{
    static struct os_model os;

    os = (struct os_model){.eevdf = 1,
                           .run_to_parity = 1,
                           .slice_ns = 3 * NSEC_MSEC,
                           .tick_ns = tick,
                           .balance_ns = 4 * NSEC_MSEC,
                           .quota_slice_ns = 5 * NSEC_MSEC,
                           .quota_keep_ns = NSEC_MSEC,
                           .quota_slack_ns = 5 * NSEC_MSEC};
    m = (struct machine){.ncores = CORES,
                         .quota_ns = 200 * NSEC_MSEC,
                         .quota_period_ns = 100 * NSEC_MSEC};
    for (int i = 0; i < CORES; i++)
        m.mhz[i] = MHZ;
    host_init(&h, &m, CORES, &os, MHZ);
    h.hooks.core_stop = on_stop;
    nthrottled = 0;
}

static nsec used(int n)
{
    nsec all = 0;

    for (int i = 0; i < n; i++)
        all += script_cpu(&s[i]);
    return all;
}

TEST(ten_threads_get_exactly_the_quota_of_each_period)
{
    make(0);
    for (int i = 0; i < THREADS; i++)
        script_add(&h, &s[i], i, forever, 0);
    for (int period = 1; period <= 10; period++) {
        // 20 ms each (and some ns that they were lent), then all wait.
        script_run(&h, (100 * period - 80) * NSEC_MSEC + 10);
        assert_int_equal(used(THREADS), 200 * period * NSEC_MSEC);
        script_run(&h, 100 * period * NSEC_MSEC - 1);
        assert_int_equal(used(THREADS), 200 * period * NSEC_MSEC);
    }
    assert_int_equal(nthrottled, 100);
    assert_int_equal(h.throttles, 100);
    host_release(&h);
}

TEST(two_threads_are_never_throttled)
{
    make(0);
    for (int i = 0; i < 2; i++)
        script_add(&h, &s[i], i, forever, 0);
    script_run(&h, 500 * NSEC_MSEC - 1);
    assert_int_equal(used(2), 2 * (500 * NSEC_MSEC - 1));
    assert_int_equal(nthrottled, 0);
    host_release(&h);
}

TEST(what_a_tick_gives_too_much_is_owed)
{
    make(4 * NSEC_MSEC);
    for (int i = 0; i < THREADS; i++)
        script_add(&h, &s[i], i, forever, 0);
    script_run(&h, 3 * NSEC_SEC - 1);
    // 30 quotas; each thread may be a tick ahead.
    assert_in_range(used(THREADS), 30 * 200 * NSEC_MSEC,
                    30 * 200 * NSEC_MSEC + THREADS * 4 * NSEC_MSEC);
    assert_true(nthrottled > 0);
    host_release(&h);
}

TEST(an_idle_core_gives_back_what_others_need)
{
    // Thread 0 takes 5 ms and uses 1 µs of it: all but 1 ms goes back.
    static const nsec nap[] = {1000, -90 * NSEC_MSEC, 0};

    make(0);
    script_add(&h, &s[0], 0, nap, 0);
    script_run(&h, 10 * NSEC_MSEC);
    assert_int_equal(h.quota_pool, 200 * NSEC_MSEC - NSEC_MSEC - 1000);
    host_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(ten_threads_get_exactly_the_quota_of_each_period),
        RUN(two_threads_are_never_throttled),
        RUN(what_a_tick_gives_too_much_is_owed),
        RUN(an_idle_core_gives_back_what_others_need),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
