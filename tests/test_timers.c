// timers: when sleepers wake, in which order, and on which P.
#include "simulate.h"

#include <stdio.h>
#include <string.h>

TEST(a_sleep_of_no_length_does_not_even_yield)
{
    struct sim_run *r =
        simulate(&(struct simulation){0}, "go print(\"f\")\n"
                                          "time.Sleep(0)\n"
                                          "time.Sleep(-1)\n"
                                          "print(\"main \")\n"
                                          "runtime.Gosched()\n");

    assert_string_equal(r->err, "main f");
    assert_int_equal(r->result.summary.timers_fired, 0);
    sim_free(r);
}

TEST(the_timer_due_last_runs_first_then_the_others_in_order_of_time)
{
    struct sim_run *r =
        simulate(&(struct simulation){0},
                 "for _, d := range []time.Duration{3, 1, 4, 2} { go f(d) }\n"
                 "runtime.Gosched()\n"
                 "work.CPU(8 * time.Millisecond)\n"
                 "time.Sleep(10 * time.Millisecond)\n"
                 "---\n"
                 "func f(d time.Duration) {\n"
                 "  time.Sleep(d * time.Millisecond)\n"
                 "  print(int(d), \" \")\n"
                 "}\n");
    const struct sim_event *e = NULL;
    nsec due = 0;

    assert_string_equal(r->err, "4 1 2 3 ");
    // All fire in one pass, in order of time.
    for (int i = 0; i < 4; i++) {
        const struct sim_event *next = sim_need(r, e, EV_TIMER_FIRE, 0);
        assert_true(next->number[0] > due);
        if (i > 0)
            assert_int_equal(next->t, e->t);
        e = next;
        due = e->number[0];
    }
    sim_free(r);
}

// --- how long a sleep takes

// From GoBlock to GoStart of main that sleeps for ns while others run source.
static nsec slept(const char *others, int procs, int64_t ns)
{
    char source[512];

    snprintf(source, sizeof source,
             "%s\n"
             "time.Sleep(%lld)\n"
             "---\n"
             "func yield() { for { runtime.Gosched() } }\n"
             "func hog() { work.CPU(100 * time.Millisecond) }\n",
             others, (long long)ns);
    struct sim_run *r = simulate(&(struct simulation){.procs = procs}, source);
    const struct sim_event *block = sim_need(r, NULL, EV_GO_BLOCK, 1);
    const struct sim_event *fire = sim_need(r, block, EV_TIMER_FIRE, 1);
    // Armed just after it parked.
    assert_int_equal(fire->number[0], block->t + ns);
    assert_true(fire->t >= fire->number[0]);
    nsec t = sim_need(r, block, EV_GO_START, 1)->t - block->t;
    sim_free(r);
    return t;
}

#define US NSEC_USEC

TEST(an_idle_process_sleeps_by_whole_milliseconds)
{
    // The poll's time-out is rounded down to milliseconds, but never to 0; the
    // kernel adds 50 us of slack and 20 to 55 us of wake-up.
    static const struct {
        int64_t ns, low, high;
    } cases[] = {
        {1, 0, 6 * US}, // due when the P looks for work
        {200000, 1000 * US, 1112 * US},
        {1000000 - 1, 1000 * US, 1112 * US},
        {1000000, 1050 * US, 1112 * US},
        // Back after 1 ms too early, it polls once more.
        {1500000, 2150 * US, 2260 * US},
        {1999999, 2150 * US, 2260 * US},
        {10000000, 10150 * US, 10260 * US},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int procs = 1; procs <= 4; procs++)
            assert_between(slept("", procs, cases[i].ns), cases[i].low,
                           cases[i].high);
}

TEST(a_p_that_schedules_often_fires_timers_in_time)
{
    assert_between(slept("go yield()", 1, 100000), 100000, 100500);
    assert_between(slept("go yield()", 1, 1500000), 1500000, 1500500);
}

TEST(a_busy_p_fires_its_timers_only_when_it_schedules)
{
    // The hog is cut after a slice.
    assert_between(slept("go hog()", 1, 2000000), 10000 * US, 10300 * US);
}

TEST(another_thread_fires_the_timers_of_a_busy_p)
{
    // It begins to poll for it after 41 us: 1 ms twice.
    assert_between(slept("go hog()", 2, 2000000), 2000 * US, 2260 * US);
    struct sim_run *r = simulate(&(struct simulation){.procs = 2},
                                 "go work.CPU(9 * time.Millisecond)\n"
                                 "time.Sleep(2 * time.Millisecond)\n");
    const struct sim_event *e = sim_start(r, NULL, RULE_TIMER);
    assert_non_null(e);
    assert_int_equal(e->g, 1);
    assert_int_equal(e->p, 1);
    const struct sim_event *fire = sim_need(r, NULL, EV_TIMER_FIRE, 1);
    assert_int_equal(fire->p, 1);
    assert_int_equal(fire->t, e->t);
    sim_free(r);
}

TEST(an_earlier_timer_wakes_the_thread_that_polls_for_a_later_one)
{
    // M1 polls until 50 ms; f's sleep of 2 ms on P0, which a hog then keeps
    // busy, is for M1 to end.
    struct sim_run *r =
        simulate(&(struct simulation){.procs = 2},
                 "go time.Sleep(50 * time.Millisecond)\n"
                 "work.CPU(2 * time.Millisecond)\n" // stolen, armed on P1
                 "go work.CPU(9 * time.Millisecond)\n"
                 "time.Sleep(2 * time.Millisecond)\n");
    const struct sim_event *poll = sim_need(r, NULL, EV_M_PARK, 0);

    assert_int_equal(poll->m, 1);
    assert_string_equal(poll->text[0], "netpoll");
    const struct sim_event *block = sim_need(r, poll, EV_GO_BLOCK, 1);
    const struct sim_event *wake = sim_need(r, poll, EV_M_WAKE, 0);
    assert_int_equal(wake->m, 1);
    assert_int_equal(wake->t, block->t);
    const struct sim_event *fire = sim_need(r, block, EV_TIMER_FIRE, 1);
    assert_between(fire->t - block->t, 2000 * US, 2280 * US);
    sim_free(r);
}

TEST(sleepers_wake_in_order_whatever_the_order_of_falling_asleep)
{
    for (int procs = 1; procs <= 4; procs *= 2) {
        struct sim_run *r = simulate(
            &(struct simulation){.procs = procs},
            "for i := 0; i < 20; i++ { go f(time.Duration(i * 7 % 20)) }\n"
            "time.Sleep(90 * time.Millisecond)\n"
            "---\n"
            "func f(d time.Duration) {\n"
            "  time.Sleep((d + 1) * 4 * time.Millisecond)\n"
            "  print(int(d), \" \")\n"
            "}\n");
        assert_string_equal(r->err, "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 "
                                    "16 17 18 19 ");
        assert_int_equal(r->result.summary.timers_fired, 21);
        sim_free(r);
    }
}

TEST(a_sleep_without_end_is_no_deadlock)
{
    struct sim_run *r = simulate(&(struct simulation){.time_limit = NSEC_SEC},
                                 "time.Sleep(1<<63 - 1)\n");

    assert_int_equal(r->result.end, SCHED_LIMIT);
    assert_int_equal(r->result.summary.makespan_ns, NSEC_SEC);
    sim_free(r);
}

// --- the timers of package time

TEST(the_function_due_last_runs_first_then_the_others_in_order_of_time)
{
    struct sim_run *r =
        simulate(&(struct simulation){0},
                 "for _, d := range []time.Duration{3, 1, 4, 2} {\n"
                 "  time.AfterFunc(d*time.Millisecond, func() { print(int(d), "
                 "\" \") })\n"
                 "}\n"
                 "work.CPU(8 * time.Millisecond)\n"
                 "time.Sleep(10 * time.Millisecond)\n");

    assert_string_equal(r->err, "4 1 2 3 ");
    const struct sim_event *e = NULL;
    nsec due = 0;
    for (int i = 0; i < 4; i++) {
        e = sim_need(r, e, EV_TIMER_FIRE, 0);
        assert_true(e->number[0] > due);
        due = e->number[0];
        e = sim_need(r, e, EV_GO_CREATE, 0);
        assert_string_equal(e->text[1], "main.main.func1");
    }
    assert_int_equal(r->result.summary.timers_fired, 5);
    sim_free(r);
}

// Whose channel it is, and whose goroutine the heap wakes.
TEST(another_thread_fires_the_channel_timers_of_a_busy_p)
{
    for (int sync = 0; sync < 2; sync++) {
        struct sim_run *r =
            simulate(&(struct simulation){.procs = 2, .sync_timers = sync != 0},
                     "go work.CPU(9 * time.Millisecond)\n"
                     "<-time.After(2 * time.Millisecond)\n");
        const struct sim_event *e = sim_start(r, NULL, RULE_TIMER);
        assert_non_null(e);
        assert_int_equal(e->g, 1);
        assert_int_equal(e->p, 1);
        const struct sim_event *fire = sim_need(r, NULL, EV_TIMER_FIRE, 0);
        assert_int_equal(fire->p, 1);
        sim_free(r);
    }
}

TEST(a_program_waits_for_a_timer_in_a_heap_and_for_no_other)
{
    static const struct {
        const char *source;
        bool sync;
        int status; // 2: a deadlock; 124: it goes on
    } cases[] = {
        {"time.NewTicker(time.Millisecond)\n", false, 124},
        {"time.NewTicker(time.Millisecond)\n", true, 2},
        {"<-time.NewTicker(time.Millisecond).C\n", false, 124},
        {"<-time.NewTicker(time.Millisecond).C\n", true, 2},
        {"time.NewTicker(time.Millisecond).Stop()\n", false, 2},
        {"time.AfterFunc(time.Hour, func() {})\n", true, 124},
        {"time.AfterFunc(time.Hour, func() {}).Stop()\n", false, 2},
        {"time.After(time.Hour)\n", false, 124},
        {"time.After(time.Hour)\n", true, 2},
        // Go 1.23's second timer stays in the heap, marked, for a moment.
        {"select { case <-time.After(1): case <-time.After(time.Hour): }\n",
         true, 2},
        {"c := time.Tick(time.Hour)\ngo func() { <-c }()\n", true, 124},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char source[256];
        snprintf(source, sizeof source, "%sselect {}\n", cases[i].source);
        struct sim_run *r =
            simulate(&(struct simulation){.sync_timers = cases[i].sync,
                                          .time_limit = NSEC_SEC},
                     source);
        assert_int_equal(r->result.status, cases[i].status);
        sim_free(r);
    }
}

TEST(timers_of_every_kind_outlive_their_p)
{
    for (int sync = 0; sync < 2; sync++) {
        struct sim_run *r = simulate(
            &(struct simulation){.procs = 4, .sync_timers = sync != 0},
            "for i := 0; i < 3; i++ { go f() }\n"
            "work.CPU(2 * time.Millisecond)\n" // they are on other Ps
            "runtime.GOMAXPROCS(1)\n"
            "time.Sleep(40 * time.Millisecond)\n"
            "---\n"
            "func f() {\n"
            "  work.CPU(500 * time.Microsecond)\n"
            "  time.AfterFunc(9 * time.Millisecond, func() { print(1) })\n"
            "  time.AfterFunc(time.Hour, func() { }).Stop()\n"
            "  t := time.NewTicker(5 * time.Millisecond)\n"
            "  for i := 0; i < 4; i++ { <-t.C }\n"
            "  t.Reset(time.Millisecond)\n"
            "  <-t.C\n"
            "  t.Stop()\n"
            "  print(2)\n"
            "}\n");
        assert_string_equal(r->err, "111222");
        sim_free(r);
    }
}

TEST(the_channel_of_an_after_that_nobody_keeps_is_used_again)
{
    // Each takes over 200 bytes.
    static const char *const sources[] = {
        "for i := 0; i < 100000; i++ { <-time.After(1) }\n",
        "for i := 0; i < 100000; i++ {\n"
        "  select {\n"
        "  case <-(time.After)(time.Millisecond):\n"
        "  case _, ok := <-time.After(1): _ = ok\n"
        "  default:\n"
        "  }\n"
        "  if i % 100 == 0 { time.Sleep(2 * time.Millisecond) }\n"
        "}\n",
    };

    for (int i = 0; i < 4; i++) {
        struct sim_run *r =
            simulate(&(struct simulation){.memory_limit_bytes = 4 << 20,
                                          .sync_timers = i % 2 != 0,
                                          .no_timeline = true},
                     sources[i / 2]);
        assert_int_equal(r->result.status, 0);
        sim_free(r);
    }
}

TEST(a_program_may_run_out_of_memory_for_timers)
{
    struct sim_run *r =
        simulate(&(struct simulation){.memory_limit_bytes = 4 << 20,
                                      .no_timeline = true},
                 "for { time.NewTimer(time.Hour) }\n");

    assert_int_equal(r->result.status, 2);
    assert_string_equal(r->result.why, "out of memory");
    sim_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_sleep_of_no_length_does_not_even_yield),
        RUN(the_timer_due_last_runs_first_then_the_others_in_order_of_time),
        RUN(an_idle_process_sleeps_by_whole_milliseconds),
        RUN(a_p_that_schedules_often_fires_timers_in_time),
        RUN(a_busy_p_fires_its_timers_only_when_it_schedules),
        RUN(another_thread_fires_the_timers_of_a_busy_p),
        RUN(an_earlier_timer_wakes_the_thread_that_polls_for_a_later_one),
        RUN(sleepers_wake_in_order_whatever_the_order_of_falling_asleep),
        RUN(a_sleep_without_end_is_no_deadlock),
        RUN(the_function_due_last_runs_first_then_the_others_in_order_of_time),
        RUN(another_thread_fires_the_channel_timers_of_a_busy_p),
        RUN(a_program_waits_for_a_timer_in_a_heap_and_for_no_other),
        RUN(timers_of_every_kind_outlive_their_p),
        RUN(the_channel_of_an_after_that_nobody_keeps_is_used_again),
        RUN(a_program_may_run_out_of_memory_for_timers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
