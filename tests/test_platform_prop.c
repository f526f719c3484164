// platform_prop: the numbers that properties say, and where they count.
#include "host/platform_prop.h"

#include <stdbool.h>
#include <stdlib.h>

#include "testing.h"

TEST(numbers_are_checked_where_they_mean_something)
{
    static const struct {
        const char *id, *value;
        enum platform_place at;
        bool good;
    } cases[] = {
        {"http_bytes", "0", AT_HOST, true},
        {"http_bytes", "1099511627776", AT_HOST, true},
        {"http_bytes", "1099511627777", AT_HOST, false},
        {"http_bytes", "", AT_HOST, false},
        {"http_bytes", "1k", AT_HOST, false},
        {"http_bytes", "1k", AT_LINK, true}, // means nothing there
        {"http_ns", "3600000000000", AT_HOST, true},
        {"http_ns", "3600000000001", AT_HOST, false},
        {"latency_ns", "-1", AT_DISK, false},
        {"latency_ns", "80000", AT_DISK, true},
        {"latency_ns", "-1", AT_HOST, true},
        {"colour", "red", AT_HOST, true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *why =
            platform_prop_check(cases[i].id, cases[i].at, cases[i].value);
        if ((why == NULL) != cases[i].good)
            fail_msg("case %zu: %s", i, why == NULL ? "taken" : why);
        free(why);
    }
}

TEST(what_is_not_said_has_a_default)
{
    assert_int_equal(platform_prop_number("http_bytes", NULL), 10000);
    assert_int_equal(platform_prop_number("http_bytes", "7"), 7);
    assert_int_equal(platform_prop_number("http_ns", NULL), 0);
    assert_int_equal(platform_prop_number("latency_ns", NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(numbers_are_checked_where_they_mean_something),
        RUN(what_is_not_said_has_a_default),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
