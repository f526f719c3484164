// gotimer: tickers keep to their times and drop what nobody takes; what a timer
// sends is the time, if there is room for it.
#include "rt/gotimer.h"

#include "rt/chan.h"
#include "testing.h"

enum { TIME_WORDS = 3 };

static struct eng e;
static struct m *mp = &e.m[0];
static struct eng_task t[2];

static struct rt_chan *start(int64_t size)
{
    bool out_of_range;

    eng_init(&e);
    eng_task_init(&t[0], 0);
    return RT(chan_make)(mp, TIME_WORDS, size, 1, &out_of_range);
}

static struct rt_timer *timer_for(struct rt_chan *c, nsec when, nsec period)
{
    struct rt_timer *tm = RT(timer_new)(mp, (word)(uintptr_t)c, 0);

    assert_non_null(tm);
    tm->t.when = when;
    tm->period = period;
    return tm;
}

TEST(a_timer_without_a_period_is_done)
{
    struct rt_timer *tm = timer_for(start(1), 100, 0);

    assert_true(tm->t.go);
    assert_ptr_equal(tm->t.arg, tm);
    assert_false(RT(timer_advance)(tm, 100));
    eng_release(&e);
}

TEST(a_late_ticker_skips_the_ticks_that_it_missed)
{
    static const struct {
        nsec now, next;
    } cases[] = {{100, 110}, {101, 110}, {109, 110}, {110, 120}, {155, 160}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rt_timer *tm = timer_for(start(1), 100, 10);
        assert_true(RT(timer_advance)(tm, cases[i].now));
        assert_true(tm->t.when == cases[i].next);
        eng_release(&e);
    }
}

TEST(the_time_is_sent_once_and_then_dropped)
{
    struct rt_chan *c = start(1);
    struct rt_timer *tm = timer_for(c, 100, 10);
    word value[TIME_WORDS], ok;

    RT(timer_send)(mp, tm, UINT64_C(1500000001000000002), 41);
    RT(timer_send)(mp, tm, UINT64_C(1600000000000000000), 99);
    assert_int_equal(c->head.len, 1);
    assert_int_equal(
        RT(chan_recv)(mp, &t[0].task, (word)(uintptr_t)c, value, &ok, true),
        RT_DONE);
    assert_int_equal(value[0], INT64_C(62135596800) + 1500000001);
    assert_int_equal(value[1], 2);
    assert_int_equal(value[2], 42); // 0 stands for no reading
    eng_release(&e);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        RUN(a_timer_without_a_period_is_done),
        RUN(a_late_ticker_skips_the_ticks_that_it_missed),
        RUN(the_time_is_sent_once_and_then_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
