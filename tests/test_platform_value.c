// platform_value: what a value may look like, and where its range ends.
#include "host/platform_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/machine.h"

#include "testing.h"

struct example {
    enum platform_value kind;
    const char *text;
    const char *error; // a part of it, NULL: good
};

static void check(const struct example *e, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char *error = platform_value_check(e[i].kind, "x", e[i].text);
        if (e[i].error == NULL && error != NULL)
            fail_msg("'%s' was refused: %s", e[i].text, error);
        if (e[i].error != NULL && error == NULL)
            fail_msg("'%s' was taken", e[i].text);
        if (error != NULL && strstr(error, e[i].error) == NULL)
            fail_msg("'%s': %s", e[i].text, error);
        free(error);
    }
}
#define CHECK_ALL(examples)                                                    \
    check(examples, sizeof(examples) / sizeof *(examples))

TEST(speeds_are_positive_with_a_unit)
{
    static const struct example examples[] = {
        {VALUE_SPEED, "3Gf", NULL},
        {VALUE_SPEED, "2.6Gf", NULL},
        {VALUE_SPEED, "3e9f", NULL},
        {VALUE_SPEED, "1E-3Tf", NULL},
        {VALUE_SPEED, "3gigaflops", NULL},
        {VALUE_SPEED, "3Gf, 2Gf,1Gf", NULL},
        {VALUE_SPEED, "1Mf", NULL},
        {VALUE_SPEED, "1Tf", NULL},
        {VALUE_SPEED, "0.000001Ef", NULL},
        {VALUE_SPEED, "0.99Mf", "range"},
        {VALUE_SPEED, "1.01Tf", "range"},
        {VALUE_SPEED, "0f", "range"},
        {VALUE_SPEED, "1e400f", "range"},
        {VALUE_SPEED, "1e-400f", "range"},
        {VALUE_SPEED, "0", "no unit"},
        {VALUE_SPEED, "1000000000", "no unit"},
        {VALUE_SPEED, "1,5Gf", "a comma separates pstates"},
        {VALUE_SPEED, "3Gf,", "must be a number"},
        {VALUE_SPEED, "1Gz", "unknown unit"},
        {VALUE_SPEED, "1GF", "unknown unit"},
        {VALUE_SPEED, "1 Gf", "unknown unit"},
        {VALUE_SPEED, "0x10Gf", "unknown unit"},
        {VALUE_SPEED, "-1Gf", "must be a number"},
        {VALUE_SPEED, "+1Gf", "must be a number"},
        {VALUE_SPEED, "nanf", "must be a number"},
        {VALUE_SPEED, "inff", "must be a number"},
        {VALUE_SPEED, ".5Gf", "must be a number"},
        {VALUE_SPEED, "", "must be a number"},
    };
    CHECK_ALL(examples);
}

TEST(bandwidths_and_times_have_ranges)
{
    static const struct example examples[] = {
        {VALUE_BANDWIDTH, "125MBps", NULL},
        {VALUE_BANDWIDTH, "1Gbps", NULL},
        {VALUE_BANDWIDTH, "1GiBps", NULL},
        {VALUE_BANDWIDTH, "1PBps", NULL},
        {VALUE_BANDWIDTH, "7bps", "range"},
        {VALUE_BANDWIDTH, "8bps", NULL},
        {VALUE_BANDWIDTH, "0Bps", "range"},
        {VALUE_BANDWIDTH, "1MB", "unknown unit"},
        {VALUE_TIME, "50us", NULL},
        {VALUE_TIME, "0", NULL},
        {VALUE_TIME, "0.0", NULL},
        {VALUE_TIME, "1h", NULL},
        {VALUE_TIME, "61m", "range"},
        {VALUE_TIME, "5", "no unit"},
        {VALUE_TIME, "-1ms", "must be a number"},
        {VALUE_TIME, "1Ms", "unknown unit"},
    };
    CHECK_ALL(examples);
}

TEST(counts_names_and_words_are_strict)
{
    static const struct example examples[] = {
        {VALUE_CORES, "1", NULL},
        {VALUE_CORES, "1024", NULL},
        {VALUE_CORES, "1025", "cores"},
        {VALUE_CORES, "0", "cores"},
        {VALUE_CORES, "-3", "cores"},
        {VALUE_CORES, "2147483648", "cores"},
        {VALUE_CORES, "18446744073709551617", "cores"},
        {VALUE_CORES, "4.0", "cores"},
        {VALUE_CORES, "", "cores"},
        {VALUE_INDEX, "0", NULL},
        {VALUE_INDEX, "63", NULL},
        {VALUE_INDEX, "64", "number of a speed"},
        {VALUE_VERSION, "4.1", NULL},
        {VALUE_VERSION, "4", NULL},
        {VALUE_VERSION, "4.2", "version"},
        {VALUE_VERSION, "3", "version"},
        {VALUE_ID, "c-10.me_x:/@+", NULL},
        {VALUE_ID, "", "letters"},
        {VALUE_ID, "a b", "letters"},
        {VALUE_ID, "a\n", "letters"},
        {VALUE_ID, "\xc3\xa9", "letters"},
        {VALUE_AFFIX, "", NULL},
        {VALUE_AFFIX, "<", "letters"},
        {VALUE_TEXT, "h\xc3\xb4te <&>", NULL},
        {VALUE_TEXT, "\033[2J", "cannot be shown"},
        {VALUE_TEXT, "\xff", "cannot be shown"},
        {VALUE_TEXT, "\xe2\x80\xae", "cannot be shown"},
        {VALUE_ROUTING, "Full", NULL},
        {VALUE_ROUTING, "Vivaldi", "Full, Floyd, Dijkstra"},
        {VALUE_SHARING, "FATPIPE", NULL},
        {VALUE_SHARING, "WIFI", "not one of"},
        {VALUE_BB_SHARING, "SPLITDUPLEX", "not one of"},
        {VALUE_DIRECTION, "UP", NULL},
        {VALUE_DIRECTION, "up", "not one of"},
        {VALUE_YES_NO, "yes", NULL},
        {VALUE_YES_NO, "Yes", "not one of"},
    };
    CHECK_ALL(examples);
}

static void add_up(void *ctx, int64_t i)
{
    int64_t *sum = ctx;

    sum[0]++;
    sum[1] += i;
}

TEST(a_radical_is_a_bounded_list_of_rising_ranges)
{
    static const struct example examples[] = {
        {VALUE_RADICAL, "0-9", NULL},
        {VALUE_RADICAL, "1,3,5-7", NULL},
        {VALUE_RADICAL, "0-4095", NULL},
        {VALUE_RADICAL, "0-4096", "limit"},
        {VALUE_RADICAL, "0-4094,1000000", NULL},
        {VALUE_RADICAL, "1000001", "radical"},
        {VALUE_RADICAL, "9-0", "rising"},
        {VALUE_RADICAL, "0-999999999999", "rising"},
        {VALUE_RADICAL, "-1", "rising"},
        {VALUE_RADICAL, "1-2-3", "rising"},
        {VALUE_RADICAL, "1,", "rising"},
        {VALUE_RADICAL, "", "rising"},
        {VALUE_RADICAL, "a", "rising"},
    };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        char *error =
            platform_value_check(VALUE_RADICAL, "radical", examples[i].text);
        assert_int_equal(error == NULL, examples[i].error == NULL);
        if (error != NULL)
            assert_non_null(strstr(error, examples[i].error));
        free(error);
    }
    int64_t sum[2] = {0};
    platform_value_radical("1, 3,5-7", add_up, sum);
    assert_int_equal(sum[0], 5);
    assert_int_equal(sum[1], 22);
    assert_int_equal(platform_value_speeds("3Gf,2Gf,1Gf"), 3);
}

TEST(core_speeds_fit_the_cores_exactly)
{
    static const struct {
        const char *text, *error;
    } cases[] = {
        {"3000*2,1500*2", NULL},   {"3000*4", NULL},
        {"1,2,3,4", NULL},         {" 1 , 2 , 3*2 ", NULL},
        {"3000*3", "for 3 of"},    {"3000*5", "more than"},
        {"3000*2,2000*3", "more"}, {"3000*0,1*4", "not a list"},
        {"0*4", "not a list"},     {"1000000*4", NULL},
        {"1000001*4", "not a"},    {"3000*-4", "not a list"},
        {"3000x4", "not a list"},  {"", "not a list"},
        {"3000*4,", "not a list"}, {"3000*1025", "not a list"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t mhz[4] = {0};
        char *error = platform_value_core_mhz(cases[i].text, 4, mhz);
        if ((error == NULL) != (cases[i].error == NULL))
            fail_msg("'%s': %s", cases[i].text, error);
        if (error != NULL)
            assert_non_null(strstr(error, cases[i].error));
        free(error);
    }
    int64_t mhz[4];
    assert_null(platform_value_core_mhz("3000*2,1500,700", 4, mhz));
    assert_int_equal(mhz[1], 3000);
    assert_int_equal(mhz[2], 1500);
    assert_int_equal(mhz[3], 700);
    static int64_t all[MACHINE_CORES_MAX];
    assert_null(platform_value_core_mhz("9*1024", MACHINE_CORES_MAX, all));
    assert_int_equal(all[MACHINE_CORES_MAX - 1], 9);
}

TEST(lengths_end_where_they_say)
{
    char text[PLATFORM_TEXT_MAX + 2];

    memset(text, 'a', sizeof text);
    for (size_t n = PLATFORM_ID_MAX; n <= PLATFORM_ID_MAX + 1; n++) {
        text[n] = '\0';
        char *error = platform_value_check(VALUE_ID, "id", text);
        assert_int_equal(error == NULL, n == PLATFORM_ID_MAX);
        free(error);
        text[n] = 'a';
    }
    for (size_t n = PLATFORM_TEXT_MAX; n <= PLATFORM_TEXT_MAX + 1; n++) {
        text[n] = '\0';
        char *error = platform_value_check(VALUE_TEXT, "value", text);
        assert_int_equal(error == NULL, n == PLATFORM_TEXT_MAX);
        free(error);
        text[n] = 'a';
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(speeds_are_positive_with_a_unit),
        RUN(bandwidths_and_times_have_ranges),
        RUN(counts_names_and_words_are_strict),
        RUN(a_radical_is_a_bounded_list_of_rising_ranges),
        RUN(core_speeds_fit_the_cores_exactly),
        RUN(lengths_end_where_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
