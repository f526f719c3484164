// serial: one request at a time, each for exactly as long as its bytes take.
#include "base/serial.h"

#include <stddef.h>

#include "testing.h"

TEST(bytes_take_their_time_rounded_up)
{
    static const struct {
        int64_t n, rate;
        nsec latency, want;
    } cases[] = {
        {0, 1, 0, 0},
        {-5, 1, 7, 7},
        {1, NSEC_SEC, 0, 1},
        {1, 3 * NSEC_SEC, 0, 1},
        {3, 3 * NSEC_SEC, 0, 1},
        {4, 3 * NSEC_SEC, 0, 2},
        {4096, 3 * NSEC_SEC, 80000, 80000 + 1366},
        {1000000, 2 * NSEC_SEC, 0, 500000},
        {INT64_MAX, INT64_MAX, 0, NSEC_SEC},
        {INT64_MAX / NSEC_SEC, 1, 0, INT64_MAX / NSEC_SEC * NSEC_SEC},
        {INT64_MAX / NSEC_SEC + 1, 1, 0, NSEC_MAX},
        {INT64_MAX, 1, NSEC_MAX, NSEC_MAX},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        nsec got = serial_ns(cases[i].n, cases[i].rate, cases[i].latency);
        if (got != cases[i].want)
            fail_msg("case %zu: %lld", i, (long long)got);
    }
}

TEST(a_request_waits_for_those_before_it)
{
    struct serial s = {0};

    assert_int_equal(serial_take(&s, 100, 10), 110);
    assert_int_equal(serial_take(&s, 100, 5), 115);
    assert_int_equal(serial_take(&s, 114, 0), 115);
    assert_int_equal(serial_take(&s, 115, 1), 116);
    assert_int_equal(serial_take(&s, 200, 1), 201);
    assert_int_equal(serial_take(&s, 200, NSEC_MAX), NSEC_MAX);
    assert_int_equal(serial_take(&s, 300, 1), NSEC_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(bytes_take_their_time_rounded_up),
        RUN(a_request_waits_for_those_before_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
