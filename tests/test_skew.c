// skew: percentiles on both sides of the median are what was asked for.
#include "base/skew.h"

#include <stdlib.h>

#include "testing.h"

enum { DRAWS = 20001 };

static int compare(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

// Draws around a million, sorted.
static int64_t *draw(int64_t p10, int64_t p90)
{
    struct rng r = rng_stream(1, "skew");
    struct skew k = skew_of(p10, p90);
    int64_t *v = calloc(DRAWS, sizeof *v);

    assert_non_null(v);
    for (int i = 0; i < DRAWS; i++)
        v[i] = skew_draw(&k, &r, 1000000);
    qsort(v, DRAWS, sizeof *v, compare);
    return v;
}

static void near(int64_t got, int64_t want)
{
    assert_in_range(got, want * 97 / 100, want * 103 / 100);
}

TEST(percentiles_are_those_asked_for)
{
    static const int64_t cases[][2] = {
        {100, 150}, {60, 160}, {95, 100}, {1, 100000}, {50, 1000},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t *v = draw(cases[i][0], cases[i][1]);
        // A width of 1000 times is drawn by few, and cut at 1000 times.
        if (cases[i][1] <= 1000) {
            near(v[DRAWS / 10], cases[i][0] * 10000);
            near(v[DRAWS / 10 * 9], cases[i][1] * 10000);
        }
        near(v[DRAWS / 2], 1000000);
        assert_true(v[0] > 0);
        assert_true(v[DRAWS - 1] <= 1000000 * INT64_C(1000));
        free(v);
    }
}

TEST(no_spread_is_the_number_itself_and_draws_nothing)
{
    struct rng r = rng_stream(1, "skew"), same = r;
    struct skew k = skew_of(100, 100);

    assert_int_equal(skew_draw(&k, &r, 12345), 12345);
    assert_int_equal(rng_u64(&r), rng_u64(&same));
}

TEST(large_and_small_medians_neither_overflow_nor_turn_negative)
{
    static const int64_t medians[] = {0, 1, INT64_MAX / 2, INT64_MAX};
    struct rng r = rng_stream(3, "skew");
    struct skew k = skew_of(1, 100000);

    for (size_t i = 0; i < sizeof medians / sizeof medians[0]; i++)
        for (int n = 0; n < 1000; n++)
            assert_true(skew_draw(&k, &r, medians[i]) >= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(percentiles_are_those_asked_for),
        RUN(no_spread_is_the_number_itself_and_draws_nothing),
        RUN(large_and_small_medians_neither_overflow_nor_turn_negative),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
