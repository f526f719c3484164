// nsec: sums that clamp; durations as Go reads and writes them.
#include "base/nsec.h"

#include <string.h>

#include "testing.h"

#define MINUTE (60 * NSEC_SEC)
#define HOUR   (3600 * NSEC_SEC)

TEST(sums_and_products_clamp)
{
    const nsec max = INT64_MAX, min = INT64_MIN;
    assert_int_equal(nsec_add(2, 3), 5);
    assert_int_equal(nsec_add(max - 1, 1), max);
    assert_int_equal(nsec_add(max, 1), max);
    assert_int_equal(nsec_add(max, max), max);
    assert_int_equal(nsec_add(min, -1), min);
    assert_int_equal(nsec_add(min, max), -1);
    assert_int_equal(nsec_mul(-3, 4), -12);
    assert_int_equal(nsec_mul(max / 2 + 1, 2), max);
    assert_int_equal(nsec_mul(max / 2, 2), max - 1);
    assert_int_equal(nsec_mul(max, -2), min);
    assert_int_equal(nsec_mul(-2, max), min);
    assert_int_equal(nsec_mul(min, -1), max);
    assert_int_equal(nsec_mul(min, min), max);
    assert_int_equal(nsec_mul(min, 0), 0);
}

TEST(durations_are_read_as_go_reads_them)
{
    static const struct {
        const char *text;
        nsec value;
    } cases[] = {
        {"0", 0},
        {"+0", 0},
        {"-0", 0},
        {"0s", 0},
        {"5s", 5 * NSEC_SEC},
        {"30s", 30 * NSEC_SEC},
        {"1478s", 1478 * NSEC_SEC},
        {"-5s", -5 * NSEC_SEC},
        {"+5s", 5 * NSEC_SEC},
        {"5.0s", 5 * NSEC_SEC},
        {"5.6s", 5600 * NSEC_MSEC},
        {"5.s", 5 * NSEC_SEC},
        {".5s", 500 * NSEC_MSEC},
        {"1.004s", 1004 * NSEC_MSEC},
        {"100.00100s", 100 * NSEC_SEC + NSEC_MSEC},
        {"10ns", 10},
        {"11us", 11 * NSEC_USEC},
        {"12\xc2\xb5s", 12 * NSEC_USEC},
        {"12\xce\xbcs", 12 * NSEC_USEC},
        {"13ms", 13 * NSEC_MSEC},
        {"14s", 14 * NSEC_SEC},
        {"15m", 15 * MINUTE},
        {"16h", 16 * HOUR},
        {"3h30m", 3 * HOUR + 30 * MINUTE},
        {"10.5s4m", 4 * MINUTE + 10500 * NSEC_MSEC},
        {"-2m3.4s", -(2 * MINUTE + 3400 * NSEC_MSEC)},
        {"1h2m3s4ms5us6ns",
         HOUR + 2 * MINUTE + 3 * NSEC_SEC + 4 * NSEC_MSEC + 5 * NSEC_USEC + 6},
        {"39h9m14.425s", 39 * HOUR + 9 * MINUTE + 14425 * NSEC_MSEC},
        {"52763797000ns", INT64_C(52763797000)},
        {"0.3333333333333333333h", 20 * MINUTE - 1},
        {"9007199254740993ns", (INT64_C(1) << 53) + 1},
        {"9223372036854775807ns", INT64_MAX},
        {"9223372036854775.807us", INT64_MAX},
        {"9223372036s854ms775us807ns", INT64_MAX},
        {"-9223372036854775808ns", INT64_MIN},
        {"-9223372036854775.808us", INT64_MIN},
        {"-9223372036s854ms775us808ns", INT64_MIN},
        {"-2562047h47m16.854775808s", INT64_MIN},
        {"0.100000000000000000000h", 6 * MINUTE},
        {"0.830103483285477580700h", INT64_C(2988372539827)},
        {"0.9ns", 0},
        {"-1.9ns", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        nsec t = -7;
        const char *why = "";
        if (!nsec_parse(cases[i].text, &t, &why))
            fail_msg("%s: %s", cases[i].text, why);
        assert_int_equal(t, cases[i].value);
    }
}

TEST(what_is_no_duration_is_said_why)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", "not a duration"},
        {"-", "not a duration"},
        {"+", "not a duration"},
        {"--1s", "not a duration"},
        {"s", "not a duration"},
        {".", "not a duration"},
        {"-.", "not a duration"},
        {".s", "not a duration"},
        {"+.s", "not a duration"},
        {" 1s", "not a duration"},
        {"x1s", "not a duration"},
        {"nan", "not a duration"},
        {"3", "missing unit"},
        {"1.5", "missing unit"},
        {"00", "missing unit"},
        {"1s2", "missing unit"},
        {"1.5.5s", "missing unit"},
        {"1x", "unknown unit"},
        {"1s ", "unknown unit"},
        {"1 s", "unknown unit"},
        {"1S", "unknown unit"},
        {"1e3s", "unknown unit"},
        {"1,5s", "unknown unit"},
        {"1d", "unknown unit"},
        {"1\xb5s", "unknown unit"},
        {"1\xc2", "unknown unit"},
        {"0x1s", "unknown unit"},
        {"1s-1s", "unknown unit"},
        {"9223372036854775808ns", "out of range"},
        {"9223372036854775.808us", "out of range"},
        {"9223372036854ms775us808ns", "out of range"},
        {"-9223372036854775809ns", "out of range"},
        {"92233720368547758080ns", "out of range"},
        {"9223372036854775809ns", "out of range"},
        {"99999999999999999999999999999s", "out of range"},
        {"2562048h", "out of range"},
        {"18446744074s", "out of range"}, // wraps to a small number
        {"-9223372036854775808ns1ns", "out of range"},
        {"-9223372036854775808ns9223372036854775808ns", "out of range"},
        {"9223372036854775807ns1ns", "out of range"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        nsec t = -7;
        const char *why = "";
        if (nsec_parse(cases[i].text, &t, &why))
            fail_msg("%s: accepted", cases[i].text);
        assert_string_equal(why, cases[i].why);
        assert_int_equal(t, -7);
    }
}

TEST(durations_are_written_as_go_writes_them)
{
    static const struct {
        nsec value;
        const char *text;
    } cases[] = {
        {0, "0s"},
        {1, "1ns"},
        {999, "999ns"},
        {1000, "1\xc2\xb5s"},
        {1100, "1.1\xc2\xb5s"},
        {999999, "999.999\xc2\xb5s"},
        {1000000, "1ms"},
        {2200000, "2.2ms"},
        {1000001, "1.000001ms"},
        {999999999, "999.999999ms"},
        {NSEC_SEC, "1s"},
        {NSEC_SEC + 1, "1.000000001s"},
        {3300 * NSEC_MSEC, "3.3s"},
        {MINUTE - 1, "59.999999999s"},
        {MINUTE, "1m0s"},
        {4 * MINUTE + 5 * NSEC_SEC, "4m5s"},
        {4 * MINUTE + 5001 * NSEC_MSEC, "4m5.001s"},
        {HOUR - 1, "59m59.999999999s"},
        {2 * HOUR, "2h0m0s"},
        {5 * HOUR + 6 * MINUTE + 7001 * NSEC_MSEC, "5h6m7.001s"},
        {8 * MINUTE + 1, "8m0.000000001s"},
        {-1, "-1ns"},
        {-1500 * NSEC_USEC, "-1.5ms"},
        {-MINUTE, "-1m0s"},
        {INT64_MAX, "2562047h47m16.854775807s"},
        {INT64_MIN, "-2562047h47m16.854775808s"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[NSEC_TEXT_MAX];
        const char *why;
        nsec back = 0;
        nsec_format(cases[i].value, text);
        assert_string_equal(text, cases[i].text);
        assert_true(nsec_parse(text, &back, &why));
        assert_int_equal(back, cases[i].value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(sums_and_products_clamp),
        RUN(durations_are_read_as_go_reads_them),
        RUN(what_is_no_duration_is_said_why),
        RUN(durations_are_written_as_go_writes_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
