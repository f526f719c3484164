// hist: percentiles are within the resolution, exact where buckets are exact.
#include "trace/hist.h"

#include <stdlib.h>

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

TEST(by_powers_of_two)
{
    struct hist *h = calloc(1, sizeof *h);
    int64_t by[HIST_LOG2];
    static const nsec v[] = {0, 1, 2, 3, 4, 63, 64, 65, 127, 128, 1000, 1024};

    for (size_t i = 0; i < sizeof v / sizeof v[0]; i++)
        hist_add(h, v[i]);
    hist_log2(h, by);
    static const int64_t want[] = {2, 2, 1, 0, 0, 1, 3, 1, 0, 1, 1, 0};
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        assert_int_equal(by[i], want[i]);
    hist_add(h, NSEC_MAX);
    hist_log2(h, by);
    assert_int_equal(by[HIST_LOG2 - 1], 1);
    free(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(small_values_are_exact),
        RUN(large_values_are_within_the_resolution),
        RUN(by_powers_of_two),
        RUN(an_empty_histogram_says_0_and_negative_values_count_as_0),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
