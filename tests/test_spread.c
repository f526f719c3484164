// spread: medians, ranges and errors.
#include "cli/spread.h"

#include "testing.h"

TEST(the_median_is_in_the_middle_of_any_number_of_runs)
{
    static const struct {
        int n;
        int64_t v[5], median, min, max;
    } cases[] = {
        {1, {7}, 7, 7, 7},
        {2, {9, 4}, 6, 4, 9}, // rounded down
        {3, {9, 4, 5}, 5, 4, 9},
        {4, {1, 100, 3, 2}, 2, 1, 100},
        {5, {0, 0, 0, 1, 1}, 0, 0, 1},
        {2,
         {INT64_MAX, INT64_MAX - 2},
         INT64_MAX - 1,
         INT64_MAX - 2,
         INT64_MAX},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t v[5];
        for (int k = 0; k < cases[i].n; k++)
            v[k] = cases[i].v[k];
        struct spread s = spread_of(v, cases[i].n);
        assert_int_equal(s.n, cases[i].n);
        assert_int_equal(s.median, cases[i].median);
        assert_int_equal(s.min, cases[i].min);
        assert_int_equal(s.max, cases[i].max);
    }
    assert_int_equal(spread_of(NULL, 0).n, 0);
}

TEST(the_error_is_measured_by_what_is_real)
{
    double percent = 1;

    assert_true(spread_error(150, 100, &percent));
    assert_true(percent > 49.999 && percent < 50.001);
    assert_true(spread_error(50, 100, &percent));
    assert_true(percent > -50.001 && percent < -49.999);
    assert_true(spread_error(0, 100, &percent));
    assert_true(percent > -100.001 && percent < -99.999);
    assert_true(spread_error(0, 0, &percent));
    assert_true(percent == 0);
    assert_false(spread_error(1, 0, &percent));
}

TEST(a_range_holds_its_ends)
{
    const struct spread s = {.n = 3, .median = 5, .min = 4, .max = 9};
    const struct spread none = {0};

    assert_false(spread_holds(&s, 3));
    assert_true(spread_holds(&s, 4));
    assert_true(spread_holds(&s, 9));
    assert_false(spread_holds(&s, 10));
    assert_false(spread_holds(&none, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(the_median_is_in_the_middle_of_any_number_of_runs),
        RUN(the_error_is_measured_by_what_is_real),
        RUN(a_range_holds_its_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
