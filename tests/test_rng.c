// rng: the published sequence, streams by name, distributions in integers.
#include "base/rng.h"

#include "base/nsec.h"
#include "child.h"
#include "testing.h"

TEST(the_generator_is_xoshiro256_starstar)
{
    // Reference outputs for the state 1, 2, 3, 4 (as in the rand_xoshiro
    // crate).
    static const uint64_t expected[] = {
        UINT64_C(11520),
        UINT64_C(0),
        UINT64_C(1509978240),
        UINT64_C(1215971899390074240),
        UINT64_C(1216172134540287360),
        UINT64_C(607988272756665600),
        UINT64_C(16172922978634559625),
        UINT64_C(8476171486693032832),
        UINT64_C(10595114339597558777),
        UINT64_C(2904607092377533576),
    };
    struct rng r = {{1, 2, 3, 4}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        assert_true(rng_u64(&r) == expected[i]);
}

TEST(a_stream_is_seeded_by_splitmix64)
{
    // FNV-1a of "" is the offset basis: this seed cancels it, leaving 0, for
    // which splitmix64's first outputs are published.
    struct rng r = rng_stream(UINT64_C(14695981039346656037), "");
    assert_true(r.s[0] == UINT64_C(0xe220a8397b1dcdaf));
    assert_true(r.s[1] == UINT64_C(0x6e789e6aa1b965f4));
    assert_true(r.s[2] == UINT64_C(0x06c45d188009454f));
    assert_true(r.s[3] == UINT64_C(0xf88bb8a8724c81ec));
}

TEST(names_and_seeds_give_streams_of_their_own)
{
    struct rng a = rng_stream(1, "steal"), same = rng_stream(1, "steal");
    struct rng b = rng_stream(1, "select"), other = rng_stream(2, "steal");
    int equal_b = 0, equal_other = 0;
    for (int i = 0; i < 1000; i++) {
        uint64_t x = rng_u64(&a);
        assert_true(x == rng_u64(&same));
        equal_b += x == rng_u64(&b);
        equal_other += x == rng_u64(&other);
    }
    assert_int_equal(equal_b + equal_other, 0);
}

TEST(below_is_even_and_in_range)
{
    static const uint64_t limits[] = {1, 2, 3, 7, 10, 61, 64};
    struct rng r = rng_stream(1, "below");
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        uint64_t n = limits[i], draws = 20000 * n;
        uint32_t count[64] = {0};
        for (uint64_t k = 0; k < draws; k++) {
            uint64_t x = rng_below(&r, n);
            assert_true(x < n);
            count[x]++;
        }
        for (uint64_t k = 0; k < n; k++)
            assert_in_range(count[k], 19300, 20700); // 5 sigma
    }
}

TEST(below_has_no_bias_where_a_modulus_would)
{
    // Of 2^64 words for 3 * 2^62 numbers, a modulus gives the lower third twice
    // as often, a bare product every third number.
    struct rng r = rng_stream(1, "bias");
    uint64_t n = UINT64_C(3) << 62, third = UINT64_C(1) << 62;
    int lower = 0, every_third = 0;
    for (int i = 0; i < 30000; i++) {
        uint64_t x = rng_below(&r, n);
        assert_true(x < n);
        lower += x < third;
        every_third += x % 3 == 0;
    }
    assert_in_range(lower, 9600, 10400);
    assert_in_range(every_third, 9600, 10400);
    for (int i = 0; i < 1000; i++)
        assert_true(rng_below(&r, UINT64_MAX) < UINT64_MAX);
}

TEST(uniform_reaches_both_ends)
{
    struct rng r = rng_stream(1, "uniform");
    int lo = 0, hi = 0, negative = 0;
    for (int i = 0; i < 1000; i++) {
        int64_t x = rng_uniform(&r, -2, 3);
        assert_in_range(x + 2, 0, 5);
        lo += x == -2;
        hi += x == 3;
        assert_int_equal(rng_uniform(&r, 7, 7), 7);
        assert_int_equal(rng_uniform(&r, INT64_MIN, INT64_MIN), INT64_MIN);
        negative += rng_uniform(&r, INT64_MIN, INT64_MAX) < 0;
    }
    assert_in_range(lo, 100, 240);
    assert_in_range(hi, 100, 240);
    assert_in_range(negative, 420, 580);
}

TEST(exponential_has_its_mean_and_median)
{
    struct rng r = rng_stream(1, "exponential");
    const int64_t mean = 1000000;
    enum { N = 200000 };
    int64_t sum = 0;
    int below_median = 0, above_3 = 0;
    for (int i = 0; i < N; i++) {
        int64_t x = rng_exponential(&r, mean);
        assert_true(x >= 0);
        sum += x;
        below_median += x < 693147; // ln 2
        above_3 += x > 3 * mean;    // e^-3 = 0.0498
    }
    assert_in_range(sum / N, 990000, 1010000);
    assert_in_range(below_median, N / 2 - 1200, N / 2 + 1200);
    assert_in_range(above_3, 9957 - 500, 9957 + 500);
}

TEST(exponential_is_minus_the_logarithm)
{
    // The output follows from s[1] alone: rotl(s[1] * 5, 7) * 9.
    static const struct {
        uint64_t s1, output;
        int64_t value; // -ln(output / 2^64) * 10^9
    } cases[] = {
        {0, 0, INT64_C(44361419556)}, // taken as 1, the far end: 64 ln 2
        {UINT64_C(0x4fc71c71c71c71c7), UINT64_MAX, 0},
        {UINT64_C(0xcd00000000000000), UINT64_C(1) << 63, 693147181},
        {UINT64_C(0x6680000000000000), UINT64_C(1) << 62, 1386294361},
        {UINT64_C(0x3380000000000000), UINT64_C(3) << 62, 287682072},
        {UINT64_C(0x3349f49f4a000000), UINT64_C(1) << 32, INT64_C(22180709778)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rng r = {{1, cases[i].s1, 1, 1}}, same = r;
        assert_true(rng_u64(&same) == cases[i].output);
        assert_int_equal(rng_exponential(&r, NSEC_SEC), cases[i].value);
    }
    struct rng r = rng_stream(3, "e");
    for (int i = 0; i < 100; i++)
        assert_int_equal(rng_exponential(&r, 0), 0);
}

TEST(distributions_saturate_instead_of_wrapping)
{
    struct rng r = rng_stream(1, "saturate");
    int at_end = 0, high = 0, low = 0;
    for (int i = 0; i < 1000; i++) {
        int64_t x = rng_exponential(&r, INT64_MAX);
        assert_true(x >= 0);
        at_end += x == INT64_MAX;
        x = rng_normal(&r, INT64_MAX, INT64_MAX);
        high += x == INT64_MAX;
        x = rng_normal(&r, INT64_MIN, INT64_MAX);
        low += x == INT64_MIN;
    }
    assert_in_range(at_end, 300, 440); // 1/e
    assert_in_range(high, 420, 580);
    assert_in_range(low, 420, 580);
}

TEST(normal_has_its_mean_and_deviation)
{
    struct rng r = rng_stream(1, "normal");
    enum { N = 100000 };
    int64_t sum = 0, squares = 0;
    int within_1 = 0;
    for (int i = 0; i < N; i++) {
        int64_t d = rng_normal(&r, 5000, 1000) - 5000;
        assert_true(d >= -6000 && d <= 6000);
        sum += d;
        squares += d * d;
        within_1 += d >= -1000 && d <= 1000;
        assert_int_equal(rng_normal(&r, -3, 0), -3);
    }
    assert_in_range(sum / N + 20, 0, 40);
    assert_in_range(squares / N, 980000, 1020000);
    assert_in_range(within_1, 67400, 69200); // 68.3 %
}

// The numbers themselves are part of every recorded result.
TEST(the_numbers_never_change)
{
    struct rng r = rng_stream(42, "golden");
    uint64_t hash = UINT64_C(14695981039346656037);
    for (int i = 0; i < 1000; i++) {
        uint64_t x[5];
        x[0] = rng_u64(&r);
        x[1] = rng_below(&r, 1000003);
        x[2] = (uint64_t)rng_uniform(&r, -1000000, 1000000);
        x[3] = (uint64_t)rng_exponential(&r, 123456789);
        x[4] = (uint64_t)rng_normal(&r, 1000000, 54321);
        for (size_t k = 0; k < sizeof x / sizeof x[0]; k++)
            hash = (hash ^ x[k]) * UINT64_C(1099511628211);
    }
    assert_int_equal(hash, UINT64_C(0x1d7c37aa0d346e63));
}

static void below_zero(void *arg)
{
    rng_below(arg, 0);
}

static void uniform_upside_down(void *arg)
{
    rng_uniform(arg, 1, 0);
}

static void exponential_negative(void *arg)
{
    rng_exponential(arg, -1);
}

static void normal_negative(void *arg)
{
    rng_normal(arg, 0, -1);
}

TEST(impossible_parameters_are_bugs)
{
    struct rng r = rng_stream(0, "x");
    assert_int_equal(child_status(below_zero, &r), 70);
    assert_int_equal(child_status(uniform_upside_down, &r), 70);
    assert_int_equal(child_status(exponential_negative, &r), 70);
    assert_int_equal(child_status(normal_negative, &r), 70);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(the_generator_is_xoshiro256_starstar),
        RUN(a_stream_is_seeded_by_splitmix64),
        RUN(names_and_seeds_give_streams_of_their_own),
        RUN(below_is_even_and_in_range),
        RUN(below_has_no_bias_where_a_modulus_would),
        RUN(uniform_reaches_both_ends),
        RUN(exponential_has_its_mean_and_median),
        RUN(exponential_is_minus_the_logarithm),
        RUN(distributions_saturate_instead_of_wrapping),
        RUN(normal_has_its_mean_and_deviation),
        RUN(the_numbers_never_change),
        RUN(impossible_parameters_are_bugs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
