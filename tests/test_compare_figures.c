// compare_figures: the median run, and what agreement is.
#include "cli/compare.h"

#include "testing.h"

static struct compare_run run[8];

static struct compare_executor runs_of(const int64_t *makespan, int n)
{
    for (int i = 0; i < n; i++)
        run[i] = (struct compare_run){.sum.makespan_ns = makespan[i]};
    return (struct compare_executor){.run = run, .n = n};
}

TEST(the_median_run_has_as_many_below_as_above_it)
{
    static const struct {
        int n;
        int64_t makespan[7];
        int want;
    } cases[] = {
        {1, {5}, 0},          {2, {9, 5}, 1}, // the one just below the middle
        {3, {9, 5, 7}, 2},    {3, {5, 5, 5}, 1},
        {4, {4, 3, 2, 1}, 2}, {7, {70, 10, 60, 20, 50, 30, 40}, 6},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct compare_executor e = runs_of(cases[i].makespan, cases[i].n);
        assert_int_equal(compare_median_run(&e), cases[i].want);
    }
}

// A comparison of one simulation with n runs of 100 ns.
static void compare_of(struct compare *c, struct compare_options *o, int n,
                       int64_t sim_ns)
{
    static struct compare_run sim;
    static struct gfigures none;
    static const int64_t hundred[8] = {100, 100, 100, 100, 100, 100, 100, 100};

    sim = (struct compare_run){.sum.makespan_ns = sim_ns, .g = &none};
    *c = (struct compare){.o = o, .n = 2};
    c->about.procs = o->common.procs;
    c->executor[COMPARE_SIM] = (struct compare_executor){.run = &sim, .n = 1};
    c->executor[COMPARE_NATIVE] = runs_of(hundred, n);
    c->executor[COMPARE_NATIVE].cores = 2;
    for (int i = 0; i < n; i++)
        run[i].g = &none;
}

TEST(the_tolerance_holds_on_both_sides_and_only_when_given)
{
    static const struct {
        int64_t sim_ns;
        bool judge;
        double tolerance;
        bool beyond;
    } cases[] = {
        {110, true, 10, false}, {111, true, 10, true}, {90, true, 10, false},
        {89, true, 10, true},   {100, true, 0, false}, {101, true, 0, true},
        {500, false, 0, false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct compare_options o = {.judge = cases[i].judge,
                                    .tolerance = cases[i].tolerance};
        struct compare c;
        compare_of(&c, &o, 3, cases[i].sim_ns);
        assert_int_equal(compare_beyond(&c, COMPARE_NATIVE), cases[i].beyond);
    }
}

TEST(another_exit_status_is_beyond_any_tolerance)
{
    struct compare_options o = {.judge = true, .tolerance = 1e6};
    struct compare c;

    compare_of(&c, &o, 3, 100);
    assert_false(compare_beyond(&c, COMPARE_NATIVE));
    run[2].status = 2;
    assert_true(compare_beyond(&c, COMPARE_NATIVE));
    assert_int_equal(compare_agree(&c, COMPARE_NATIVE).status_same, 2);
    o.judge = false;
    assert_false(compare_beyond(&c, COMPARE_NATIVE));
}

TEST(a_busy_host_shows_in_the_share_of_cpu_time)
{
    struct compare_options o = {.common.procs = 2};
    struct compare c;

    compare_of(&c, &o, 3, 100);
    for (int i = 0; i < 3; i++) {
        run[i].sum.run_ns = 200;
        run[i].sum.cpu_ns = 100 + 20 * i;
    }
    assert_int_equal(compare_cpu_share(&c, COMPARE_NATIVE), 60);
    c.about.procs = 3; // more Ps than cores: they share by intent
    assert_int_equal(compare_cpu_share(&c, COMPARE_NATIVE), 100);
    c.about.procs = 1;
    run[1].sum.cpu_ns = run[2].sum.cpu_ns = 900; // the scheduler's own time
    assert_int_equal(compare_cpu_share(&c, COMPARE_NATIVE), 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(the_median_run_has_as_many_below_as_above_it),
        RUN(the_tolerance_holds_on_both_sides_and_only_when_given),
        RUN(another_exit_status_is_beyond_any_tolerance),
        RUN(a_busy_host_shows_in_the_share_of_cpu_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
