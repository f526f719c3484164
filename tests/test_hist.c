// hist: percentiles are within the resolution, exact where buckets are exact.
#include "trace/hist.h"

#include "testing.h"

TEST(small_values_are_exact)
{
    static struct hist h;

    for (nsec v = 1; v <= 50; v++)
        hist_add(&h, v);
    assert_int_equal(hist_percentile(&h, 500), 25);
    assert_int_equal(hist_percentile(&h, 1000), 50);
    assert_int_equal(hist_percentile(&h, 0), 1);
}

TEST(large_values_are_within_the_resolution)
{
    for (nsec v = 1; v < NSEC_MAX / 3; v = v * 3 + 1) {
        static struct hist h;
        h = (struct hist){0};
        hist_add(&h, v);
        hist_add(&h, NSEC_MAX);
        nsec p = hist_percentile(&h, 500);
        assert_true(p >= v);
        assert_true(p - v <= v / HIST_SUB);
    }
}

TEST(an_empty_histogram_says_0_and_negative_values_count_as_0)
{
    static struct hist h;

    assert_int_equal(hist_percentile(&h, 990), 0);
    hist_add(&h, -5);
    assert_int_equal(hist_percentile(&h, 990), 0);
    assert_int_equal(h.n, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(small_values_are_exact),
        RUN(large_values_are_within_the_resolution),
        RUN(an_empty_histogram_says_0_and_negative_values_count_as_0),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
