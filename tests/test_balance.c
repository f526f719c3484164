// balance: who waits gets to where there is room, and takes turns where not.
#include "host/host.h"

#include "hostscript.h"
#include "testing.h"

static struct machine m;
static struct host h;
static struct script s[64];

static const nsec forever[] = {100 * NSEC_SEC, 0};

static void make(int ncores, int64_t eevdf, nsec hot)
{
    static struct os_model os;

    os = (struct os_model){.eevdf = eevdf,
                           .run_to_parity = 1,
                           .slice_ns = 3 * NSEC_MSEC,
                           .latency_ns = 6 * NSEC_MSEC,
                           .tick_ns = 4 * NSEC_MSEC,
                           .balance_ns = 4 * NSEC_MSEC,
                           .hot_ns = hot};
    m = (struct machine){.ncores = ncores};
    for (int i = 0; i < ncores; i++)
        m.mhz[i] = MHZ;
    host_init(&h, &m, ncores, &os, MHZ);
}

static void assert_shares(int cores, int threads, int64_t eevdf, nsec span,
                          int pct)
{
    nsec all = 0, want = span * cores / threads;

    make(cores, eevdf, NSEC_MSEC / 2);
    for (int i = 0; i < threads; i++)
        script_add(&h, &s[i], i, forever, 0);
    script_run(&h, span);
    for (int i = 0; i < threads; i++) {
        nsec got = script_cpu(&s[i]);
        all += got;
        if (got < want - span / 100 * pct || got > want + span / 100 * pct)
            fail_msg("%d threads on %d cores, eevdf %d: thread %d had %lld, "
                     "not %lld",
                     threads, cores, (int)eevdf, i, (long long)got,
                     (long long)want);
    }
    // No core was idle: CPU time is what there was of it.
    assert_int_equal(all, cores * span);
    host_release(&h);
}

TEST(three_threads_share_two_cores)
{
    assert_shares(2, 3, 1, NSEC_SEC, 1);
    assert_shares(2, 3, 0, NSEC_SEC, 1);
}

TEST(other_numbers_of_threads_share_other_numbers_of_cores)
{
    static const int cases[][2] = {{1, 2}, {2, 4}, {2, 5}, {4, 5}, {4, 6}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_shares(cases[i][0], cases[i][1], 1, 4 * NSEC_SEC, 10);
}

TEST(an_idle_core_takes_who_waits_unless_it_is_hot)
{
    static const nsec brief[] = {5 * NSEC_MSEC, 0};

    // 0 and 1 have the cores; 2 waits for core 0 from 1 ms on, having never
    // run. Core 1 is free at 5 ms.
    make(2, 1, NSEC_MSEC / 2);
    script_add(&h, &s[0], 0, forever, 0);
    script_add(&h, &s[1], 1, brief, 0);
    script_add(&h, &s[2], 2, forever, NSEC_MSEC);
    script_run(&h, 6 * NSEC_MSEC);
    assert_int_equal(s[1].done_at > 0, 1);
    assert_int_equal(h.nready, 0);
    host_release(&h);
}

// A thread that wants a core for moments only takes it from one that computes,
// which may be sent to the other core for its turn there: it is back as soon as
// the first one is free.
TEST(no_core_is_idle_beside_who_was_taken_off_it)
{
    static const nsec moments[] = {2000, -10 * NSEC_MSEC,
                                   2000, -10 * NSEC_MSEC,
                                   2000, -10 * NSEC_MSEC,
                                   2000, -10 * NSEC_MSEC,
                                   2000, 0};
    const nsec span = 100 * NSEC_MSEC;
    nsec all = 0;

    make(2, 1, NSEC_MSEC / 2);
    script_add(&h, &s[0], 0, forever, 0);
    script_add(&h, &s[1], 1, forever, 0);
    script_add(&h, &s[2], 2, moments, 1000);
    script_run(&h, span);
    for (int i = 0; i < 3; i++)
        all += script_cpu(&s[i]);
    assert_int_equal(all, 2 * span);
    assert_true(s[2].done_at > 0);
    host_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(three_threads_share_two_cores),
        RUN(other_numbers_of_threads_share_other_numbers_of_cores),
        RUN(no_core_is_idle_beside_who_was_taken_off_it),
        RUN(an_idle_core_takes_who_waits_unless_it_is_hot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
