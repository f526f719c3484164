// expect: assertions are read strictly and judged exactly.
#include "cli/expect.h"

#include "cli/cli.h"
#include "testing.h"

static const struct summary sum = {
    .steals = 3,
    .makespan_ns = 5000000,
    .procs = 2,
    .run_ns = 7500000,
    .wait_p99_ns = 5000,
};

static int verdict(const char *text)
{
    struct expect e = {0};

    if (!expect_add(&e, text, false))
        return EXIT_USAGE;
    int status = expect_judge(&e, &sum, NULL);
    expect_release(&e);
    return status;
}

TEST(each_operator_holds_where_it_does)
{
    static const struct {
        const char *text;
        int status;
    } cases[] = {
        {"steals < 4", EXIT_OK},  {"steals < 3", EXIT_DIFFERENT},
        {"steals <= 3", EXIT_OK}, {"steals <= 2", EXIT_DIFFERENT},
        {"steals > 2", EXIT_OK},  {"steals > 3", EXIT_DIFFERENT},
        {"steals >= 3", EXIT_OK}, {"steals >= 4", EXIT_DIFFERENT},
        {"steals == 3", EXIT_OK}, {"steals == 4", EXIT_DIFFERENT},
        {"steals != 4", EXIT_OK}, {"steals != 3", EXIT_DIFFERENT},
        {"steals<4", EXIT_OK},    {"  steals   <   4", EXIT_OK},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (verdict(cases[i].text) != cases[i].status)
            fail_msg("'%s': not %d", cases[i].text, cases[i].status);
}

TEST(times_have_units_or_are_ns)
{
    assert_int_equal(verdict("makespan == 5ms"), EXIT_OK);
    assert_int_equal(verdict("makespan_ns == 5000000"), EXIT_OK);
    assert_int_equal(verdict("makespan_ns < 5ms"), EXIT_DIFFERENT);
    assert_int_equal(verdict("p99.sched_wait < 5us"), EXIT_DIFFERENT);
    assert_int_equal(verdict("p99.sched_wait <= 5us"), EXIT_OK);
}

TEST(ratios_have_three_places)
{
    assert_int_equal(verdict("parallelism == 1.5"), EXIT_OK);
    assert_int_equal(verdict("parallelism < 1.501"), EXIT_OK);
    assert_int_equal(verdict("utilization == 0.75"), EXIT_OK);
    assert_int_equal(verdict("utilization > 0.75"), EXIT_DIFFERENT);
}

TEST(what_is_no_assertion_is_refused)
{
    static const char *const wrong[] = {
        "",
        "steals",
        "steals <",
        "< 3",
        "steals = 3",
        "steals ~ 3",
        "steal > 0",
        "steals > many",
        "steals > 3x",
        "steals > 1.5",
        "steals > 99999999999999999999",
        "makespan < 5 parsecs",
        "parallelism > -1",
        "parallelism > nan",
        "parallelism > 1e300",
        "span < 5ms", // only a whole timeline tells it
        "speedup_max > 2",
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (verdict(wrong[i]) != EXIT_USAGE)
            fail_msg("'%s' was taken", wrong[i]);
}

TEST(a_timeline_tells_more)
{
    struct stats stats = {.work_ns = 30, .span = {.run = 20, .all = 25}};
    struct expect e = {0};

    assert_true(expect_add(&e, "work == 30ns", true));
    assert_true(expect_add(&e, "span_ns == 20", true));
    assert_true(expect_add(&e, "floor == 25ns", true));
    assert_true(expect_add(&e, "speedup_max == 1.5", true));
    assert_int_equal(expect_judge(&e, &sum, &stats), EXIT_OK);
    stats.work_ns = 31;
    assert_int_equal(expect_judge(&e, &sum, &stats), EXIT_DIFFERENT);
    expect_release(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(each_operator_holds_where_it_does),
        RUN(times_have_units_or_are_ns),
        RUN(ratios_have_three_places),
        RUN(what_is_no_assertion_is_refused),
        RUN(a_timeline_tells_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
