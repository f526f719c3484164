// fair: EEVDF and CFS choose as computed by hand.
#include "host/host.h"

#include "hostscript.h"
#include "testing.h"

enum { MAX = 64 };

static struct machine m;
static struct host h;
static struct script s[8];

// Who was on the core from when on.
static struct {
    int id;
    nsec at;
} turns[MAX];
static int nturns;

static void on_start(void *arg, struct host_thread *th, int core)
{
    (void)arg;
    (void)core;
    if (nturns < MAX) {
        turns[nturns].id = th->id;
        turns[nturns++].at = th->host->now;
    }
}

static void make(const struct os_model *os)
{
    m = (struct machine){.ncores = 1, .mhz = {MHZ}};
    host_init(&h, &m, 1, os, MHZ);
    h.hooks.core_start = on_start;
    nturns = 0;
}

static void assert_turns(const nsec (*want)[2], int n)
{
    assert_true(nturns >= n);
    for (int i = 0; i < n; i++)
        if (turns[i].id != want[i][0] || turns[i].at != want[i][1])
            fail_msg("turn %d: thread %d at %lld, not %lld at %lld", i,
                     turns[i].id, (long long)turns[i].at, (long long)want[i][0],
                     (long long)want[i][1]);
}

static const nsec hog[] = {1000000, 0};

TEST(eevdf_takes_the_earliest_deadline_of_those_that_are_eligible)
{
    static const struct os_model os = {.eevdf = 1,
                                       .run_to_parity = 1,
                                       .slice_ns = 3000,
                                       .balance_ns = 1000000};
    // All begin at v = 0 with a deadline of 1500. 0 runs until its deadline;
    // with v = 1500 > 500, the average, it is not eligible any more. So do 1
    // and 2. Then all are equal, with deadlines at 4500: in order of arrival.
    static const nsec want[][2] = {{0, 0},    {1, 1500},  {2, 3000}, {0, 4500},
                                   {1, 7500}, {2, 10500}, {0, 13500}};

    make(&os);
    for (int i = 0; i < 3; i++)
        script_add(&h, &s[i], i, hog, 0);
    script_run(&h, 20000);
    assert_turns(want, 7);
    host_release(&h);
}

TEST(slices_end_at_ticks)
{
    static const struct os_model os = {.eevdf = 1,
                                       .run_to_parity = 1,
                                       .slice_ns = 3000,
                                       .tick_ns = 4000,
                                       .balance_ns = 1000000};
    static const nsec want[][2] = {{0, 0}, {1, 4000}, {0, 8000}, {1, 12000}};

    make(&os);
    for (int i = 0; i < 2; i++)
        script_add(&h, &s[i], i, hog, 0);
    script_run(&h, 20000);
    assert_turns(want, 4);
    host_release(&h);
}

TEST(eevdf_lets_in_at_once_who_is_owed_enough)
{
    static struct os_model os = {
        .eevdf = 1, .slice_ns = 3000, .balance_ns = 1000000, .wake_ns = 1};
    static const nsec nap[] = {10, -6990, 10, 0};

    // With parity the sleeper begins, and sleeps with a small debt until 7000.
    // The hog (deadline 7500) has its slice to the end, at 10 + 7500.
    //
    // Without, equal deadlines favour the hog: it has 1500 first. The sleeper
    // has had 10 by then, 745 less than the average; it is owed that at 8500,
    // when the hog has had 8490: it is placed at 8490 - 2 * 745, with a
    // deadline at 10000, before the hog's 10500.
    for (int parity = 0; parity < 2; parity++) {
        os.run_to_parity = parity;
        make(&os);
        script_add(&h, &s[0], 0, nap, 0);
        script_add(&h, &s[1], 1, hog, 0);
        script_run(&h, 20000);
        assert_int_equal(s[0].done_at, parity ? 7520 : 8510);
        host_release(&h);
    }
}

TEST(cfs_gives_shares_of_its_latency)
{
    static const struct os_model os = {.slice_ns = 1000,
                                       .latency_ns = 6000,
                                       .wakeup_ns = 2000,
                                       .balance_ns = 1000000};
    // 0 starts with v = 6000 (one thread's share of the latency); 1 with 3000
    // more, as one of two: 0 has its 3000, then both are equal, 1 has been
    // waiting: it has 3000, and so on.
    static const nsec want[][2] = {{0, 0}, {1, 3000}, {0, 6000}, {1, 9000}};

    make(&os);
    for (int i = 0; i < 2; i++)
        script_add(&h, &s[i], i, hog, 0);
    script_run(&h, 20000);
    assert_turns(want, 2);
    assert_in_range(script_cpu(&s[0]), 8500, 11500);
    host_release(&h);
}

TEST(cfs_lets_a_sleeper_in_that_has_had_less_by_more_than_its_granularity)
{
    static struct os_model os = {.slice_ns = 1000,
                                 .latency_ns = 6000,
                                 .tick_ns = 4000,
                                 .balance_ns = 1000000,
                                 .wake_ns = 1};
    static const nsec nap[] = {10, -50000, 10, 0};

    // It gets half a latency of credit: 3000; else it waits for a tick.
    for (int i = 0; i < 2; i++) {
        os.wakeup_ns = i == 0 ? 2999 : 3000;
        make(&os);
        script_add(&h, &s[0], 0, nap, 0);
        script_add(&h, &s[1], 1, hog, 0);
        script_run(&h, 100000);
        if (i == 0)
            assert_int_equal(s[0].done_at, 50010 + 10);
        else
            assert_int_equal(s[0].done_at, 52000 + 10);
        host_release(&h);
    }
}

TEST(threads_of_a_core_get_equal_shares)
{
    for (int eevdf = 0; eevdf < 2; eevdf++) {
        struct os_model os = {.eevdf = eevdf,
                              .run_to_parity = 1,
                              .slice_ns = 3000,
                              .latency_ns = 6000,
                              .balance_ns = 1000000};
        static const nsec forever[] = {2 * NSEC_SEC, 0};
        make(&os);
        for (int i = 0; i < 5; i++)
            script_add(&h, &s[i], i, forever, 0);
        script_run(&h, 100 * NSEC_MSEC);
        for (int i = 0; i < 5; i++)
            assert_in_range(script_cpu(&s[i]), 19800000, 20200000);
        host_release(&h);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(eevdf_takes_the_earliest_deadline_of_those_that_are_eligible),
        RUN(slices_end_at_ticks),
        RUN(eevdf_lets_in_at_once_who_is_owed_enough),
        RUN(cfs_gives_shares_of_its_latency),
        RUN(cfs_lets_a_sleeper_in_that_has_had_less_by_more_than_its_granularity),
        RUN(threads_of_a_core_get_equal_shares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
