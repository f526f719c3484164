// godebug: what is read of GODEBUG.
#include "testing.h"

#include "cli/godebug.h"

TEST(the_last_of_a_name_counts_and_the_rest_is_passed_over)
{
    static const struct {
        const char *text;
        struct godebug want;
    } cases[] = {
        {NULL, {0, false, false}},
        {"", {0, false, false}},
        {"schedtrace=1000", {1000, false, false}},
        {"schedtrace=1000,scheddetail=1", {1000, true, false}},
        {"scheddetail=1,schedtrace=5,asyncpreemptoff=1", {5, true, true}},
        {"schedtrace=1,schedtrace=2", {2, false, false}},
        {"schedtrace=1,schedtrace=0", {0, false, false}},
        {"schedtrace=-5", {0, false, false}},
        {"schedtrace=2147483647", {2147483647, false, false}},
        {"schedtrace=2147483648", {0, false, false}},
        {"schedtrace=7,schedtrace=x", {7, false, false}},
        {"schedtrace= 7", {0, false, false}},
        {"schedtrace=7 ", {0, false, false}},
        {"schedtrace=", {0, false, false}},
        {"schedtrace", {0, false, false}},
        {"schedtracer=7,xschedtrace=7,=7", {0, false, false}},
        {",,schedtrace=7,,", {7, false, false}},
        {"gctrace=1,schedtrace=7,madvdontneed=1", {7, false, false}},
        {"asyncpreemptoff=0", {0, false, false}},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct godebug got = godebug_read(cases[i].text);
        assert_int_equal(got.schedtrace_ms, cases[i].want.schedtrace_ms);
        assert_int_equal(got.scheddetail, cases[i].want.scheddetail);
        assert_int_equal(got.asyncpreemptoff, cases[i].want.asyncpreemptoff);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(the_last_of_a_name_counts_and_the_rest_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
