// noise: off, every time is its number; on, the seed says it.
#include "host/noise.h"

#include "testing.h"

static const struct os_model os = {
    .latency_p10_pct = 60,
    .latency_p90_pct = 160,
    .late_pct = 10,
    .late_ns = 600000,
    .loss_every_ns = 1400000,
    .loss_ns = 12000,
};
static const struct cost_model cost = {
    .cost_p10_pct = 95, .cost_p90_pct = 180, .speed_p90_pct = 135};

TEST(off_every_time_is_its_number)
{
    struct noise n;

    noise_init(&n);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(noise_latency(&n, 20000), 20000);
        assert_int_equal(noise_wake(&n, 20000), 20000);
        assert_int_equal(noise_work_ps(&n, 123456), 123456);
    }
    assert_int_equal(noise_until_loss(&n), NSEC_MAX);
}

TEST(on_the_seed_says_every_time)
{
    struct noise a, same, other;
    int differ = 0, varied = 0;

    noise_on(&a, &os, &cost, 1);
    noise_on(&same, &os, &cost, 1);
    noise_on(&other, &os, &cost, 2);
    for (int i = 0; i < 100; i++) {
        nsec t = noise_wake(&a, 20000);
        assert_int_equal(t, noise_wake(&same, 20000));
        differ += t != noise_wake(&other, 20000);
        varied += t != 20000;
        assert_int_equal(noise_work_ps(&a, 50000), noise_work_ps(&same, 50000));
        assert_int_equal(noise_until_loss(&a), noise_until_loss(&same));
    }
    assert_true(differ > 90);
    assert_true(varied > 90);
}

TEST(some_wake_ups_are_late)
{
    struct noise n;
    int late = 0;

    noise_on(&n, &os, &cost, 1);
    for (int i = 0; i < 10000; i++)
        late += noise_wake(&n, 1000) > 20000; // 20 times is no latency's spread
    // A tenth of them, but for those that wait for less than that.
    assert_in_range(late, 850, 1050);
}

TEST(long_work_is_not_drawn_as_one)
{
    const int64_t second_ps = INT64_C(1000000000000);
    struct noise n;

    noise_on(&n, &os, &cost, 1);
    n.speed_x1024 = 1024;
    for (int i = 0; i < 1000; i++)
        assert_in_range(noise_work_ps(&n, second_ps),
                        second_ps - second_ps / 100,
                        second_ps + second_ps / 100);
}

TEST(no_losses_where_the_model_has_none)
{
    struct os_model calm = os;
    struct noise n;

    calm.loss_every_ns = 0;
    noise_on(&n, &calm, &cost, 1);
    assert_int_equal(noise_until_loss(&n), NSEC_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(off_every_time_is_its_number),
        RUN(on_the_seed_says_every_time),
        RUN(some_wake_ups_are_late),
        RUN(long_work_is_not_drawn_as_one),
        RUN(no_losses_where_the_model_has_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
