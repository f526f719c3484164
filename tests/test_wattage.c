#include "host/wattage.h"

#include <stdlib.h>

#include "testing.h"

TEST(powers_are_read_for_the_speed_in_use)
{
    static const struct {
        const char *text;
        int nspeeds, pstate;
        int64_t idle, epsilon, all; // uW
    } cases[] = {
        {"10:20:30", 1, 0, 10000000, 20000000, 30000000},
        {"10:30", 1, 0, 10000000, 10000000, 30000000},
        {"0:0", 1, 0, 0, 0, 0},
        {"30:70:100,10:20:25.5", 2, 0, 30000000, 70000000, 100000000},
        {" 30 : 70 : 100 , 10:20:25.5 ", 2, 1, 10000000, 20000000, 25500000},
        {"1000000:1000000", 1, 0, 1000000000000, 1000000000000, 1000000000000},
        {"0.000001:0.123456:0001.1", 1, 0, 1, 123456, 1100000},
        {"9:8:8", 1, 0, 9000000, 8000000, 8000000},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct wattage w;
        char *why =
            wattage_parse(cases[i].text, cases[i].nspeeds, cases[i].pstate, &w);
        assert_null(why);
        assert_true(w.idle_uw == cases[i].idle);
        assert_true(w.epsilon_uw == cases[i].epsilon);
        assert_true(w.all_uw == cases[i].all);
    }
}

TEST(what_is_not_two_or_three_powers_is_refused)
{
    static const char *const texts[] = {
        "",          " ",       "10",          "10:",
        ":10",       "1:2:3:4", "1:2:3:",      "1:2:3,",
        ",1:2:3",    "a:2:3",   "1:2:x",       "-1:2:3",
        "1e3:2e3",   "nan:1:1", "1:2:3 4",     "1:2:3;1:2:3",
        "1.:2:3",    ".5:2:3",  "1.0000001:2", "1000001:1000002",
        "1:2:1e400", "0x1:2:3", "1:1000000.1", "99999999999999999999:1",
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct wattage w;
        char *why = wattage_parse(texts[i], 1, 0, &w);
        if (why == NULL)
            fail_msg("'%s' was taken", texts[i]);
        free(why);
    }
}

TEST(the_number_of_groups_is_that_of_the_speeds)
{
    struct wattage w;
    char *why = wattage_parse("1:2:3,1:2:3", 1, 0, &w);

    assert_string_equal(why, "wattage_per_state '1:2:3,1:2:3' is for 2 speeds, "
                             "the host has 1");
    free(why);
    why = wattage_parse("1:2:3", 2, 1, &w);
    assert_string_equal(
        why, "wattage_per_state '1:2:3' is for 1 speed, the host has 2");
    free(why);
}

TEST(power_does_not_fall_with_the_load)
{
    struct wattage w;
    char *why = wattage_parse("1:3:2", 1, 0, &w);

    assert_non_null(why);
    free(why);
    why = wattage_parse("3:2", 1, 0, &w);
    assert_non_null(why);
    free(why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(powers_are_read_for_the_speed_in_use),
        RUN(what_is_not_two_or_three_powers_is_refused),
        RUN(the_number_of_groups_is_that_of_the_speeds),
        RUN(power_does_not_fall_with_the_load),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
