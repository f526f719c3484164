// amount: four digits and a unit.
#include "cli/amount.h"

#include "testing.h"

TEST(times_have_four_digits_at_most)
{
    static const struct {
        int64_t ns;
        const char *want;
    } cases[] = {
        {0, "0"},
        {1, "1ns"},
        {999, "999ns"},
        {1000, "1.000us"},
        {3121, "3.121us"},
        {12349, "12.35us"},
        {12344, "12.34us"},
        {999949, "999.9us"},
        {999950, "1000.0us"},
        {88802802, "88.80ms"},
        {1593000000, "1.593s"},
        {3600000000000, "3600.0s"},
        {INT64_MAX, "9223372036.9s"},
    };
    char out[AMOUNT_MAX];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        amount_text(cases[i].ns, true, out);
        assert_string_equal(out, cases[i].want);
    }
    amount_text(12345, false, out);
    assert_string_equal(out, "12345");
}

TEST(a_range_has_one_unit)
{
    static const struct {
        int64_t min, max;
        bool is_time;
        const char *want;
    } cases[] = {
        {23, 23, false, "23"},
        {22, 24, false, "22..24"},
        {0, 0, true, "0"},
        {1500, 1500, true, "1.500us"},
        {86400000, 90100000, true, "86.4..90.1ms"},
        {120, 1190, true, "0.12..1.19us"},
        {100000000, 149900000, true, "100.0..149.9ms"},
        {7, 9, true, "7..9ns"},
    };
    char out[AMOUNT_MAX];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct spread s = {.n = 2, .min = cases[i].min, .max = cases[i].max};
        amount_range(&s, cases[i].is_time, out);
        assert_string_equal(out, cases[i].want);
    }
}

TEST(an_error_has_a_sign_or_is_none)
{
    char out[AMOUNT_MAX];

    amount_error(274, 1000, out);
    assert_string_equal(out, "-72.6%");
    amount_error(1001, 1000, out);
    assert_string_equal(out, "+0.1%");
    amount_error(5, 5, out);
    assert_string_equal(out, "0.0%");
    amount_error(0, 0, out);
    assert_string_equal(out, "0.0%");
    amount_error(1, 0, out);
    assert_string_equal(out, "-");
    amount_error(INT64_MAX, 1, out);
    assert_string_equal(out, ">99999%");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(times_have_four_digits_at_most),
        RUN(a_range_has_one_unit),
        RUN(an_error_has_a_sign_or_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
