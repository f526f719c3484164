#include "native/nclock.h"

#include "testing.h"

enum { RATE_SHIFT = NCLOCK_SHIFT };

static int64_t away(const struct nclock_fit *f, uint64_t tick, int64_t ns)
{
    return nclock_at(&f->line, tick) - ns;
}

// A counter of 2.5 GHz that the system clock sees wrong by ppb.
static int64_t true_ns(uint64_t tick, int64_t ppb)
{
    int64_t ns = (int64_t)(tick / 5 * 2);

    return ns + ns / 1000 * ppb / 1000000;
}

TEST(no_line_before_two_pairs_a_millisecond_apart)
{
    struct nclock_fit f = {.line.horizon = INT64_MIN, .tick = 10, .ns = 4};

    nclock_fit_pair(&f, 10 + 2499999, 4 + NCLOCK_FIRST_NS - 1);
    assert_int_equal(f.line.mult, 0);
    assert_int_equal(f.tick, 10);
    nclock_fit_pair(&f, 10 + 2500000, 4 + NCLOCK_FIRST_NS);
    assert_int_equal(f.line.mult, ((uint64_t)2 << RATE_SHIFT) / 5);
    assert_int_equal(f.line.horizon / 10, 2 * 2500000 / 10);
    assert_int_equal(nclock_at(&f.line, 10 + 2500000),
                     4 + NCLOCK_FIRST_NS + NCLOCK_AHEAD_NS);
}

TEST(a_line_also_tells_the_time_before_its_start)
{
    struct nclock_line l = {1000, 400, ((uint64_t)2 << RATE_SHIFT) / 5, 1};

    assert_int_equal(nclock_at(&l, 1000), 400);
    assert_int_equal(nclock_at(&l, 1500), 599); // rounded down
    assert_int_equal(nclock_at(&l, 500), 200);
}

// The clocks drift apart, pairs are wrong by up to 15 ns: the line follows,
// continuously.
TEST(the_line_follows_a_drifting_clock_without_a_jump)
{
    static const int64_t drift_ppb[] = {0, 400000, -400000, 20000};
    static const int64_t noise[] = {0, 15, -15, 7, -3};

    for (size_t k = 0; k < sizeof drift_ppb / sizeof *drift_ppb; k++) {
        struct nclock_fit f = {.line.horizon = INT64_MIN};
        uint64_t tick = 0;
        for (int i = 1; i < 60; i++) {
            tick += i == 1 ? 2600000 : (uint64_t)f.line.horizon + 1000;
            int64_t ns = true_ns(tick, drift_ppb[k]);
            int64_t before = nclock_at(&f.line, tick);
            if (i > 1)
                assert_in_range(away(&f, tick, ns) + 100, 0, 200);
            nclock_fit_pair(&f, tick, (uint64_t)(ns + noise[i % 5]));
            if (i > 1)
                assert_int_equal(nclock_at(&f.line, tick), before);
            assert_true(f.line.mult > 0);
        }
        assert_in_range(f.line.horizon, NCLOCK_HORIZON_NS * 2, INT64_MAX);
        assert_in_range(f.line.horizon, 0, (int64_t)NCLOCK_HORIZON_NS * 3);
    }
}

TEST(after_a_sleep_of_the_machine_the_line_is_right_again)
{
    struct nclock_fit f = {.line.horizon = INT64_MIN};

    nclock_fit_pair(&f, 25000000, 10000000);
    nclock_fit_pair(&f, 25000000 + 9000000000000, 20000000);
    assert_int_equal(nclock_at(&f.line, 25000000 + 9000000000000), 20000000);
}

// Then the system clock was read, behind which the line must not be.
TEST(after_a_long_idle_time_the_line_is_not_behind)
{
    static const int64_t error_ns[] = {900, -900};

    for (size_t k = 0; k < 2; k++) {
        struct nclock_fit f = {.line.horizon = INT64_MIN};
        nclock_fit_pair(&f, 25000000, 10000000);
        uint64_t tick = 12500000000, ns = 5000000000;
        nclock_fit_pair(&f, tick, ns + (uint64_t)error_ns[k]);
        // The rate was rounded down: a nanosecond or two in 5 s.
        uint64_t want = ns + (k == 0 ? 900 : NCLOCK_AHEAD_NS);
        assert_in_range(nclock_at(&f.line, tick), want - 2, want);
        assert_in_range(f.line.mult, 1, ((uint64_t)2 << RATE_SHIFT) / 5 + 1000);
    }
}

// A read between two reads of the system clock is between them; the tolerance
// is for the error of the pairs.
static void assert_follows(struct nclock *c, nsec for_ns)
{
    enum { TOLERANCE_NS = 1000 };
    nsec end = nclock_system() + for_ns, last = 0, before;

    while ((before = nclock_system()) < end) {
        nsec now = nclock_now(c), loose = nclock_loose(c),
             after = nclock_system();
        assert_true(loose >= before - TOLERANCE_NS);
        assert_true(loose <= after + TOLERANCE_NS);
        assert_true(now >= before - TOLERANCE_NS);
        assert_true(now <= after + TOLERANCE_NS);
        assert_true(now >= last);
        last = now;
    }
}

TEST(it_reads_the_system_clock_where_the_counter_is_not_used)
{
    struct nclock c;

    nclock_init(&c, false);
    assert_follows(&c, NSEC_MSEC);
    assert_int_equal(c.line.mult, 0);
}

TEST(it_stays_with_the_system_clock)
{
    struct nclock c;

    nclock_init(&c, nclock_counter_is_sound());
    assert_follows(&c, 50 * NSEC_MSEC);
}

TEST(a_clock_that_is_changed_at_the_moment_is_not_waited_for)
{
    struct nclock c;

    nclock_init(&c, nclock_counter_is_sound());
    assert_follows(&c, 5 * NSEC_MSEC);
    c.seq++;
    assert_follows(&c, NSEC_MSEC);
}

TEST(another_thread_that_syncs_is_not_waited_for)
{
    struct nclock c;

    nclock_init(&c, nclock_counter_is_sound());
    c.syncing = 1;
    assert_follows(&c, 5 * NSEC_MSEC);
    assert_int_equal(c.line.mult, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(no_line_before_two_pairs_a_millisecond_apart),
        RUN(a_line_also_tells_the_time_before_its_start),
        RUN(the_line_follows_a_drifting_clock_without_a_jump),
        RUN(after_a_sleep_of_the_machine_the_line_is_right_again),
        RUN(after_a_long_idle_time_the_line_is_not_behind),
        RUN(it_reads_the_system_clock_where_the_counter_is_not_used),
        RUN(it_stays_with_the_system_clock),
        RUN(a_clock_that_is_changed_at_the_moment_is_not_waited_for),
        RUN(another_thread_that_syncs_is_not_waited_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
